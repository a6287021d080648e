"""What keeps open pages up to date: streams and news, and who is writing to whom."""
