"""A ring wakes who waits, here and in other processes, and again after the database was away."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from store import database, notifier
from store.database import Database
from store.notifier import Bell
from tests.harness.waiting import until

RINGER = """
import sys, time
from store.notifier import Bell
from store.database import Database
for line in sys.stdin:
    if line.startswith("open "):
        database = Database(line.split()[1])
        bell = Bell(database)
        bell.start()
    elif line.startswith("close"):
        bell.close()
        database.close()
    else:
        bell.ring(line.split())
    print(time.time(), flush=True)
"""


class Ringer:
    """Another process, which rings the topics of each line that it reads and says when it did."""

    def __init__(self) -> None:
        command = [sys.executable, "-c", RINGER]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def says(self, line: str) -> float:
        assert self.process.stdin and self.process.stdout
        print(line, file=self.process.stdin, flush=True)
        return float(self.process.stdout.readline())

    def ring(self, *topics: str) -> float:
        return self.says(" ".join(topics))


@pytest.fixture(scope="module")
def process() -> Iterator[Ringer]:
    ringer = Ringer()
    with ringer.process:
        yield ringer


@pytest.fixture
def other(process: Ringer, pg_store: Database) -> Iterator[Ringer]:
    process.says("open " + pg_store.url.render_as_string(hide_password=False))
    yield process
    process.says("close")


class Listener:
    """Remembers what rang, and when."""

    def __init__(self, bell: Bell):
        self.bell = bell
        self.heard: list[tuple[float, frozenset[str]]] = []
        self.unsubscribe = bell.subscribe(lambda topics: self.heard.append((time.time(), topics)))

    def when(self, topic: str, seconds: float = 5) -> float:
        """When it rang, if it does within so many seconds."""
        until(lambda: any(topic in topics for _, topics in self.heard), seconds)
        return next(at for at, topics in self.heard if topic in topics)


@pytest.fixture
def listener(store: Database) -> Iterator[Listener]:
    yield from started(store)


@pytest.fixture
def pg_listener(pg_store: Database) -> Iterator[Listener]:
    yield from started(pg_store)


def started(store: Database) -> Iterator[Listener]:
    """One that has begun to hear the other processes."""
    bell = Bell(store)
    listener = Listener(bell)
    bell.start()
    if not store.is_sqlite:
        listener.when("*")
    listener.heard.clear()
    yield listener
    bell.close()


def test_a_committed_transaction_rings_and_a_failed_one_does_not(store: Database, listener: Listener) -> None:
    with pytest.raises(ZeroDivisionError), store.write() as session:
        broken(session)
    with store.write() as session:
        database.ring(session, "outbox")
        database.ring(session, "chat:12")
        assert [topics for _, topics in listener.heard if "outbox" in topics] == []
    assert listener.heard[-1][1] == {"outbox", "chat:12"}
    assert all("lost" not in topics for _, topics in listener.heard)


def broken(session: Session) -> None:
    database.ring(session, "lost")
    raise ZeroDivisionError


def breaks(topics: frozenset[str]) -> None:
    raise ZeroDivisionError


def test_who_unsubscribed_hears_no_more_and_a_broken_one_disturbs_nobody(
    listener: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    gone = Listener(listener.bell)
    listener.bell.subscribe(breaks)
    gone.unsubscribe()
    listener.bell.ring(["outbox"])
    assert listener.heard[-1][1] == {"outbox"}
    assert gone.heard == []


def test_another_process_hears_at_once(other: Ringer, pg_listener: Listener) -> None:
    waits = []
    for number in range(20):
        rung_at = other.ring(f"chat:{number}")
        waits.append(pg_listener.when(f"chat:{number}") - rung_at)
    assert sorted(waits)[10] < 0.5


def test_its_own_rings_do_not_come_back(pg_listener: Listener) -> None:
    for number in range(20):
        pg_listener.bell.ring([f"chat:{number}"])
        time.sleep(0.01)
    time.sleep(0.1)
    assert len([topics for _, topics in pg_listener.heard if topics]) == 20


def test_thousands_of_topics_at_once_all_arrive(other: Ringer, pg_listener: Listener) -> None:
    topics = [f"chat:{number}" for number in range(5000)]
    assert all(len(payload) < 8000 for payload in notifier.payloads(topics))
    other.ring(*topics)
    until(lambda: frozenset(topics) <= frozenset().union(*(heard for _, heard in pg_listener.heard)))


def test_it_rings_again_after_the_database_was_away(
    pg_store: Database, other: Ringer, pg_listener: Listener
) -> None:
    """And says that anything may have happened meanwhile."""
    other.ring("before")
    pg_listener.when("before")
    pg_listener.heard.clear()
    cut_all_connections(pg_store)
    pg_listener.when("*")
    until(lambda: bool(other.ring("after")) and any("after" in topics for _, topics in pg_listener.heard))


def cut_all_connections(store: Database) -> None:
    with store.engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )


def test_behind_a_pooler_everybody_looks_each_second(
    pg_store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection is lent for a transaction only: nobody can listen by it."""
    monkeypatch.setattr(notifier, "POLL", 0.01)
    database_ = Database(pg_store.url.render_as_string(hide_password=False), pooler=True)
    bell, rung = Bell(database_), list[frozenset[str]]()
    bell.subscribe(rung.append)
    bell.start()
    until(lambda: len(rung) > 1)
    bell.ring(["outbox"])
    assert frozenset({"outbox"}) in rung, "its own process hears at once"
    assert set(rung) == {notifier.ANYTHING, frozenset({"outbox"})}
    with pg_store.read() as session:
        mine = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"
        assert session.scalar(text(mine)) == 0
    bell.close()
    database_.close()


def test_of_many_who_come_and_go_at_once_each_hears_until_it_goes(store: Database) -> None:
    bell, heard, known = Bell(store), list[int](), range(4000)

    def subscribes(number: int) -> Callable[[], None]:
        return bell.subscribe(lambda topics: heard.append(number))

    with switching_all_the_time(), ThreadPoolExecutor(8) as pool:
        leave = list(pool.map(subscribes, known))
        bell.ring({"outbox"})
        assert sorted(heard) == [*known]
        list(pool.map(lambda unsubscribe: unsubscribe(), leave))
    heard.clear()
    bell.ring({"outbox"})
    assert heard == []


@contextmanager
def switching_all_the_time() -> Iterator[None]:
    """Between its threads."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)
