"""Coming in, being corrected, being forgotten."""
