"""How people are named to the staff, and what is said of those who cannot be told."""
