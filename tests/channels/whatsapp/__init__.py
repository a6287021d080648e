"""Tests of channels/whatsapp."""
