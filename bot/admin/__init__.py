"""What whoever runs the desk does at the terminal: people, what failed, exports, checks. Plain English, a line each."""
