"""A help desk under attack: one ticket, a client, a technician, a lead and a stranger on Telegram."""

import itertools
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from sqlalchemy import func, select

from store.database import Database
from store.people import chats
from store.tables import Chat, InboxMessage, OutboxMessage
from store.tickets import tickets
from tests.fakes.telegram import SECRET, FakeTelegram
from tests.harness.helpdesk import HelpDesk
from tests.hostile import seeds

HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
NAMES = {"client": ("Marta Gómez", seeds.CLIENT), "technician": ("Ana Torres", seeds.TECHNICIAN)}
NAMES |= {"lead": ("Julia Paz", seeds.LEAD)}

briefly = settings(
    max_examples=int(os.environ.get("HOSTILE_EXAMPLES", "12")),
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


class Scene:
    def __init__(self, desk: HelpDesk):
        self.desk, self.client = desk, desk.app.test_client()
        self._numbers = itertools.count(1_000_000)
        known = {role: desk.person(name, role) for role, (name, _) in NAMES.items()}
        with desk.store.write() as session:
            for role, (_, address) in NAMES.items():
                chat = chats.lock_or_create(session, "telegram", str(address), desk.now)
                chats.link(session, chat, session.merge(known[role], load=False), desk.now)
            marta = session.merge(known["client"], load=False)
            tickets.open(
                session, marta, marta, channel="telegram", now=desk.now,
                affected_person="Marta", phone=None, phone_as_typed=None, problem="no imprime",
            )  # fmt: skip

    def post(self, body: bytes, **headers: str) -> int:
        return self.client.post("/hooks/telegram", data=body, headers={**HEADERS, **headers}).status_code

    def brings(self, update: dict[str, Any], person: int) -> int:
        return self.post(json.dumps(seeds.of(update, person, next(self._numbers))).encode())

    def says(self, person: int, text: str) -> int:
        user = {"id": person, "is_bot": False, "first_name": "Marta"}
        chat = {"id": person, "type": "private", "first_name": "Marta"}
        said = {"message_id": 1, "date": 1_700_000_000, "from": user, "chat": chat, "text": text}
        return self.brings({"update_id": 1, "message": said}, person)

    def answers(self, person: int) -> bool:
        """Whether the chat still gets a word from us, once it is calm."""
        self.desk.later(minutes=2)
        before = self.said(person)
        assert self.says(person, "/start") == 200
        return self.said(person) > before

    def said(self, person: int) -> int:
        with self.desk.store.read() as session:
            ours = select(func.count()).select_from(OutboxMessage).join(Chat)
            return session.scalar(ours.where(Chat.address == str(person))) or 0

    def bugs(self) -> list[str]:
        """What our own code broke on."""
        with self.desk.store.read() as session:
            failed = select(InboxMessage.error).where(InboxMessage.state == "failed")
            return [str(error) for error in session.scalars(failed)]


@contextmanager
def scene(store: Database, folder: Path, **settings: Any) -> Iterator[Scene]:
    telegram = FakeTelegram()
    desk = HelpDesk(store, folder, telegram, **settings)
    try:
        yield Scene(desk)
    finally:
        desk.close()
        telegram.close()
