"""What keeps a store healthy: forgetting, figures, and the desk's own settings."""
