"""Two who change a ticket at the same moment: the second decides by what the first left."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from store.database import Database
from store.errors import NotAllowed, NotFound
from store.finding import joins
from store.messages import inbox, outbox
from store.people import people
from store.tables import Entry, OutboxMessage, Person, Ticket
from store.tickets import thread, tickets
from tests.harness.desks import chat_at
from tests.harness.waiting import until

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)

Act = Callable[[Session, Ticket], object]


class Desk:
    """A ticket of Marta's that Ana attends, and that waits for her answer."""

    def __init__(self, store: Database):
        self.store = store
        with store.write() as session:
            self.marta = people.add(session, "Marta", "client", now=NOW)
            self.ana = people.add(session, "Ana", "technician", now=NOW)
            self.beto = people.add(session, "Beto", "technician", now=NOW)
            self.julia = people.add(session, "Julia", "lead", now=NOW)
            ticket = tickets.open(
                session,
                self.marta,
                self.marta,
                channel="telegram",
                now=NOW,
                affected_person="Marta",
                problem="x",
            )
            tickets.assign(session, self.julia, ticket, self.ana, "telegram", NOW)

    def leads_another(self) -> int:
        """The id of a second ticket of Marta's, joined to the first."""
        with self.store.write() as session:
            marta = session.get_one(Person, self.marta.id)
            about: dict[str, Any] = dict(channel="telegram", now=NOW, affected_person="Marta", problem="x")
            other = tickets.open(session, marta, marta, **about)
            julia = session.get_one(Person, self.julia.id)
            joins.join(session, julia, [1, other.number], None, "telegram", NOW)
            return other.id

    def at_once(self, first: Act, second: Act) -> list[BaseException]:
        """The second begins, and has looked at the ticket, before the first is committed; what the second raised."""
        raised: list[BaseException] = []
        looked, done = threading.Event(), threading.Event()

        def follow() -> None:
            try:
                with self.store.write() as session:
                    ticket = session.get_one(Ticket, 1)
                    looked.set()
                    second(session, ticket)
            except BaseException as error:
                raised.append(error)
            finally:
                done.set()

        with self.store.write() as session:
            first(session, session.get_one(Ticket, 1))
            session.flush()
            threading.Thread(target=follow, daemon=True).start()
            assert looked.wait(10)
            until(lambda: done.is_set() or self._somebody_waits())
        assert done.wait(10)
        return raised

    def _somebody_waits(self) -> bool:
        with self.store.read() as session:
            waiting = (
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype IN ('transactionid', 'tuple')"
            )
            return bool(session.scalar(text(waiting)))

    def ticket(self) -> Ticket:
        with self.store.read() as session:
            return session.get_one(Ticket, 1)

    def writes(self, who: Person, at: datetime) -> Act:
        return lambda session, ticket: thread.write(
            session, session.get_one(Person, who.id), ticket, "…", "telegram", at
        )

    def assigns(self, whom: Person) -> Act:
        return lambda session, ticket: tickets.assign(
            session,
            session.get_one(Person, self.julia.id),
            ticket,
            session.get_one(Person, whom.id),
            "telegram",
            NOW,
        )


@pytest.fixture
def desk(pg_store: Database) -> Desk:
    return Desk(pg_store)


def test_what_the_client_writes_while_staff_answer_still_waits(desk: Desk) -> None:
    assert desk.at_once(desk.writes(desk.ana, NOW), desk.writes(desk.marta, LATER)) == []
    assert desk.ticket().waiting_since == LATER


def test_an_answer_that_comes_after_the_client_wrote_answers_it(desk: Desk) -> None:
    assert desk.at_once(desk.writes(desk.marta, NOW), desk.writes(desk.ana, LATER)) == []
    assert desk.ticket().waiting_since is None


def test_who_loses_the_ticket_meanwhile_writes_nothing_more(desk: Desk) -> None:
    [refused] = desk.at_once(desk.assigns(desk.beto), desk.writes(desk.ana, LATER))
    assert isinstance(refused, NotAllowed)


def test_a_joined_ticket_that_its_client_closes_meanwhile_is_not_closed_again(desk: Desk) -> None:
    led = desk.leads_another()
    shut: list[list[Ticket]] = []

    def closes(session: Session, ticket: Ticket) -> None:
        marta = session.get_one(Person, desk.marta.id)
        tickets.close(session, marta, session.get_one(Ticket, led), None, "telegram", NOW)

    def closes_all(session: Session, ticket: Ticket) -> None:
        julia = session.get_one(Person, desk.julia.id)
        shut.append(joins.close(session, julia, ticket, "Listo", "telegram", LATER))

    assert desk.at_once(closes, closes_all) == []
    assert shut == [[]]


def test_of_two_who_edit_the_problem_each_keeps_what_was_before(desk: Desk) -> None:
    def edits(to: str) -> Act:
        return lambda session, ticket: thread.edit_problem(session, desk.marta, ticket, to, NOW)

    assert desk.at_once(edits("y"), edits("z")) == []
    with desk.store.read() as session:
        former = session.scalars(text("SELECT text FROM former_texts ORDER BY id")).all()
    assert (former, desk.ticket().problem) == (["x", "y"], "z")


def test_who_loses_the_ticket_meanwhile_edits_nothing_more(desk: Desk) -> None:
    with desk.store.write() as session:
        desk.writes(desk.ana, NOW)(session, session.get_one(Ticket, 1))

    def edits(session: Session, ticket: Ticket) -> None:
        thread.edit(session, desk.ana, ticket, session.get_one(Entry, 1), "y", LATER)

    [refused] = desk.at_once(desk.assigns(desk.beto), edits)
    assert isinstance(refused, NotFound)


def test_what_was_said_under_the_tickets_lock_stands_before_what_waited_for_it(pg_store: Database) -> None:
    """Though what waited was kept before, and brought ids for what would be said."""
    Desk(pg_store)
    told, kept = chat_at(pg_store, "ana"), threading.Event()

    def keep(session: Session, key: str) -> None:
        about: dict[str, Any] = dict(message_id=None, chat_id=None, album=None)
        inbox.keep_all(session, [dict(channel="telegram", key=key, payload={}, received_at=NOW, **about)])

    def write() -> None:
        with pg_store.write() as session:
            keep(session, "Marta's")
            kept.set()
            tickets.lock(session, session.get_one(Ticket, 1))
            outbox.put(session, told, "message", {"text": "Marta writes"}, NOW)

    writing = threading.Thread(target=write)
    with pg_store.write() as session:
        tickets.lock(session, session.get_one(Ticket, 1))
        writing.start()
        assert kept.wait(10)
        keep(session, "Julia's")
        outbox.put(session, told, "message", {"text": "it is yours"}, NOW)
    writing.join(10)
    with pg_store.read() as session:
        said = session.scalars(select(OutboxMessage.content).order_by(OutboxMessage.id))
        assert [content["text"] for content in said] == ["it is yours", "Marta writes"]
