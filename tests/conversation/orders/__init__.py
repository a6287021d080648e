"""What the staff want, in their own words: done once, for the tickets that they name; asked where it is in doubt."""
