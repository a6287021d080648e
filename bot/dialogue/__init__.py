"""The engine that walks people through questions."""
