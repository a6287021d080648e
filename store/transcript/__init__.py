"""What the page of the web chat shows: both sides of a conversation, with their choices and their marks."""
