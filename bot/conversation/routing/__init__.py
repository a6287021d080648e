"""The rows of the table: how each finds what a message is about, and what it does with it."""
