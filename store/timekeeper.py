"""Tells the time by a clock that stands elsewhere: the database's, by which all processes agree on what is due.

It is looked at every few seconds and reckoned on from there by our monotonic clock: neither a wrong clock of this
machine nor one that is set anew counts.
"""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

EVERY = 5.0  # seconds
NEGLIGIBLE = timedelta(seconds=0.1)  # a trip to the database takes its time: what differs less is the same

Look = Callable[[], datetime]


def wall() -> datetime:
    return datetime.now(UTC)


class Timekeeper:
    """Until `keep` is called, and where nothing is elsewhere, it tells what our own clock shows."""

    def __init__(self, own: Look = wall):
        self._own = own
        self._seen: tuple[datetime, float] | None = None
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def now(self) -> datetime:
        return self._reckoned(time.monotonic()) or self._own()

    def keep(self, look: Look) -> None:
        """Looks at once, and again and again on a thread of its own; what fails then is looked at the next time."""
        self.look(look)
        if self._thread is None:
            self._thread = threading.Thread(target=self._keep, args=(look,), name="time", daemon=True)
            self._thread.start()

    def look(self, look: Look) -> None:
        began = time.monotonic()
        there = look()
        middle = began + (time.monotonic() - began) / 2
        reckoned = self._reckoned(middle)
        if reckoned is None or abs(there - reckoned) > NEGLIGIBLE:
            self._seen = there, middle

    def stop(self) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join(1)

    def _keep(self, look: Look) -> None:
        while not self._ended.wait(EVERY):
            try:
                self.look(look)
            except Exception:  # the store's absence is said by who needs it
                continue

    def _reckoned(self, at: float) -> datetime | None:
        seen = self._seen
        return seen and seen[0] + timedelta(seconds=at - seen[1])
