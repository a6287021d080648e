"""So many at once and so many a second: how a channel keeps its provider's limits before it has to be reminded."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

FORGOTTEN_AFTER = 600.0  # a full bucket need not be remembered


@dataclass
class Bucket:
    """`left` calls may go now; it fills by `rate` a second. None goes before `held_until`."""

    rate: float
    burst: float
    left: float = field(init=False)
    filled: float = field(default_factory=time.monotonic)
    held_until: float = 0.0

    def __post_init__(self) -> None:
        self.left = self.burst

    def wait(self, cost: float, now: float) -> float:
        self.left = min(self.burst, self.left + (now - self.filled) * self.rate)
        self.filled = now
        return max(0.0, (cost - self.left) / self.rate, self.held_until - now)

    def hold(self, until: float) -> None:
        self.held_until = max(self.held_until, until)


class Buckets:
    """One for each chat, in this process."""

    def __init__(self, make: Callable[[], Bucket]):
        self._make, self._lock = make, threading.Lock()
        self._chats: dict[str, Bucket] = {}
        self._swept = time.monotonic()

    def take(self, chat: str) -> float:
        """0 where a message may go to the chat now, and then it counts; else the seconds to wait."""
        with self._lock:
            now = time.monotonic()
            self._sweep(now)
            bucket = self._chats.setdefault(chat, self._make())
            wait = bucket.wait(1, now)
            if wait == 0:
                bucket.left -= 1
            return wait

    def hold(self, chat: str, seconds: float) -> None:
        with self._lock:
            self._chats.setdefault(chat, self._make()).hold(time.monotonic() + seconds)

    def _sweep(self, now: float) -> None:
        if now - self._swept > FORGOTTEN_AFTER:
            self._swept = now
            self._chats = {
                name: bucket
                for name, bucket in self._chats.items()
                if now - bucket.filled <= FORGOTTEN_AFTER or bucket.held_until > now
            }
