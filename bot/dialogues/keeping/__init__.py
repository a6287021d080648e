"""How the lead keeps the categories and the ready answers."""
