"""The audit: what people did and saw, written down as it happens, against what the desk kept and delivered."""
