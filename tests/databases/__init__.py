"""The databases of the tests: a real PostgreSQL of their own, SQLite, a fresh store for each test."""
