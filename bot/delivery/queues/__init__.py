"""What this process has leased: in which order it goes out, and the threads that carry it."""
