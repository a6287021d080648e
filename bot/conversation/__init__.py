"""One turn: what a message means, and where it goes."""
