"""Tests of store/tickets."""
