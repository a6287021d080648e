"""What a person can do on any channel, what stands on a screen, and the files that people send."""

import itertools
from abc import ABC, abstractmethod
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from store.tables import Person
from tests.harness.helpdesk import HelpDesk

RECEIVED = "(recibido)"
seeds = itertools.count(1)


@dataclass(frozen=True)
class Bubble:
    """One message of ours as it stands on a screen; `files` are what `Phone.fetch` takes."""

    id: str
    text: str
    choices: tuple[tuple[str, str], ...] = ()
    files: tuple[str, ...] = ()
    quotes: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(label for label, _ in self.choices)


@dataclass(frozen=True)
class Sent:
    """A file on its way: kind is photo, document or voice."""

    kind: str
    name: str
    content_type: str
    content: bytes


def photo() -> Sent:
    """A small JPEG that no other call returns."""
    made = BytesIO()
    number = next(seeds)
    image = Image.new("RGB", (12, 8), (number % 256, number // 256 % 256, 90))
    image.save(made, "JPEG", comment=f"photo {number}".encode())
    return Sent("photo", "foto.jpg", "image/jpeg", made.getvalue())


def document(name: str = "remito.pdf", content: bytes = b"") -> Sent:
    return Sent("document", name, "application/pdf", content or b"%PDF-1.4 " + str(next(seeds)).encode())


def voice() -> Sent:
    return Sent("voice", "audio.ogg", "audio/ogg", b"OggS" + str(next(seeds)).encode() * 9)


class Phone(ABC):
    """What a person can do on any channel. `news` is what came since it was last asked for."""

    acknowledges = False
    """Whether «it arrived» is a sign on the message itself."""

    def __init__(self, desk: HelpDesk, person: Person):
        self.desk, self.person = desk, person
        self.seen: dict[str, Bubble] = {}
        self._looked_at = -1

    def news(self) -> list[Bubble]:
        """The new and the changed bubbles, in the order of the screen."""
        if self._looked_at == self.desk.rounds:
            return []
        self._looked_at, found = self.desk.rounds, []
        for bubble in self.screen():
            before = self.seen.get(bubble.id)
            if before is None or (before.text, len(before.files)) != (bubble.text, len(bubble.files)):
                self.seen.pop(bubble.id, None)
                self.seen[bubble.id] = bubble
                found.append(bubble)
        return found

    def offering(self, label: str) -> tuple[Bubble, int]:
        """The newest bubble with this choice, and the choice's place in it; of a ticket's its number is enough."""
        for bubble in reversed(self.seen.values()):
            for place, shown in enumerate(bubble.labels):
                if shown == label or shown.startswith(f"{label} · "):
                    return bubble, place
        raise LookupError(f"nothing offers [{label}]")

    def showing(self, text: str) -> Bubble:
        """The newest bubble with these words."""
        for bubble in reversed(self.seen.values()):
            if text in bubble.text:
                return bubble
        raise LookupError(f"nothing says «{text}»")

    def newest(self) -> Bubble:
        return next(reversed(self.seen.values()))

    # What each channel does its own way

    @abstractmethod
    def enters(self) -> None:
        """By what is quickest there: the chat given with the person (`people add --chat`), else an invitation."""

    @abstractmethod
    def screen(self) -> list[Bubble]: ...

    @abstractmethod
    def says(self, text: str, *files: Sent, quoting: str = "") -> None: ...

    @abstractmethod
    def presses(self, bubble: Bubble, data: str) -> None: ...

    @abstractmethod
    def fetch(self, file: str) -> bytes: ...

    # What some channels cannot do

    def corrects(self, old: str, new: str, *files: Sent) -> None:
        raise LookupError("nothing can be corrected there")

    def sends_sticker(self) -> None:
        raise LookupError("there are no stickers there")
