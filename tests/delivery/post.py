"""A store, a provider and a worker's delivery, with a clock that only the test moves."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.delivery.sender import Delivery
from store.database import Database
from store.messages import outbox
from store.tables import OutboxMessage
from tests.harness.desks import Provider, chat_at, desk_on


class Post:
    """A store, a provider, a clock that only the test moves, and a worker's delivery."""

    def __init__(self, store: Database, folder: Path):
        self.store, self.folder = store, folder
        self.provider = Provider()
        self.time = datetime(2026, 11, 23, 12, tzinfo=UTC)
        self.desk = desk_on(store, folder, self.provider, now=lambda: self.time)
        self.chat = chat_at(store, "marta")
        self.worker = Delivery(self.desk)

    def put(self, text: str = "", kind: str = "message", chat: int | None = None, **more: Any) -> int:
        about = {name: more.pop(name) for name in ("state", "reply_to_id", "cause_id") if name in more}
        with self.store.write() as session:
            return outbox.put(session, chat or self.chat, kind, {"text": text, **more}, self.time, **about)

    def deliver(self, worker: Delivery | None = None) -> datetime | None:
        """A worker's rounds, until nothing more is due."""
        worker = worker or self.worker
        due = worker.deliver()
        while worker.busy:
            assert worker.drain(10)
            due = worker.deliver()
        return due

    def one_round(self) -> list[str]:
        """What the provider has got by now; nobody waits for a call that is out."""
        self.worker.deliver()
        return self.provider.texts()

    def after(self, seconds: float) -> None:
        """Time passes and the worker does its round."""
        self.time += timedelta(seconds=seconds)
        self.deliver()

    def row(self, outbox_id: int) -> OutboxMessage:
        with self.store.read() as session:
            return session.get_one(OutboxMessage, outbox_id)

    def states(self) -> list[str]:
        with self.store.read() as session:
            return list(session.scalars(select(OutboxMessage.state).order_by(OutboxMessage.id)))


def waited_for(event: threading.Event) -> None:
    assert event.wait(10)
