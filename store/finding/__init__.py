"""What lies beside a ticket: those that fit some words, those that are like it, those that were joined to it."""
