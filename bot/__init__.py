"""What we say, and when: the conversation, the channels, the delivery."""
