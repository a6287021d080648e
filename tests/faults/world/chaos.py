"""What goes wrong, one after the other, drawn from a seed: each disaster mends itself before the next one comes.

A full disk is played by a file where the photos' folder was: the same refusal for root as for anybody.
"""

import ctypes
import random
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

from tests.databases.pg_server import PgServer
from tests.faults.audit.ledger import Ledger
from tests.faults.providers.post import Post
from tests.faults.providers.weather import Storm, Weather
from tests.faults.world.processes import Process, Processes

ENDS_WITHIN = 10.0
LEASE = 8.0
"""Seconds after which another worker takes over what a dead one had in hand."""


EXCHANGE = 2  # renameat2's RENAME_EXCHANGE
HERE = -100  # AT_FDCWD


def exchange(one: Path, other: Path) -> None:
    """Each gets the other's name, in one step (Linux)."""
    if ctypes.CDLL(None, use_errno=True).renameat2(HERE, bytes(one), HERE, bytes(other), EXCHANGE):
        raise OSError(ctypes.get_errno(), "renameat2")


class Chaos:
    """Breaks things in a thread of its own until it is told to stop; `struck` counts what it did."""

    def __init__(
        self,
        processes: Processes,
        weathers: Sequence[Weather],
        posts: Sequence[Post],
        ledger: Ledger,
        server: PgServer | None,
        seed: int,
    ):
        self._processes, self._weathers, self._posts = processes, weathers, posts
        self._ledger, self._server = ledger, server
        self._dice = random.Random(seed)
        self._over = threading.Event()
        self.struck: Counter[str] = Counter()
        self.faults: list[str] = []
        """What did not go as it must: a process that did not end well."""

    def run(self, acts: Sequence[str], pause: tuple[float, float]) -> None:
        """Each of these once, in this order, and then over again in any, until it is stopped."""
        order = list(acts)
        while order or not self._over.is_set():
            act = order.pop(0) if order else self._dice.choice(list(acts))
            self.strike(act)
            self._over.wait(self._dice.uniform(*pause))

    def strike(self, act: str) -> None:
        self.struck[act] += 1
        try:
            getattr(self, act)()
        except Exception as error:
            self.faults.append(f"{act}: {error}")

    def stop(self) -> None:
        self._over.set()

    # -- processes ----------------------------------------------------------------------------------------

    def kill_worker(self) -> None:
        self._kill(self._one("work", "run"))

    def kill_receiver(self) -> None:
        self._kill(self._one("receive", "run", "gunicorn"))

    def _kill(self, process: Process) -> None:
        with self._disaster(f"killed {process.name}"):
            process.kill()
        self._wait(0, 2)
        process.start()

    def end_worker(self) -> None:
        self._end(self._one("work", "run"))

    def end_receiver(self) -> None:
        self._end(self._one("receive", "run", "gunicorn"))

    def _end(self, process: Process) -> None:
        """A deployment: what is in flight ends first, so nothing is excused by it."""
        self._processes.until_ready()
        begun = time.monotonic()
        code = process.end()
        if code or time.monotonic() - begun > ENDS_WITHIN:
            self.faults.append(f"{process.name} ended with {code} after {time.monotonic() - begun:.1f} s")
        process.start()

    def freeze(self) -> None:
        """Longer than its lease: another takes its work over, and it wakes up believing that it still has it."""
        process = self._one("work", "run")
        with self._disaster(f"froze {process.name}", asleep=True):
            process.freeze(True)
            self._over.wait(LEASE + self._dice.uniform(0.5, 3))
            process.freeze(False)
            time.sleep(1)

    def _one(self, *commands: str) -> Process:
        return self._dice.choice(self._processes.of(*commands))

    # -- the database -------------------------------------------------------------------------------------

    def restart_database(self) -> None:
        assert self._server is not None
        with self._disaster("restarted the database"):
            self._server.restart()

    def crash_database(self) -> None:
        assert self._server is not None
        with self._disaster("crashed the database"):
            self._server.crash()
            self._wait(0, 4)
            self._server.start()

    def cut_connections(self) -> None:
        with self._disaster("cut the connections"), self._admin() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    def lock_database(self) -> None:
        """Somebody else writes for a while, as a backup or a migration does."""
        with self._disaster("locked the database"):
            if self._server is None:
                lock = sqlite3.connect(self._file, timeout=30)
                lock.execute("BEGIN IMMEDIATE")
                self._wait(0.5, 2)
                lock.rollback()
                lock.close()
            else:
                with self._admin() as connection, connection.transaction():
                    # One: who locks two in an order of his own is in a deadlock with the desk.
                    table = self._dice.choice(("inbox", "outbox"))
                    connection.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
                    self._wait(0.5, 2)

    def migrate(self) -> None:
        """The next version's migration adds a column while this one serves."""
        statement = f"ALTER TABLE inbox ADD COLUMN of_later_{self.struck['migrate']} TEXT"
        if self._server is None:
            with closing(sqlite3.connect(self._file, timeout=30)) as connection:
                connection.execute(statement)
        else:
            with self._admin() as connection:
                connection.execute(statement)
        self._processes.ticketero("migrate")

    @property
    def _file(self) -> str:
        return self._processes.url.removeprefix("sqlite:///")

    def _admin(self) -> "psycopg.Connection":
        return psycopg.connect(self._processes.url.replace("+psycopg", ""), autocommit=True)

    # -- what is around -----------------------------------------------------------------------------------

    def fill_disk(self) -> None:
        """In one step each way: between two, the desk would make itself a new folder."""
        photos = self._processes.photos
        aside = photos.with_name("photos-aside")
        photos.mkdir(exist_ok=True)
        aside.touch()
        exchange(photos, aside)
        self._wait(1, 4)
        exchange(photos, aside)
        aside.unlink()

    def storm(self) -> None:
        """A provider answers 429, 5xx or rubbish, hangs, or drops the line before or after acting."""
        self._rages(Storm(self._dice.choice([5, 20, 60])), 3, 10)

    def outage(self) -> None:
        """Nobody gets through to a provider."""
        self._rages(Storm(100, ("502", "0")), 2, 8)

    def cut_off(self) -> None:
        """No provider reaches us, for longer than Twilio tries: it leaves in its list what it could not bring."""
        for post in self._posts:
            post.cut_off = True
        self._wait(15, 30)
        for post in self._posts:
            post.cut_off = False

    def revoke_token(self) -> None:
        self._rages(Storm(100, ("401",)), 1, 2)

    def _rages(self, storm: Storm, least: float, most: float) -> None:
        """At one of the providers, or at all."""
        here = self._dice.choice([self._weathers, *([each] for each in self._weathers)])
        for weather in here:
            weather.storm = storm
        self._wait(least, most)
        for weather in here:
            weather.storm = None

    def _wait(self, least: float, most: float) -> None:
        """Not even the end of the run leaves something broken behind."""
        time.sleep(self._dice.uniform(least, most))

    @contextmanager
    def _disaster(self, what: str, asleep: bool = False) -> Iterator[None]:
        disaster = self._ledger.disaster(what, asleep)
        try:
            yield
        finally:
            disaster.ended = time.monotonic()


ANYWHERE = (
    "kill_worker", "storm", "fill_disk", "kill_receiver", "end_worker", "outage", "lock_database", "end_receiver",
    "freeze", "migrate", "revoke_token", "cut_off",
)  # fmt: skip
ON_POSTGRESQL = ("cut_connections", "crash_database", "restart_database")
