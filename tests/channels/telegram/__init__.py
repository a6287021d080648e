"""Tests of channels/telegram."""
