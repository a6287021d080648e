"""What hinders this process, as it meets it: kept in memory until the watch tells it to everybody.

The store's being away is told here at once, since nothing can be noted there meanwhile; once, whoever meets it.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from bot.desk import Desk

log = logging.getLogger(__name__)


class Troubles:
    """Of one process."""

    def __init__(self, now: Callable[[], datetime]):
        self._now = now
        self._met: dict[str, tuple[str, datetime]] = {}
        self._away_since: datetime | None = None
        self._lock = Lock()

    def meet(self, cause: str, detail: str, lasts: timedelta) -> None:
        """It counts as there for so long, unless it is met again."""
        with self._lock:
            self._met[cause] = (detail, self._now() + lasts)

    def standing(self) -> dict[str, str]:
        """By cause, with their details."""
        with self._lock:
            now = self._now()
            self._met = {cause: met for cause, met in self._met.items() if met[1] > now}
            return {cause: detail for cause, (detail, _) in self._met.items()}

    def store_is_away(self, why: object) -> None:
        with self._lock:
            told, self._away_since = self._away_since, self._away_since or self._now()
        if told is None:
            log.error("the store cannot be used, and everything waits for it: %s", why)

    def store_is_back(self) -> None:
        """For whoever has written something, which alone shows it."""
        with self._lock:
            since, self._away_since = self._away_since, None
        if since is not None:
            log.warning("the store is back; it was away since %s UTC", since.strftime("%H:%M:%S"))


def of(desk: Desk) -> Troubles:
    """Those of this process for a desk."""
    return desk.once(_none_yet)


def _none_yet(desk: Desk) -> Troubles:
    return Troubles(desk.now)
