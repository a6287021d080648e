"""Tickets: their life, threads, lists, numbers and export; the one permission check."""
