"""What the lead keeps for all: the categories, the ready answers."""
