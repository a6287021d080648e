"""What a page of the web chat consists of: lines, their files and their choices, as plain data."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Choice:
    """`number` is what may be typed instead; 0 where a typed number would not mean this choice."""

    label: str
    data: str
    number: int = 0


@dataclass(frozen=True)
class Attachment:
    """A file as it can be shown now; `sha256` is empty while its bytes are not there, or never will be."""

    id: int
    name: str
    content_type: str
    size: int | None
    sha256: str
    is_image: bool


@dataclass(frozen=True)
class Line:
    """layout: what each line of the text is, where that is known. about_ticket: it can be replied to. lasts: its
    choices hold whatever comes after it. beside: the messages that are part of it, as a card's photos are.

    Of what the person said: `ticket` is the number of the ticket that it went to, `mark` what became of it: "kept",
    "arrived" (in a chat of the other side) or "failed", and `sign` what the other side put on it; `typed` is whether
    they may say it otherwise: they typed it, and it stands in a ticket or may yet come into one.
    """

    id: str
    at: datetime
    mine: bool
    text: str = ""
    layout: tuple[str, ...] = ()
    files: tuple[Attachment, ...] = ()
    beside: "tuple[Line, ...]" = ()
    choices: tuple[Choice, ...] = ()
    quoted: str = ""
    about_ticket: bool = False
    lasts: bool = False
    ticket: int | None = None
    mark: str = "kept"
    sign: str = ""
    typed: bool = False
    internal: bool = False
    edited: bool = False


@dataclass(frozen=True)
class Start:
    """Where a part of a conversation begins: the ids of the first rows that it may hold, of either side."""

    heard: int
    said: int


@dataclass(frozen=True)
class Transcript:
    """`toast` is the passing remark on what the person just pressed; `start` is where it begins, if there is more
    before."""

    lines: tuple[Line, ...] = ()
    toast: str = ""
    start: Start | None = None
