"""The tests, in folders that mirror the rooms; `harness`, `fakes` and `databases` are what they stand on."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
