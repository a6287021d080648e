"""What is over is forgotten after its time, and nothing that is still needed."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from store.database import Database
from store.messages import outbox
from store.tables import (
    Chat,
    File,
    HourlyCount,
    InboxMessage,
    Invitation,
    OutboxMessage,
    Person,
    SentMessage,
    Ticket,
)
from store.upkeep import retention
from tests.harness.desks import chat_at

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


OLD = NOW - timedelta(days=31)


class Archive:
    """Old rows of every kind."""

    def __init__(self, store: Database):
        self.store, self.chat = store, chat_at(store, "marta")
        with store.write() as session:
            person = Person(name="Marta", role="client", created_at=OLD)
            session.add(person)
            session.flush()
            self.person = person.id

    def ticket(self, number: int, status: str, **over: datetime) -> int:
        with self.store.write() as session:
            ticket = Ticket(
                number=number, status=status, created_at=OLD, requester_id=self.person,
                opened_by_id=self.person, affected_person="Marta", problem="no anda", **over,
            )  # fmt: skip
            session.add(ticket)
            session.flush()
            return ticket.id

    def said(self, at: datetime = OLD, state: str = "sent", **about: int) -> int:
        with self.store.write() as session:
            row = outbox.put(session, self.chat, "message", {"text": ""}, at, state=state, **about)
            session.add(
                SentMessage(chat_id=self.chat, message_id=f"m{row}", outbox_id=row, position=0, current=True)
            )
            return row

    def heard(self, key: str, at: datetime = OLD, state: str = "heard", **about: int) -> int:
        with self.store.write() as session:
            row = InboxMessage(
                chat_id=self.chat,
                channel="telegram",
                key=key,
                received_at=at,
                payload={},
                state=state,
                **about,
            )
            session.add(row)
            session.flush()
            return row.id

    def sweep(self) -> None:
        while self.store.change(lambda session: retention.sweep(session, NOW)):
            pass

    def left(self, table: type[OutboxMessage] | type[InboxMessage]) -> list[int]:
        with self.store.read() as session:
            return list(session.scalars(select(table.id).order_by(table.id)))


@pytest.fixture
def archive(store: Database) -> Archive:
    return Archive(store)


def test_old_messages_are_forgotten_but_for_those_of_open_tickets(archive: Archive) -> None:
    lately = NOW - timedelta(days=5)
    opened = archive.ticket(1, "open")
    just_closed = archive.ticket(2, "closed", closed_at=lately)
    just_deleted = archive.ticket(3, "deleted", deleted_at=lately)
    long_closed = archive.ticket(4, "closed", closed_at=OLD)
    long_deleted = archive.ticket(5, "deleted", deleted_at=OLD)
    kept = [archive.said(NOW), archive.said(state="failed"), archive.said(state="waiting_for_file")]
    kept += [archive.said(ticket_id=ticket) for ticket in (opened, just_closed, just_deleted)]
    archive.said()
    archive.said(state="joined")
    for ticket in (long_closed, long_deleted):
        archive.said(ticket_id=ticket)
    heard = [
        archive.heard("1", NOW),
        archive.heard("2", state="failed"),
        archive.heard("3", ticket_id=opened),
    ]
    archive.heard("4")
    archive.heard("5", ticket_id=long_closed)
    archive.sweep()
    assert archive.left(OutboxMessage) == kept
    assert archive.left(InboxMessage) == heard


def test_what_is_still_referred_to_stays(archive: Archive) -> None:
    card = archive.said()
    archive.said(NOW, reply_to_id=card)
    heard = archive.heard("1")
    with archive.store.write() as session:
        session.add(
            File(
                inbox_id=heard, channel="telegram", ref="a", kind="photo", name="a", content_type="image/jpeg"
            )
        )
    archive.sweep()
    assert len(archive.left(OutboxMessage)) == 2
    assert archive.left(InboxMessage) == [heard]


def test_what_a_form_may_hold_stays_until_it_is_done(archive: Archive) -> None:
    waits = archive.heard("1")
    with archive.store.write() as session:
        session.get_one(Chat, archive.chat).memory = {"forms": [{"name": "where", "waiting": [waits]}]}
    archive.sweep()
    assert archive.left(InboxMessage) == [waits]
    with archive.store.write() as session:
        session.get_one(Chat, archive.chat).memory = {}
    archive.sweep()
    assert archive.left(InboxMessage) == []


def test_a_sweep_goes_on_where_the_last_one_stopped_and_begins_again(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    stays = [archive.heard(str(number), state="failed") for number in range(4)]
    goes = archive.heard("5")
    for left in ([*stays, goes], [*stays, goes], stays):
        assert archive.store.change(lambda session: retention.sweep(session, NOW)) is (left != stays)
        assert archive.left(InboxMessage) == left
    with archive.store.write() as session:
        session.get_one(InboxMessage, stays[0]).state = "heard"
    archive.sweep()
    assert archive.left(InboxMessage) == stays[1:]


def test_a_chain_of_replies_goes_from_its_end(archive: Archive) -> None:
    last = archive.said()
    for _ in range(3):
        last = archive.said(reply_to_id=last)
    archive.sweep()
    assert archive.left(OutboxMessage) == []


def test_codes_and_guesses_are_forgotten(archive: Archive) -> None:
    with archive.store.write() as session:
        for number, expires in enumerate((OLD, NOW - timedelta(days=1))):
            session.add(
                Invitation(
                    person_id=archive.person, code_hash=str(number), created_at=OLD, expires_at=expires
                )
            )
        session.add(HourlyCount(name="a", hour=OLD, count=3))
        session.add(HourlyCount(name="b", hour=NOW, count=3))
    archive.sweep()
    with archive.store.read() as session:
        counts = [
            session.scalar(select(func.count()).select_from(table)) for table in (Invitation, HourlyCount)
        ]
    assert counts == [1, 1]
