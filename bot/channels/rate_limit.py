"""Rate limits: how much may come at once, and how much a second from then on.

`Limit` is the arithmetic of a leaky bucket: each call raises its level, time lowers it, and it never rises above the
burst. Whoever counts keeps the level where it belongs: in memory for the calls to a provider, in the chat's row for
the messages of a person.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

SWEEP_EVERY = 600.0  # seconds


@dataclass(frozen=True)
class Limit:
    """`burst` calls at once, and `rate` a second in the long run."""

    rate: float
    burst: float

    def drain(self, level: float, seconds: float) -> float:
        """The level after so many seconds without a call."""
        return max(0.0, level - seconds * self.rate)

    def wait(self, level: float, cost: float) -> float:
        """The seconds until a call of this cost fits; 0 where it fits now."""
        return max(0.0, (level + cost - self.burst) / self.rate)


class Bucket:
    """One limit with its level, which stands for the time `at`."""

    def __init__(self, limit: Limit, at: float):
        self._limit, self._at, self._level = limit, at, 0.0

    def is_empty(self, now: float) -> bool:
        return self._drain(now) == 0

    def wait(self, cost: float, now: float) -> float:
        """The seconds until a call of this cost fits; 0 where it fits now."""
        return self._limit.wait(self._drain(now), cost)

    def add(self, cost: float) -> None:
        self._level += cost

    def _drain(self, now: float) -> float:
        self._level = self._limit.drain(self._level, now - self._at)
        self._at = now
        return self._level


class RateLimiter:
    """Keeps this process to one limit for each chat and, where `overall` is given, to one for all of them together."""

    def __init__(
        self, per_chat: Limit, overall: Limit | None = None, clock: Callable[[], float] = time.monotonic
    ):
        self._per_chat, self._clock = per_chat, clock
        self._lock = threading.Lock()
        self._overall = Bucket(overall, clock()) if overall else None
        self._chats: dict[str, Bucket] = {}
        self._swept = clock()

    def take(self, chat: str, cost: float = 1) -> float:
        """0 where a call of this cost may go to the chat now, and then it counts; else the seconds to wait."""
        with self._lock:
            now = self._clock()
            self._sweep(now)
            buckets = [self._chats.setdefault(chat, Bucket(self._per_chat, now))]
            buckets += [self._overall] if self._overall else []
            wait = max(bucket.wait(cost, now) for bucket in buckets)
            if wait == 0:
                for bucket in buckets:
                    bucket.add(cost)
            return wait

    def _sweep(self, now: float) -> None:
        """Forgets the empty buckets: a new one is the same."""
        if now - self._swept > SWEEP_EVERY:
            self._swept = now
            self._chats = {name: bucket for name, bucket in self._chats.items() if not bucket.is_empty(now)}
