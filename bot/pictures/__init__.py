"""Pictures of how the desk is doing, for a phone: the board, the digest."""
