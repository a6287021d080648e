"""What is to be looked for in the store: what waits for some chats, or all that is due."""

import threading
import time
from collections.abc import Collection
from dataclasses import dataclass

AT_LEAST_EVERY = 0.9  # seconds; who does nothing else runs each second, so a lost ring costs two at most


@dataclass(frozen=True)
class Look:
    """For what waits for these chats; or for everything that is due."""

    chats: frozenset[int] = frozenset()
    everything: bool = False

    def __bool__(self) -> bool:
        return self.everything or bool(self.chats)

    def __or__(self, other: "Look") -> "Look":
        return Look(self.chats | other.chats, self.everything or other.everything)


ALL = Look(everything=True)


def at(chats: Collection[int]) -> Look:
    return Look(frozenset(chats))


class Lookout:
    """To look at all that is due costs the more, the more waits; what waits for a chat that is named costs little."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rung = Look()
        self._all_at = 0.0

    @property
    def rung(self) -> bool:
        """Whether somebody rang since the last look."""
        return bool(self._rung)

    def ring(self, look: Look) -> None:
        with self._lock:
            self._rung |= look

    def take(self) -> Look:
        """What is to be looked for now; it counts as looked for."""
        with self._lock:
            now = time.monotonic()
            look = self._rung | ALL if now >= self._all_at else self._rung
            if look.everything:
                self._all_at = now + AT_LEAST_EVERY
            self._rung = Look()
        return look
