"""Questions about people: which company, and what of a person is to be corrected."""
