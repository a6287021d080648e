"""The clockwork goes by itself: woken at once, on time, by the net, after every fault; it forgets only what is over."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from bot.channels.channel import TryLater
from bot.runtime.worker import Loop, Worker
from store.database import Database, StoreAway
from store.files import files
from store.messages import outbox
from store.tables import (
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
from tests.harness.desks import Provider, chat_at, desk_on
from tests.harness.waiting import until

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
OLD = NOW - timedelta(days=31)


class Clockwork:
    def __init__(self, store: Database, folder: Path):
        self.store, self.provider = store, Provider()
        self.desk = desk_on(store, folder, self.provider)
        self.worker = Worker(self.desk)
        self.chat = chat_at(store, "marta")

    def put(self, text: str) -> None:
        with self.store.write() as session:
            outbox.put(session, self.chat, "message", {"text": text}, self.desk.now())


@pytest.fixture
def clockwork(store: Database, tmp_path: Path) -> Iterator[Clockwork]:
    made = Clockwork(store, tmp_path)
    made.desk.bell.start()
    made.worker.start()
    yield made
    made.worker.stop(2)
    made.desk.bell.close()


def test_what_is_put_leaves_within_a_moment(clockwork: Clockwork) -> None:
    clockwork.put("the first, which may find nobody awake")
    until(lambda: len(clockwork.provider.calls) == 1)
    waits = []
    for number in range(1, 6):
        begun = time.monotonic()
        clockwork.put(str(number))
        until(lambda: len(clockwork.provider.calls) > number)  # noqa: B023
        waits.append(time.monotonic() - begun)
        time.sleep(0.05)
    assert sorted(waits)[2] < 0.3


def test_a_lost_ring_costs_a_second_at_most(clockwork: Clockwork) -> None:
    clockwork.store.on_ring = lambda topics: None
    clockwork.put("unheard")
    until(lambda: clockwork.provider.texts() == ["unheard"], 3)


def test_a_second_try_is_made_when_it_is_due(clockwork: Clockwork) -> None:
    clockwork.provider.answers["marta"] = [TryLater("busy", 0.3)]
    begun = time.monotonic()
    clockwork.put("1")
    until(lambda: len(clockwork.provider.calls) == 2)
    assert 0.3 <= time.monotonic() - begun < 1.5


def test_a_file_that_arrives_lets_its_message_go(clockwork: Clockwork) -> None:
    clockwork.provider.files["a"] = b"a note"
    with clockwork.store.write() as session:
        about = {"kind": "document", "name": "a.txt", "content_type": "text/plain"}
        file = files.announce(session, "telegram", "a", clockwork.desk.now(), **about)  # type: ignore[arg-type]
        content = {"text": "look", "files": [file.id]}
        outbox.put(session, clockwork.chat, "message", content, clockwork.desk.now())
    until(lambda: clockwork.provider.texts() == ["look"])
    assert clockwork.provider.calls[0].files[0].name == "a.txt"


def test_it_stops_in_time_though_a_call_hangs(store: Database, tmp_path: Path) -> None:
    clockwork, hang = Clockwork(store, tmp_path), threading.Event()
    clockwork.provider.answers["marta"] = [lambda _: None if hang.wait(20) else None]  # noqa: RUF034
    clockwork.worker.start()
    clockwork.put("1")
    until(lambda: len(clockwork.provider.calls) == 1)
    begun = time.monotonic()
    clockwork.worker.stop(0.5)
    assert time.monotonic() - begun < 3
    hang.set()


def test_it_lets_a_call_in_flight_end_and_starts_no_other(store: Database, tmp_path: Path) -> None:
    clockwork = Clockwork(store, tmp_path)
    clockwork.provider.answers["marta"] = [lambda _: time.sleep(0.3)]
    clockwork.worker.start()
    clockwork.put("1")
    clockwork.put("2")
    until(lambda: len(clockwork.provider.calls) == 1)
    clockwork.worker.stop(3)
    with store.read() as session:
        assert list(session.scalars(select(OutboxMessage.state).order_by(OutboxMessage.id))) == [
            "sent",
            "waiting",
        ]


class Task:
    """A loop's task that does what it is told, one thing a time."""

    def __init__(self, *does: Exception | datetime | None):
        self.does, self.times = list(does), 0

    def __call__(self) -> datetime | None:
        self.times += 1
        done = self.does.pop(0) if self.does else None
        if isinstance(done, Exception):
            raise done
        return done


@pytest.mark.parametrize("fault", [StoreAway("gone"), ZeroDivisionError("a bug")])
def test_a_loop_goes_on_after_a_fault(fault: Exception, caplog: pytest.LogCaptureFixture) -> None:
    task = Task(fault, fault, fault)
    loop = Loop("a loop", task, lambda: datetime.now(UTC), longest=0.01, pause_after_fault=0.01)
    loop.start()
    until(lambda: task.times > 5)
    loop.end()
    loop.join(1)
    told = [record for record in caplog.records if "waits" in record.message]
    assert len(told) == (1 if isinstance(fault, StoreAway) else 0)


def test_a_loop_whose_task_stays_due_does_not_spin() -> None:
    task = Task(*[NOW - timedelta(hours=1)] * 1000)
    loop = Loop("a loop", task, lambda: NOW)
    loop.start()
    time.sleep(0.3)
    loop.end()
    loop.join(1)
    assert task.times < 20


class Archive:
    """Old rows of every kind."""

    def __init__(self, store: Database):
        self.store, self.chat = store, chat_at(store, "marta")
        with store.write() as session:
            person = Person(name="Marta", role="client", created_at=OLD)
            session.add(person)
            session.flush()
            self.person = person.id

    def ticket(self, number: int, status: str, closed_at: datetime | None) -> int:
        with self.store.write() as session:
            ticket = Ticket(
                number=number, status=status, created_at=OLD, closed_at=closed_at, requester_id=self.person,
                opened_by_id=self.person, affected_person="Marta", problem="no anda",
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
        rows = 1
        while rows:
            with self.store.write() as session:
                rows = retention.sweep(session, NOW)

    def left(self, table: type[OutboxMessage] | type[InboxMessage]) -> list[int]:
        with self.store.read() as session:
            return list(session.scalars(select(table.id).order_by(table.id)))


@pytest.fixture
def archive(store: Database) -> Archive:
    return Archive(store)


def test_old_messages_are_forgotten_but_for_those_of_open_tickets(archive: Archive) -> None:
    opened, just_closed = (
        archive.ticket(1, "open", None),
        archive.ticket(2, "closed", NOW - timedelta(days=5)),
    )
    long_closed, deleted = archive.ticket(3, "closed", OLD), archive.ticket(4, "deleted", None)
    kept = [archive.said(NOW), archive.said(state="failed"), archive.said(state="waiting_for_file")]
    kept += [archive.said(ticket_id=opened), archive.said(ticket_id=just_closed)]
    archive.said()
    for ticket in (long_closed, deleted):
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


def test_what_it_is_just_taking_in_hand_when_it_ends_is_carried_to_its_end(
    pg_store: Database, tmp_path: Path
) -> None:
    """Taken in hand and sent, but not noted, it would be sent again by the next."""
    clockwork = Clockwork(pg_store, tmp_path)
    ending = threading.Thread(target=clockwork.worker.stop, args=(10,))
    with pg_store.write() as session:
        session.execute(text("LOCK TABLE outbox IN EXCLUSIVE MODE"))
        outbox.put(session, clockwork.chat, "message", {"text": "1"}, clockwork.desk.now())
        clockwork.worker.start()
        until(lambda: is_claiming(pg_store))
        ending.start()
        ending.join(0.2)
        assert ending.is_alive()
    ending.join()
    with pg_store.read() as session:
        assert session.scalars(select(OutboxMessage.state)).all() == ["sent"]


def is_claiming(store: Database) -> bool:
    """Whether a worker waits for somebody's lock to take messages in hand."""
    waiting = (
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'WITH due%'"
    )
    with store.read() as session:
        return bool(session.scalar(text(waiting)))
