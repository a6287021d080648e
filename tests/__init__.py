"""The tests: facts as names."""
