"""The lists of phrases: how they are written, read, and found in a text."""
