"""What is done with tickets: opened, written into, moved, assigned, closed, shown."""
