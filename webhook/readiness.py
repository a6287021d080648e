"""Whether this receiver can serve: the store is reached and written, and has a schema that this program knows."""

import threading
import time

from bot.desk import Desk
from store import schema
from store.upkeep import settings_kv

KEPT = 2.0  # seconds: whoever asks more often does not make us write more often
WRITTEN = "written at"


class Readiness:
    def __init__(self, desk: Desk):
        self._desk = desk
        self._lock = threading.Lock()
        self._written = float("-inf")

    def why_not(self) -> str:
        """Empty where it is ready. Raises StoreAway."""
        try:
            if not schema.is_served(self._desk.store):
                return "migrate first"
        except schema.Newer:
            return "the store is newer than this program"
        with self._lock:
            self._write()
        return ""

    def _write(self) -> None:
        """A full disk and a read-only database can be read: only a commit shows that they take no message."""
        if time.monotonic() < self._written + KEPT:
            return
        with self._desk.store.write() as session:
            settings_kv.put(session, WRITTEN, self._desk.now().isoformat())
        self._written = time.monotonic()
