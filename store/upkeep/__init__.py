"""What keeps a store healthy, and what it tells of itself: forgetting, figures, what channels cost, settings."""
