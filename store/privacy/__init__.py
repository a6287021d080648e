"""What is kept of a person: shown to them, and taken out of the store for good."""
