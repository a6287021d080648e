"""What people did and what went wrong, written down as it happens: one side of the audit's comparison."""

import threading
import time
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Home:
    """Where a person's words belong: kind is thread, note, problem, solution or courtesy. The ticket may be learnt
    later."""

    kind: str
    ticket: int | None = None


@dataclass(frozen=True)
class Wire:
    """What a person did, as their provider brings it; kind is message, press, edit or door."""

    kind: str
    key: str
    """By which the provider knows it: the same whenever it comes."""
    body: dict[str, Any]
    message_id: str = ""
    quotes: bool = False


@dataclass
class Said:
    """One thing that a person did. `text` is what the store should hold of it; files are SHA-256.

    `brought` is when the hook was first called with it, `taken` when it first answered 2xx. `listed`: the hook was
    given up, and it waits in the provider's list. `edits` is what it corrects. `asked`: its place was asked for, so it
    came there when that was answered.
    """

    chat: str
    wire: Wire
    text: str = ""
    files: tuple[str, ...] = ()
    album: str = ""
    home: Home | None = None
    edits: "Said | None" = None
    at: float = field(default_factory=time.monotonic)
    brought: float | None = None
    taken: float | None = None
    listed: bool = False
    asked: bool = False
    given_up: bool = False

    @property
    def kind(self) -> str:
        return self.wire.kind

    @property
    def key(self) -> str:
        return self.wire.key

    @property
    def owed(self) -> bool:
        """Whether we have it, or can have it: then it must not be lost."""
        return self.taken is not None or self.listed


@dataclass
class Disaster:
    """Something that can leave a call in flight without its end: `what`, from when to when.

    `asleep`: a process slept through it, and goes on with what it was about to do.
    """

    what: str
    asleep: bool = False
    begun: float = field(default_factory=time.monotonic)
    ended: float = 0.0


@dataclass
class Ledger:
    """Everything, in order. `stuck` are the people who waited in vain, in words."""

    said: list[Said] = field(default_factory=list)
    disasters: list[Disaster] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    blocked: set[str] = field(default_factory=set)
    """The chats that shut the door to us at some time."""
    opened: dict[int, str] = field(default_factory=dict)
    """The tickets that somebody was told are open, with the chat that confirmed them."""
    marks: dict[int, int] = field(default_factory=dict)
    """What was given to how a ticket was attended, by its number."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def write(self, said: Said) -> Said:
        with self._lock:
            self.said.append(said)
        return said

    def disaster(self, what: str, asleep: bool = False) -> Disaster:
        with self._lock:
            self.disasters.append(Disaster(what, asleep))
            return self.disasters[-1]
