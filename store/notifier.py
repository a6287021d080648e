"""Wakes whoever waits for news, within milliseconds: in this process by a call, in the others by PostgreSQL's NOTIFY.

A wake-up is only a hint: what is due is always a query, so a lost one costs a moment and a doubled one nothing. Behind
a pooler nothing is heard, and everybody looks each second.
NOTIFY holds a lock of the whole server while its transaction commits, so it never belongs to one of ours: a thread
sends it afterwards, many topics at once, on a connection of its own. Both threads reconnect by themselves.
"""

import json
import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from store.database import ALIVE, Database

if TYPE_CHECKING:
    import psycopg

log = logging.getLogger(__name__)

Subscriber = Callable[[frozenset[str]], None]
ANYTHING = frozenset({"*"})
"""What the subscribers hear after an interruption: any topic may have rung meanwhile."""
CHANNEL = "ticketero"
PAYLOAD_LIMIT = 7900  # bytes; PostgreSQL takes less than 8000
POLL = 1.0  # seconds: how late news of other processes is behind a pooler
MOMENT = 0.5  # seconds: how soon a thread sees that it should end, or tries to connect again


class Bell:
    """Rings topics ("outbox", "due:12", "hear" …) to its subscribers, in every process of the same store."""

    def __init__(self, database: Database):
        self._database = database
        self._subscribers: tuple[Subscriber, ...] = ()
        self._changing = threading.Lock()
        self._rung: set[str] = set()
        self._news = threading.Condition()
        self._closed = threading.Event()
        self._threads: list[threading.Thread] = []
        self._own_pid = 0
        database.on_ring = self.ring

    def ring(self, topics: Iterable[str]) -> None:
        """Wakes at once who subscribed here, and soon after who did elsewhere; never waits and never fails."""
        rung = frozenset(topics)
        self._call(rung)
        if self._threads:
            with self._news:
                self._rung |= rung
                self._news.notify()

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Calls it with the topics that rang, or with ANYTHING; it must be quick. Returns what ends that."""
        with self._changing:  # whoever rings goes through the tuple that is there
            self._subscribers = (*self._subscribers, subscriber)

        def unsubscribe() -> None:
            with self._changing:
                self._subscribers = tuple(other for other in self._subscribers if other is not subscriber)

        return unsubscribe

    def start(self) -> None:
        """From now on rings to the other processes and hears them, where the database can carry it."""
        if self._database.is_sqlite or self._threads:
            return
        ways = (("bell-out", self._notify), ("bell-in", self._listen))
        for name, work in (("bell-poll", self._poll),) if self._database.pooler else ways:
            thread = threading.Thread(target=self._always, args=(work,), name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def close(self) -> None:
        self._closed.set()
        with self._news:
            self._news.notify()
        for thread in self._threads:
            thread.join(2 * MOMENT)

    def _poll(self) -> None:
        """A pooler lends a connection for a transaction only, so nobody can listen by it: anything may have rung."""
        while not self._closed.wait(POLL):
            self._call(ANYTHING)

    def _call(self, topics: frozenset[str]) -> None:
        for subscriber in self._subscribers:
            try:
                subscriber(topics)
            except Exception:
                log.exception("a subscriber of the bell failed")

    def _always(self, work: Callable[[], None]) -> None:
        import psycopg  # not before: SQLite needs none

        told = False
        while not self._closed.is_set():
            try:
                work()
            except (psycopg.Error, OSError) as error:
                if not told:
                    log.warning("the bell is silent until the database is back: %s", type(error).__name__)
                told = True
                self._closed.wait(MOMENT)
            else:
                told = False

    def _connect(self) -> "psycopg.Connection":
        import psycopg

        _, options = self._database.engine.dialect.create_connect_args(self._database.url)
        return psycopg.connect(**{"connect_timeout": 5, **ALIVE, **options}, autocommit=True)

    def _notify(self) -> None:
        with self._connect() as connection:
            self._own_pid = connection.info.backend_pid
            while not self._closed.is_set():
                with self._news:
                    self._news.wait_for(lambda: self._rung or self._closed.is_set(), MOMENT)
                    rung, self._rung = self._rung, set()
                for payload in payloads(rung):
                    connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, payload))

    def _listen(self) -> None:
        with self._connect() as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            self._call(ANYTHING)
            while not self._closed.is_set():
                for notify in connection.notifies(timeout=MOMENT):
                    if notify.pid != self._own_pid:
                        self._call(frozenset(json.loads(notify.payload)))


def payloads(topics: Iterable[str]) -> Iterator[str]:
    """The topics as JSON lists, each short enough to be sent."""
    batch: list[str] = []
    for topic in sorted(topics):
        if len(json.dumps([*batch, topic])) > PAYLOAD_LIMIT:
            yield json.dumps(batch)
            batch = []
        batch.append(topic)
    if batch:
        yield json.dumps(batch)
