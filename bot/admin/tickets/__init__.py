"""`ticketero tickets`: the tickets of the system that this one replaces."""
