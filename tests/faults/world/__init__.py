"""Where a run takes place: the real processes and what strikes them, or all of it in one process."""
