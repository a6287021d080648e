"""`ticketero setup`: the few questions that a desk needs answered, each answer tried at once."""
