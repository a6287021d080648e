"""`ticketero people`: who is added, listed, invited, corrected and let go."""
