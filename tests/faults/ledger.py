"""What people did and what went wrong, written down as it happens: one side of the audit's comparison."""

import threading
import time
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Home:
    """Where a person's words belong: kind is thread, note, problem or solution. The ticket may be learnt later."""

    kind: str
    ticket: int | None = None


@dataclass
class Said:
    """One thing that a person did. `taken` is when the hook answered 2xx; `edits` is what it corrects.

    kind is message, press, edit or door. `text` is what the store should hold of it; files are SHA-256.
    """

    chat: str
    kind: str
    update: dict[str, Any]
    text: str = ""
    files: tuple[str, ...] = ()
    album: str = ""
    home: Home | None = None
    edits: "Said | None" = None
    at: float = field(default_factory=time.monotonic)
    taken: float | None = None
    given_up: bool = False

    @property
    def key(self) -> str:
        return str(self.update["update_id"])

    @property
    def message_id(self) -> int:
        return int(
            (self.update.get("message") or self.update.get("edited_message") or {}).get("message_id", 0)
        )


@dataclass
class Disaster:
    """Something that can leave a call in flight without its end: `what`, from when to when."""

    what: str
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
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def write(self, said: Said) -> Said:
        with self._lock:
            self.said.append(said)
        return said

    def disaster(self, what: str) -> Disaster:
        with self._lock:
            self.disasters.append(Disaster(what))
            return self.disasters[-1]
