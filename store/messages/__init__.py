"""What came in and what goes out: the inbox, the outbox, who sends what, and how each message finds its ticket."""
