"""The words that tickets are found by: how a text becomes words, and where each word stands."""
