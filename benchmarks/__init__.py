"""How fast the desk is, and how far from what its server and its database could do: `python3 dev.py bench`."""
