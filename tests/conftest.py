"""What every test may ask for."""

import gc

import pytest

pytest_plugins = [
    "tests.databases.postgres",
    "tests.databases.stores",
    "tests.harness.networks",
    "tests.harness.transcripts",
]

PATIENT = ("tests/faults/", "tests/runtime/", "tests/house/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """First those that wait more than they compute: at the end, nobody would have anything to do meanwhile."""
    items.sort(key=lambda item: not item.nodeid.startswith(PATIENT))


def pytest_collection_finish() -> None:
    """What is there by now stays until the end: to look through it again and again took a seventh of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
