"""How the desk itself is: which processes live, what hinders them, and who tells it."""
