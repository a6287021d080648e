"""A whole help desk in one process: real app, store and channels, a worker that takes its steps when it is told to.

Nobody waits: the clock is the test's, and `settle` moves it to whatever falls due next.
"""

import math
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    TextualSelect,
    bindparam,
    event,
    func,
    literal,
    literal_column,
    select,
    text,
    union_all,
)
from sqlalchemy.dialects import registry
from sqlalchemy.orm import Session, aliased

from bot.channels import open_all, signed_links
from bot.channels.channel import Channel
from bot.channels.provider_cache import MemoryCache
from bot.channels.rate_limit import Limit, RateLimiter
from bot.channels.telegram import Telegram
from bot.channels.telegram.pace import Pace
from bot.channels.webchat import WebChat
from bot.channels.whatsapp import WhatsApp
from bot.conversation import turns
from bot.delivery.sender import Delivery
from bot.desk import Desk
from bot.media.downloads import Downloads
from bot.settings.sections import Settings
from store.database import Database, UtcDateTime
from store.files.photos import Photos
from store.people import changes, chats, invitations, people
from store.tables import Chat, File, InboxMessage, OutboxMessage, Person, Ticket
from store.tickets import export, tickets
from tests.fakes.telegram import SECRET, FakeTelegram
from tests.fakes.twilio import FakeTwilio
from tests.harness.apps import create_app
from tests.harness.desks import KEY, desk_on

SOON = timedelta(seconds=10)  # what falls due later is not waited for: an hour's reminder, a day's silence
MOST_ROUNDS = 400
NO_LIMIT = Limit(rate=1.0, burst=math.inf)


def _in_no_hurry_to_the_disk(connection: Any, record: Any) -> None:
    """No power fails here: waiting for the disk at each commit would be most of a test's time."""
    connection.execute("PRAGMA synchronous=OFF")


class HelpDesk:
    """`now` is the time there; nothing else moves it but `later` and `settle`. `rounds` counts the worker's."""

    def __init__(
        self,
        store: Database,
        folder: Path,
        telegram: FakeTelegram,
        twilio: FakeTwilio | None = None,
        whatsapp_limit: Limit = NO_LIMIT,
        **settings: Any,
    ):
        self.store, self.telegram, self.twilio = store, telegram, twilio
        if store.is_sqlite:
            event.listen(store.engine, "connect", _in_no_hurry_to_the_disk)
        self.now = datetime(2026, 11, 23, 12, tzinfo=UTC)
        self.photos = Photos(folder / "photos")
        credentials = {"token": telegram.token, "webhook_secret": SECRET, "api_url": telegram.url}
        known = Settings.model_validate({"telegram": credentials})
        self.line = Telegram(known.telegram, self.photos, pace=Pace(keep_limits=False), now=lambda: self.now)
        channels: list[Channel] = [self.line, WebChat(self.photos, known.web.public_url)]
        channels += [self._whatsapp(twilio, known.web.public_url, whatsapp_limit)] if twilio else []
        self.desk: Desk = desk_on(
            store, folder, *channels, now=lambda: self.now, **{"telegram": credentials, **settings}
        )
        open_all(self.desk.channels.values())
        self.app = create_app(self.desk)
        self.rounds = 0
        self._meant: set[int] = set()
        self._asked: tuple[int, datetime] | None = None
        self._found: dict[str, datetime] = {}
        self._delivery, self._downloads = Delivery(self.desk), Downloads(self.desk)

    def _whatsapp(self, twilio: FakeTwilio, public_url: str, limit: Limit) -> WhatsApp:
        """Twilio calls us, and fetches from us, without a network between."""
        twilio.now, twilio.world = lambda: self.now, self._called
        settings = Settings.model_validate({"whatsapp": twilio.settings}).whatsapp
        limiter = RateLimiter(limit, clock=lambda: self.now.timestamp())
        link = signed_links.link_maker(public_url, KEY, lambda: self.now)
        return WhatsApp(
            settings, public_url, self.photos, link, MemoryCache(), now=lambda: self.now, limiter=limiter
        )

    def _called(
        self, method: str, url: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        path = url.removeprefix(self.desk.settings.web.public_url)
        answer = self.app.test_client().open(path, method=method, headers=headers, data=body)
        return answer.status_code, dict(answer.headers), answer.data

    def close(self) -> None:
        self.line.close()

    def later(self, **much: float) -> None:
        self.now += timedelta(**much)

    # -- the worker ---------------------------------------------------------------------------------------

    def work(self) -> None:
        """Does all that is due now."""
        for _ in range(MOST_ROUNDS):
            due = {kind for kind, at in self._dues().items() if at <= self.now}
            if not due:
                return
            self._round(due)
        raise AssertionError("the worker never comes to an end")

    def settle(self) -> None:
        """Lets bursts end and all that is due soon be done."""
        for _ in range(MOST_ROUNDS):
            self.work()
            due = min(self._dues().values(), default=None)
            if due is None or due > self.now + SOON:
                return
            self.now = due
        raise AssertionError("it never settles")

    def _round(self, due: set[str]) -> None:
        self.rounds += 1
        if "hear" in due:
            turns.hear_waiting(self.desk)
        if "fetch" in due:
            self._downloads.fetch()
            assert self._downloads.drain(10)
        if "deliver" in due:
            self._delivery.deliver()
            assert self._delivery.drain(10)

    def _dues(self) -> dict[str, datetime]:
        """When there will be something to do, by what is to be done; the same as long as nobody commits anything."""
        asked = (_commits.count, self.now)
        if self._asked != asked:
            with self.store.read() as session:
                self._found = dict(
                    session.execute(_next_dues(self.store.engine.dialect.name), {"now": self.now}).all()
                )
            self._asked = asked
        return self._found

    # -- the people ---------------------------------------------------------------------------------------

    def person(self, name: str, role: str = "client", **about: Any) -> Person:
        return self.people((name, role, about))[0]

    def people(self, *known: tuple[str, str, dict[str, Any]]) -> list[Person]:
        with self.store.write() as session:
            return [people.add(session, name, role, now=self.now, **about) for name, role, about in known]

    def link(self, channel: str, address: str, person: Person) -> None:
        with self.store.write() as session:
            chats.link(session, chats.lock_or_create(session, channel, address, self.now), person, self.now)

    def deactivate(self, person: Person) -> None:
        """They leave the desk."""
        with self.store.write() as session:
            changes.deactivate(session, session.get_one(Person, person.id), self.now)

    def code_for(self, person: Person) -> str:
        with self.store.write() as session:
            return invitations.make(session, person, self.now)

    def open_tickets(self, person: Person, *problems: str) -> None:
        """Straight in the store, and nobody hears of it: for what begins with many."""
        with self.store.write() as session:
            owner = session.get_one(Person, person.id)
            for problem in problems:
                tickets.open(
                    session,
                    owner,
                    owner,
                    channel="telegram",
                    now=self.now,
                    affected_person=person.name,
                    problem=problem,
                )

    # -- what is known by now -----------------------------------------------------------------------------

    def ticket(self, number: int) -> dict[str, Any]:
        """As it is exported."""
        with self.store.read() as session:
            return export.ticket(session, number)

    def tickets(self) -> list[dict[str, Any]]:
        with self.store.read() as session:
            return list(export.every(session))

    def rows(self, table: type[Any]) -> list[Any]:
        with self.store.read() as session:
            return list(session.scalars(select(table).order_by(table.id)))

    def forgive(self) -> None:
        """What failed so far was meant to: it does not fail the test."""
        self._meant.update(row.id for row in self.rows(OutboxMessage) if row.state == "failed")

    def failed(self) -> list[str]:
        """What our code broke on: nothing, in a healthy test."""
        broken = select(InboxMessage).where(InboxMessage.state.in_(("failed", "set_aside")))
        lost = select(OutboxMessage).where(
            OutboxMessage.state == "failed", OutboxMessage.id.not_in(self._meant)
        )
        with self.store.read() as session:
            return [str(row.error) for found in (broken, lost) for row in session.scalars(found)]

    def changes(self) -> tuple[object, ...]:
        """All that an act might change: equal before and after means that it changed nothing."""
        waits = [ticket.waiting_since for ticket in self.rows(Ticket)]
        roles = [(person.name, person.role, person.active, person.absent) for person in self.rows(Person)]
        return (self.tickets(), waits, roles)


@cache
def _next_dues(dialect: str) -> TextualSelect:
    """As text: it is asked after every step of every test, and to recognise a built one costs more than to run it."""
    in_words = _built_next_dues().compile(
        dialect=registry.load(dialect)(), compile_kwargs={"literal_binds": True}
    )
    given = text(str(in_words)).bindparams(bindparam("now", type_=UtcDateTime()))
    return given.columns(kind=String(), due=UtcDateTime())


def _built_next_dues() -> Select[str, datetime]:
    row, other = OutboxMessage, aliased(OutboxMessage)
    now: ColumnElement[datetime] = literal_column(":now", UtcDateTime())
    same_chat = select(other.id).where(other.chat_id == row.chat_id)
    unconfirmed = same_chat.where(other.confirm_by > now).exists()
    behind = same_chat.where(
        other.id < row.id,
        other.state.in_(("waiting", "sending")),
        other.kind != "toast",
        func.coalesce(other.status, "") != "failed",
    ).exists()
    followed = same_chat.where(other.state == "waiting").exists()
    waits = union_all(
        select(literal("hear").label("kind"), Chat.hear_at.label("due")).where(Chat.hear_at.is_not(None)),
        select(literal("fetch"), File.due_at).where(File.state == "wanted"),
        select(literal("deliver"), row.due_at).where(row.state == "waiting", ~unconfirmed, ~behind),
        select(literal("deliver"), row.confirm_by).where(row.confirm_by > now, followed),
    ).subquery()
    return select(waits.c.kind, func.min(waits.c.due).label("due")).group_by(waits.c.kind)


class _Commits:
    """How often anybody in this process committed anything, as far as it is out."""

    def __init__(self) -> None:
        self.count = 0
        event.listen(Session, "after_commit", self.one_more)

    def one_more(self, session: Session) -> None:
        self.count += 1


_commits = _Commits()
