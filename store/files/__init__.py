"""The files that people send: their rows, and their bytes in a folder or a bucket."""
