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

from tests.fake_telegram import BOT, Shown
from tests.faults.ledger import Home, Ledger, Said
from tests.faults.telegram import Provider

PAUSE = 0.05
_updates = itertools.count(900_000_001)
_photos = itertools.count(1)
_JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010101004800480000ffdb004300030202020202030202020303030304060404040404080606"
    "050609080a0a090809090a0c0f0c0a0b0e0b09090d110d0e0f101011100a0c12131210130f101010ffc9000b08000100"
    "0101011100ffcc000600101005ffda0008010100003f00d2cf20ffd9"
)


class World(Protocol):
    """What surrounds the people. `ending` is set when nobody should begin anything new."""

    telegram: Provider
    ledger: Ledger
    ending: threading.Event
    patience: float
    """Seconds after which who still waits is stuck."""

    def deliver(self, said: Said) -> None: ...

    def pause(self, seconds: float) -> None: ...


class Stuck(Exception):
    """What should have come did not."""


@dataclass
class Person:
    """One of them; `chat` is the Telegram id, `marks` how much of the screen was read."""

    world: World
    name: str
    chat: str
    dice: random.Random
    read: int = 0
    words: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

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
        self, typed: str, home: Home | None = None, *, text: str | None = None, quoting: int | None = None
    ) -> Said:
        """Types it; `text` is what the store should hold of it, where that is less."""
        kept = typed if text is None else text
        return self._sends(home, kept, (), "", quoting, text=typed)

    def sends_photos(
        self, count: int, caption: str = "", home: Home | None = None, quoting: int | None = None
    ) -> list[Said]:
        """Several are an album, the caption with the first."""
        album = f"album{next(_photos)}" if count > 1 else ""
        sent = []
        for place in range(count):
            content = photo()
            ref = self.world.telegram.keep_file(content)
            size = {"file_id": ref, "file_unique_id": ref, "file_size": len(content), "width": 9, "height": 9}
            more: dict[str, Any] = {"photo": [size], **({"media_group_id": album} if album else {})}
            words = caption if place == 0 else ""
            sha = hashlib.sha256(content).hexdigest()
            sent.append(
                self._sends(
                    home, words, (sha,), album, quoting, **more, **({"caption": words} if words else {})
                )
            )
        return sent

    def _sends(
        self,
        home: Home | None,
        kept: str,
        files: tuple[str, ...],
        album: str,
        quoting: int | None,
        **content: Any,
    ) -> Said:
        quoted = {"reply_to_message": self._message(quoting, sender=BOT, text="…")} if quoting else {}
        message = self._message(self.world.telegram.next_id(self.chat), **content, **quoted)
        update = {"update_id": next(_updates), "message": message}
        return self._does(Said(self.chat, "message", update, kept, files, album, home))

    def corrects(self, said: Said, text: str) -> Said:
        message = {**said.update["message"], "text": text, "edit_date": int(time.time())}
        update = {"update_id": next(_updates), "edited_message": message}
        return self._does(Said(self.chat, "edit", update, text, home=said.home, edits=said))

    def presses(self, shown: Shown, label: str) -> Said:
        data = next(data for known, data in shown.options if known == label)
        query = {"id": f"q{next(_updates)}", "from": self._me(), "chat_instance": "1", "data": data}
        message = self._message(shown.id, sender=BOT, text="…")
        update = {"update_id": next(_updates), "callback_query": {**query, "message": message}}
        return self._does(Said(self.chat, "press", update))

    def chooses(self, shown: Shown, label: str) -> Said:
        """By the button, or by typing what it says."""
        return self.presses(shown, label) if self.dice.random() < 0.7 else self.says(label)

    def shuts_the_door(self, shut: bool) -> Said:
        """Blocks the bot, or lets it in again."""
        (self.world.telegram.shut.add if shut else self.world.telegram.shut.discard)(self.chat)
        self.world.ledger.blocked.add(self.chat)
        bot = {"user": BOT, "status": "member"}
        out = {"user": BOT, "status": "kicked", "until_date": 0}
        change = {"old_chat_member": bot if shut else out, "new_chat_member": out if shut else bot}
        about = {
            "chat": {"id": int(self.chat), "type": "private"},
            "from": self._me(),
            "date": int(time.time()),
        }
        update = {"update_id": next(_updates), "my_chat_member": {**about, **change}}
        return self._does(Said(self.chat, "door", update))

    def _does(self, said: Said) -> Said:
        self.world.ledger.write(said)
        self.world.deliver(said)
        return said

    def _message(
        self, message_id: int, sender: dict[str, Any] | None = None, **content: Any
    ) -> dict[str, Any]:
        chat = {"id": int(self.chat), "type": "private"}
        about = {
            "message_id": message_id,
            "from": sender or self._me(),
            "chat": chat,
            "date": int(time.time()),
        }
        return {**about, **content}

    def _me(self) -> dict[str, Any]:
        first, _, last = self.name.partition(" ")
        return {"id": int(self.chat), "is_bot": False, "first_name": first, "last_name": last}

    # -- to wait ------------------------------------------------------------------------------------------

    def news(self) -> list[Shown]:
        """What came since the last look."""
        came = self.world.telegram.feed(self.chat, self.read)
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
            came = self.world.telegram.feed(self.chat, self.read)
            for place, shown in enumerate(came):
                for match in filter(
                    None, (re.search(pattern, shown.text, re.DOTALL) for pattern in patterns)
                ):
                    self.read += place + 1
                    return shown, match
            if time.monotonic() > until:
                return None
            self.world.pause(PAUSE)

    def until_noted(
        self, sent: Sequence[Said], answers: Sequence[str]
    ) -> tuple[Shown, "re.Match[str]"] | None:
        """Until they are acknowledged: by a sign on the last (of an album, on any), or by one of these answers."""
        signed = [said.message_id for said in (sent if sent[0].album else sent[-1:])]
        until = time.monotonic() + self.world.patience
        while time.monotonic() < until:
            if found := self.hopes_for(*answers, seconds=0):
                return found
            if any(self.world.telegram.has_reacted(self.chat, message_id) for message_id in signed):
                return None
            self.world.pause(PAUSE)
        raise Stuck(f"{self.name}: «{sent[0].text}» was never acknowledged; saw {self._lately()}")

    def _lately(self) -> list[str]:
        return [shown.text[:60] for shown in self.world.telegram.feed(self.chat, max(0, self.read - 2))[-5:]]


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
