"""Dialogues for finding tickets."""
