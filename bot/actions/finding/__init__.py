"""Finding tickets by their words, and those that are about the same."""
