"""What a transaction gathers and looks up once, and how many rows are written by one statement."""
