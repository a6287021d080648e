"""People at their phones: they type, press, send photos, quote and correct, and wait for what should come.

What they do is drawn from a seed of their own; how long it takes is the world's affair.
"""

import hashlib
import itertools
import random
import re
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.faults.audit.arrivals import Shown
from tests.faults.audit.ledger import Home, Ledger, Said, Wire
from tests.faults.people.phones import Phone

PAUSE = 0.05
REPEATED_WITHIN = 10  # messages
_photos = itertools.count(1)
_JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010101004800480000ffdb004300030202020202030202020303030304060404040404080606"
    "050609080a0a090809090a0c0f0c0a0b0e0b09090d110d0e0f101011100a0c12131210130f101010ffc9000b08000100"
    "0101011100ffcc000600101005ffda0008010100003f00d2cf20ffd9"
)


class World(Protocol):
    """What surrounds the people. `ending` is set when nobody should begin anything new."""

    ledger: Ledger
    ending: threading.Event
    patience: float
    """Seconds after which who still waits is stuck."""

    def deliver(self, said: Said) -> None: ...

    def pause(self, seconds: float) -> None: ...

    def is_answered(self, chat: str, keys: Sequence[str]) -> bool:
        """Whether the desk heard these, and said what it had to say there."""
        ...


class Stuck(Exception):
    """What should have come did not."""


@dataclass
class Person:
    """One of them; `read` is how much of the screen they have read."""

    world: World
    name: str
    phone: Phone
    dice: random.Random
    read: int = 0
    words: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    pressed: tuple[Said, Shown] | None = None
    """What they pressed last, and on what."""

    @property
    def chat(self) -> str:
        return self.phone.chat

    def live(self) -> None:
        """Does what this person came for; who is stuck says so in the ledger."""
        try:
            self.script()
        except Stuck as stuck:
            self.world.ledger.stuck.append(str(stuck))
        except Exception as error:
            self.world.ledger.stuck.append(f"{self.name}: the test's own script broke: {error!r}")

    def script(self) -> None:
        raise NotImplementedError

    # -- to speak -----------------------------------------------------------------------------------------

    def phrase(self, about: str = "") -> str:
        """Words that nobody else says."""
        more = self.dice.choice(
            ["no anda", "sigue igual <b>", "¿y? 🤷🏽", "mirá & avisá", "ñandú «raro»", "a\nb"]
        )
        return f"{self.name.split()[0].lower()}.{next(self.words)}: {about}{more}"

    def says(
        self, typed: str, home: Home | None = None, *, text: str | None = None, quoting: str = ""
    ) -> Said:
        """Types it; `text` is what the store should hold of it, where that is less."""
        kept = typed if text is None else text
        return self._does(self.phone.writes(typed, quoting), text=kept, home=home)

    def sends_photos(
        self, count: int, caption: str = "", home: Home | None = None, quoting: str = ""
    ) -> list[Said]:
        """Several are an album, the caption with the first."""
        album = f"album{next(_photos)}" if count > 1 and self.phone.albums else ""
        sent = []
        for place in range(count):
            content, words = photo(), caption if place == 0 else ""
            wire = self.phone.shows(content, words, album, quoting)
            sha = hashlib.sha256(content).hexdigest()
            sent.append(self._does(wire, text=words, files=(sha,), album=album, home=home))
        return sent

    def corrects(self, said: Said, text: str) -> Said | None:
        """None where the phone has no such thing."""
        if not self.phone.corrects:
            return None
        return self._does(self.phone.correction(said, text), text=text, home=said.home, edits=said)

    def presses(self, shown: Shown, label: str) -> Said:
        said = self._does(self.phone.presses(shown, label), text=label)
        self.pressed = said, shown
        return said

    def presses_again(self) -> None:
        """What Telegram gave up, as it does with presses after a while: nothing came of it."""
        if self.pressed is not None and self.pressed[0].given_up:
            said, shown = self.pressed
            self.presses(shown, said.text)

    def chooses(self, shown: Shown, label: str) -> Said:
        """By the button, or by typing what it says."""
        return self.presses(shown, label) if self.dice.random() < 0.7 else self.says(label)

    def answers(self, sent: Sequence[Said], shown: Shown, label: str) -> list[Said]:
        """Chooses where these belong; they are not there before the choice has come."""
        return [*sent, self.chooses(shown, label)]

    def shuts_the_door(self, shut: bool) -> None:
        """Blocks the bot, or lets it in again."""
        self.world.ledger.blocked.add(self.chat)
        wire = self.phone.shuts_the_door(shut)
        if wire is not None:
            self._does(wire)

    def _does(self, wire: Wire, **about: Any) -> Said:
        said = self.world.ledger.write(Said(self.chat, wire, **about))
        self.world.deliver(said)
        return said

    # -- to wait ------------------------------------------------------------------------------------------

    def news(self) -> list[Shown]:
        """What came since the last look."""
        came = self.phone.feed(self.read)
        self.read += len(came)
        return came

    def waits_for(self, *patterns: str) -> tuple[Shown, "re.Match[str]"]:
        """The next message that one of these fits; what comes before it is passed over."""
        found = self.hopes_for(*patterns, seconds=self.world.patience)
        if found is None:
            raise Stuck(f"{self.name} waited in vain for {' or '.join(patterns)}; saw {self._lately()}")
        return found

    def hopes_for(self, *patterns: str, seconds: float) -> tuple[Shown, "re.Match[str]"] | None:
        until = time.monotonic() + seconds
        while True:
            came = self.phone.feed(self.read)
            for place, shown in enumerate(came):
                for match in filter(
                    None, (re.search(pattern, shown.text, re.DOTALL) for pattern in patterns)
                ):
                    self.read += place + 1
                    return shown, match
            if time.monotonic() > until:
                return None
            self.presses_again()
            self.world.pause(PAUSE)

    def was_asked(self, sent: Sequence[Said]) -> None:
        for said in sent:
            said.asked = True

    def until_noted(
        self, sent: Sequence[Said], answers: Sequence[str]
    ) -> tuple[Shown, "re.Match[str]"] | None:
        """Until they are acknowledged, or one of these answers comes."""
        until = time.monotonic() + self.world.patience
        while time.monotonic() < until:
            noted = self.phone.has_noted(sent)  # asked first: what it led to is there by then
            found = self.hopes_for(*answers, seconds=0)
            if found and not self._came_before(found[0]):
                return found
            if noted and not found:
                return None
            self.presses_again()
            self.world.pause(PAUSE)
        raise Stuck(f"{self.name}: «{sent[0].text}» was never acknowledged; saw {self._lately()}")

    def _came_before(self, shown: Shown) -> bool:
        """Whether it is a message that a crash has had sent twice: its choices are its own."""
        first = max(0, self.read - REPEATED_WITHIN)
        before = self.phone.feed(first)[: self.read - first - 1]
        owned = any(data for _, data in shown.options)
        return owned and any((each.text, each.options) == (shown.text, shown.options) for each in before)

    def _lately(self) -> list[str]:
        return [shown.text[:60] for shown in self.phone.feed(max(0, self.read - 2))[-5:]]


def photo() -> bytes:
    """A well-formed JPEG that no other call returns."""
    comment = f"photo {next(_photos)}".encode()
    return _JPEG[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + _JPEG[2:]


def begin(people: Iterable[Person]) -> list[threading.Thread]:
    """Each lives in a thread of their own."""
    threads = [threading.Thread(target=person.live, name=person.name, daemon=True) for person in people]
    for thread in threads:
        thread.start()
    return threads


def asked_about(sent: Sequence[Said]) -> Sequence[Said]:
    """What no hook took came late, without what it quoted, and was asked about by itself: then only that is meant,
    but no late choice."""
    return [said for said in sent if said.taken is None and said.home is not None] or sent


def ticket_among(shown: Shown, number: int) -> str:
    """The choice of that ticket, "" where it is not offered: «Ticket 121 · Marta · no imprime»."""
    labels = [label for label, _ in shown.options]
    return next((label for label in labels if label.startswith(f"Ticket {number} ")), "")
