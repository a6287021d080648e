"""A store, a provider and a worker's delivery, with a clock that only the test moves."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.delivery.sender import Delivery
from store.database import Database
from store.messages import outbox
from store.people import people
from store.tables import Chat, OutboxMessage
from tests.harness.desks import Hanging, Provider, chat_at, desk_on
from tests.harness.waiting import until


class Post:
    """Marta at her chat, and Julia, who hears of what she caused and did not arrive."""

    def __init__(self, store: Database, folder: Path):
        self.store, self.folder = store, folder
        self.provider = Provider()
        self.time = datetime(2026, 11, 23, 12, tzinfo=UTC)
        self.desk = desk_on(store, folder, self.provider, now=lambda: self.time)
        self.chat = chat_at(store, "marta")
        self.marta, self.julia = (
            self._person("Marta", self.chat),
            self._person("Julia", chat_at(store, "julia")),
        )
        self.worker = Delivery(self.desk)

    def _person(self, name: str, chat: int) -> int:
        with self.store.write() as session:
            person = people.add(session, name, "client", now=self.time)
            session.get_one(Chat, chat).person_id = person.id
            return person.id

    def put(self, text: str = "", kind: str = "message", chat: int | None = None, **more: Any) -> int:
        about = {name: more.pop(name) for name in ("state", "reply_to_id", "cause_id") if name in more}
        with self.store.write() as session:
            return outbox.put(session, chat or self.chat, kind, {"text": text, **more}, self.time, **about)

    def deliver(self, worker: Delivery | None = None) -> datetime | None:
        """A worker's rounds, until one of them changes nothing; when more will be due."""
        worker, before = worker or self.worker, None
        while before != (before := self._progress()):
            due = worker.deliver()
            assert worker.drain(10)
        return due

    def _progress(self) -> Sequence[Any]:
        """What each row that is taken in hand changes: the count of its tries, and how it stands."""
        row = OutboxMessage
        with self.store.read() as session:
            return session.execute(select(row.id, row.attempts, row.state).order_by(row.id)).all()

    def one_round(self) -> list[str]:
        """What the provider has got by now; nobody waits for a call that is out."""
        self.worker.deliver()
        return self.provider.texts()

    def round_of_arrivals(self, worker: Delivery) -> None:
        """Settles what was sent, as a round does that takes something in, and leases nothing."""
        with self.store.write() as session:
            sent = worker.take_sent()
            worker.settle(session, sent)
        worker.settled(sent)

    def end_of(self, call: Hanging, worker: Delivery) -> None:
        """The call ends, and a round of arrivals settles what it sent."""
        call.end()
        until(lambda: worker.has_to_settle)
        self.round_of_arrivals(worker)

    def after(self, seconds: float) -> None:
        """Time passes and the worker does its round."""
        self.time += timedelta(seconds=seconds)
        self.deliver()

    def row(self, outbox_id: int) -> OutboxMessage:
        with self.store.read() as session:
            return session.get_one(OutboxMessage, outbox_id)

    def states(self) -> list[str]:
        """Of all that was put; not of what Julia was told of it."""
        told = select(Chat.id).where(Chat.person_id == self.julia)
        row = OutboxMessage
        with self.store.read() as session:
            return list(session.scalars(select(row.state).where(row.chat_id.not_in(told)).order_by(row.id)))

    def is_told(self, reason: str) -> bool:
        """Whether Julia heard, once, that something did not arrive, and this reason."""
        told = self.provider.texts("julia")
        return len(told) == 1 and self.desk.texts.voice("es_AR")(f"undelivered.{reason}") in told[0]
