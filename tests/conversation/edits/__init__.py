"""What happens when somebody edits a message."""
