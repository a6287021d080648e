"""The outbox to the channels: in order within each chat, every failure told apart."""
