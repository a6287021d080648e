"""A desk on a test's store, with a channel that stands in for a provider: what it is told to fail with, it raises."""

import threading
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.channels.channel import Channel, Request
from bot.channels.messages import Arrival, Outbound, StoredFile
from bot.desk import Desk
from bot.language import texts
from bot.settings.sections import Settings
from store.database import Database
from store.files.photos import Photos
from store.notifier import Bell
from store.tables import Chat

KEY = "a key of the tests"
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ALWAYS_OPEN = {**dict.fromkeys(DAYS, "00:00-24:00"), "holidays": ""}
"""Where a test does not say otherwise: the days of the tests are holidays, too."""

Content = bytes | Exception | Callable[[], bytes]
Answer = Exception | Callable[[Outbound], None]


class Hanging:
    """An answer that does not come until the test lets it: for as many calls as it is given to."""

    def __init__(self) -> None:
        self._begun, self._over = threading.Event(), threading.Event()

    def __call__(self, _: Outbound) -> None:
        self._begun.set()
        assert self._over.wait(20)

    def wait_for_a_call(self) -> None:
        assert self._begun.wait(10)

    def end(self) -> None:
        self._over.set()


class Provider(Channel):
    """A channel without a network. `answers[address]` are used up one a call: raised, or called with the message."""

    edits = reacts = withdraws = slash = True

    def __init__(self, name: str = "telegram"):
        self.name = name
        self.calls: list[Outbound] = []
        self.answers: dict[str, list[Answer]] = defaultdict(list)
        self.files: dict[str, Content] = {}
        self._lock = threading.Lock()

    def accept(self, request: Request) -> list[Arrival]:
        return []

    def parts(self, message: Outbound) -> list[Outbound]:
        return [message]

    def carries(self, file: StoredFile) -> bool:
        return True

    def send(self, message: Outbound) -> tuple[str, ...]:
        with self._lock:
            self.calls.append(message)
            answer = self.answers[message.address].pop(0) if self.answers[message.address] else None
        if isinstance(answer, Exception):
            raise answer
        if answer is not None:
            answer(message)
        return (f"m{message.outbox_id}",) if message.kind == "message" else ()

    def fetch(self, ref: str, limit: int) -> bytes:
        found = self.files[ref]
        if isinstance(found, Exception):
            raise found
        return found() if callable(found) else found

    def invitation_link(self, code: str) -> str | None:
        return None

    def texts(self, address: str | None = None) -> list[str]:
        return [call.text for call in self.calls if address in (None, call.address)]


def desk_on(
    store: Database,
    folder: Path,
    *channels: Channel,
    now: Callable[[], datetime] | None = None,
    **settings: Any,
) -> Desk:
    return Desk(
        settings=Settings.model_validate({"hours": ALWAYS_OPEN, **settings}),
        store=store,
        bell=Bell(store),
        photos=Photos(folder / "photos"),
        texts=_texts(),
        channels={channel.name: channel for channel in channels},
        secret_key=KEY,
        now=now or (lambda: datetime.now(UTC)),
    )


@cache
def _texts() -> texts.Texts:
    """Read once: nobody changes them."""
    return texts.load(ZoneInfo("America/Argentina/Buenos_Aires"))


def chat_at(store: Database, address: str, channel: str = "telegram") -> int:
    """A chat's id; made where there is none."""
    with store.write() as session:
        chat = Chat(channel=channel, address=address, created_at=datetime.now(UTC))
        session.add(chat)
        session.flush()
        return chat.id
