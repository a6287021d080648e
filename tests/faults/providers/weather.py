"""The weather at a provider: how many of its calls go wrong, and in what ways."""

import random
import threading
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Storm:
    """So many calls of a hundred go wrong, one way or another.

    A kind is a status of HTTP, "0" (the line breaks before anything is done), "drop" (it breaks after all is done),
    "junk" (an answer that is none), "hang" (an answer that comes too late) or "cut" (half a file).
    """

    percent: float
    kinds: Sequence[str] = ("429", "500", "502", "0", "drop", "junk", "hang", "cut")
    hang: float = 12.0
    """Seconds: more than the caller waits."""
    fails: float = 5.0
    """Of a hundred messages that the provider took, so many come back as failed, to be sent anew."""


@dataclass(frozen=True)
class Blow:
    kind: str
    retry_after: int | None
    seconds: float


class Weather:
    """`storm` is the one that rages; `struck` counts the calls that it hit."""

    def __init__(self, seed: int):
        self.storm: Storm | None = None
        self.struck = 0
        self._dice = random.Random(seed)
        self._lock = threading.Lock()

    def blow(self) -> Blow | None:
        """What befalls the next call."""
        with self._lock:
            storm = self.storm
            if storm is None or self._dice.random() * 100 >= storm.percent:
                return None
            self.struck += 1
            kind = self._dice.choice(list(storm.kinds))
            return Blow(kind, self._dice.choice([1, 2]) if kind == "429" else None, storm.hang)
