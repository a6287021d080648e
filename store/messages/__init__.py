"""What came in and what goes out: the inbox, the outbox, and how each message finds its ticket."""
