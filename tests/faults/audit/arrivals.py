"""What came to people's screens, remembered alike whoever brought it."""

import time
from collections import defaultdict
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Shown:
    """A message as a person finds it; options are (label, data), without data where a choice is a line to be typed."""

    id: str
    text: str
    options: tuple[tuple[str, str], ...] = ()


@dataclass
class Arrival:
    """A call that was carried out. `told`: the caller could know; a broken line or a hanging answer hides it.

    `listed`: it stands in a list of the provider's, where who was not told can look.
    """

    chat: str
    kind: str
    text: str
    options: tuple[tuple[str, str], ...] = ()
    files: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    at: float = field(default_factory=time.monotonic)
    told: bool = True
    listed: bool = False


class Arrivals:
    """All of them in order, and each chat's messages as they are read."""

    def __init__(self) -> None:
        self.all: list[Arrival] = []
        self._feeds: dict[str, list[Shown]] = defaultdict(list)

    def add(self, arrival: Arrival) -> None:
        self.all.append(arrival)

    def show(self, chat: str, shown: Shown) -> None:
        self._feeds[chat].append(shown)

    def feed(self, chat: str, after: int) -> list[Shown]:
        """What came to this chat, but for the first `after` messages."""
        return self._feeds[chat][after:]
