"""Waiting for what other threads and processes do."""

import time
from collections.abc import Callable

PAUSE = 0.005


def until(done: Callable[[], bool], seconds: float = 20) -> None:
    """Returns once it is so; fails where it is not in time."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it never happened"
        time.sleep(PAUSE)
