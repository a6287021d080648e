"""What is said, and to whom: a turn's output, views, notices."""
