"""Tests of store/upkeep."""
