"""Reads updates: what is common straight from the JSON, the rest by the library."""
