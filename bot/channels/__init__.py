"""The channels that exist: this list is the whole registry."""
