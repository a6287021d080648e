"""The worker runs by itself: at once when the bell rings, when something falls due, within a second in any case."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bot.channels.channel import TryLater
from bot.runtime.loop import Loop
from bot.runtime.troubles import Troubles
from bot.runtime.worker import Worker
from store.database import Database, StoreAway
from store.files import files
from store.messages import outbox
from store.tables import OutboxMessage
from tests.harness.desks import Hanging, Provider, chat_at, desk_on
from tests.harness.waiting import until

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def now() -> datetime:
    return datetime.now(UTC)


class Clockwork:
    def __init__(self, store: Database, folder: Path):
        self.store, self.provider = store, Provider()
        self.desk = desk_on(store, folder, self.provider)
        self.worker = Worker(self.desk)
        self.chat = chat_at(store, "marta")

    def put(self, text: str) -> None:
        with self.store.write() as session:
            outbox.put(session, self.chat, "message", {"text": text}, self.desk.now())

    def until_called(self, times: int) -> None:
        until(lambda: len(self.provider.calls) >= times)


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
    clockwork.until_called(1)
    waits = []
    for number in range(1, 6):
        begun = time.monotonic()
        clockwork.put(str(number))
        clockwork.until_called(number + 1)
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
    clockwork.until_called(2)
    assert time.monotonic() - begun >= 0.3


def test_a_file_that_arrives_lets_its_message_go(clockwork: Clockwork) -> None:
    clockwork.provider.files["a"] = b"a note"
    with clockwork.store.write() as session:
        file = files.announce(
            session, "telegram", "a", clockwork.desk.now(),
            kind="document", name="a.txt", content_type="text/plain",
        )  # fmt: skip
        content = {"text": "look", "files": [file.id]}
        outbox.put(session, clockwork.chat, "message", content, clockwork.desk.now())
    until(lambda: clockwork.provider.texts() == ["look"])
    assert clockwork.provider.calls[0].files[0].name == "a.txt"


def test_it_stops_in_time_though_a_call_hangs(store: Database, tmp_path: Path) -> None:
    clockwork, hanging = Clockwork(store, tmp_path), Hanging()
    clockwork.provider.answers["marta"] = [hanging]
    clockwork.worker.start()
    clockwork.put("1")
    clockwork.until_called(1)
    begun = time.monotonic()
    clockwork.worker.stop(0.5)
    assert time.monotonic() - begun < 10
    hanging.end()


def test_it_lets_a_call_in_flight_end_and_starts_no_other(store: Database, tmp_path: Path) -> None:
    clockwork = Clockwork(store, tmp_path)
    clockwork.provider.answers["marta"] = [lambda _: time.sleep(0.3)]
    clockwork.worker.start()
    clockwork.put("1")
    clockwork.put("2")
    clockwork.until_called(1)
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
    loop = Loop("a loop", task, now, Troubles(now), longest=0.01, pause_after_fault=0.01)
    loop.start()
    until(lambda: task.times > 5)
    loop.end()
    loop.join(1)
    told = [record for record in caplog.records if "waits" in record.message]
    assert len(told) == (1 if isinstance(fault, StoreAway) else 0)


def test_a_loop_whose_task_stays_due_does_not_spin() -> None:
    task = Task(*[NOW - timedelta(hours=1)] * 1000)
    loop = Loop("a loop", task, lambda: NOW, Troubles(now))
    loop.start()
    time.sleep(0.3)
    loop.end()
    loop.join(1)
    assert task.times < 20


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
