"""The processes: what they are made of, what runs in them, how they start and end."""
