"""Connects to SQLite or PostgreSQL: transactions, UTC times, and the bell that tells others of news.

Every transaction that writes is one `with database.write() as session`. SQLite begins it IMMEDIATE: two
deferred transactions that both read and then write would end in "database is locked" whatever the timeout.
"""

import random
import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import (
    ClauseElement,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Executable,
    TypeDecorator,
    create_engine,
    event,
    func,
    make_url,
    select,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.sql.util import find_tables

from store import outages
from store.timekeeper import Timekeeper, wall

Ring = Callable[[frozenset[str]], None]
T = TypeVar("T")
MOMENT = 0.02  # seconds
LOCKED_FOR = 30  # seconds that we wait for whoever writes to SQLite's file
ALIVE = {
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
"""A connection of PostgreSQL that the network swallowed is noticed within 15 to 25 seconds."""


class StoreAway(Exception):
    """The store cannot be reached now: nothing was done, unless it went away while it committed; the same call may work
    later."""


class Conflicted(StoreAway):
    """The database gave this transaction up in favour of another; nothing was done, and the same may work at once."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time on both databases (SQLite keeps no zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Gathered(Protocol):
    """What a transaction has gathered to be written (`store.transactions.pending`)."""

    def holds(self, tables: Collection[Any]) -> bool:
        """Whether something of these tables is gathered that must be written before they are read."""
        ...

    def flush(self) -> None: ...


class StoreSession(Session):
    """A transaction whose gathered rows are written before whoever gathered them reads, and before the commit."""

    gathered: Gathered | None = None

    def write_gathered(self) -> None:
        if self.gathered is not None:
            self.gathered.flush()


@event.listens_for(StoreSession, "do_orm_execute")
def write_what_a_statement_needs(state: ORMExecuteState) -> None:
    """What it reads is there; so is what the rows that it writes may refer to."""
    session = state.session
    gathered = session.gathered if isinstance(session, StoreSession) else None
    if gathered is None:
        return
    if not state.is_select or gathered.holds(_tables_read(state.statement)):
        gathered.flush()


@lru_cache(maxsize=256)
def _tables_read(statement: Executable) -> Collection[Any]:
    """All that stand anywhere in it, as in an EXISTS. Remembered, since most statements are made once."""
    assert isinstance(statement, ClauseElement)
    return find_tables(statement)


@event.listens_for(StoreSession, "before_flush")
def write_what_a_flush_needs(session: Session, context: Any, instances: Any) -> None:
    """A flush that will write nothing needs nothing."""
    writes = session.new or session.deleted or any(session.is_modified(changed) for changed in session.dirty)
    if writes and isinstance(session, StoreSession):
        session.write_gathered()


class BadAddress(Exception):
    """PostgreSQL's library knows no such option; its text names it."""


class Database:
    """A store by its URL, with the two ways to work on it: `write()` and `read()`.

    `where` is that URL without any secret. Raises BadAddress where it has an option that there is not.
    """

    def __init__(
        self,
        url: str,
        *,
        connections: int = 10,
        pooler: bool = False,
        wall: Callable[[], datetime] = wall,
    ):
        self.url = make_url(url)
        self.where = self.url.set(query={}).render_as_string(hide_password=True)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.pooler = pooler
        self.engine = _sqlite(url) if self.is_sqlite else _postgresql(url, connections, pooler)
        # PostgreSQL reads statement by statement: BEGIN and ROLLBACK would be two more trips to it.
        reading = {"begin": "DEFERRED"} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"}
        self.reading = self.engine.execution_options(**reading)
        self.on_ring: Ring = lambda topics: None
        self._writing = threading.Lock()
        self._time = Timekeeper(wall)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction; commits at the end, then rings the bell for what `ring` named.

        Raises StoreAway where the database cannot be reached or went away meanwhile; Conflicted where it gave the
        transaction up, since another waited for it or it had no more patience (`chats.lock_the_free`).
        """
        with self._one_writer(), store_away(), StoreSession(self.engine, expire_on_commit=False) as session:
            with session.begin():
                yield session
                self._write_and_commit(session)
            topics = frozenset(session.info.get("rings", ()))
        if topics:
            self.on_ring(topics)

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        """SQLite has one writer at a time. The threads of a process wait for each other here, where they are woken: at
        the file they would look again and again, and one might find it taken for seconds."""
        if not self.is_sqlite:
            yield
        elif self._writing.acquire(timeout=LOCKED_FOR):
            try:
                yield
            finally:
                self._writing.release()
        else:
            raise StoreAway("the transaction before is not over")

    def _write_and_commit(self, session: StoreSession) -> None:
        """To PostgreSQL what is gathered goes with the COMMIT, in one trip; what the ORM writes by itself is answered
        before."""
        session.flush()
        if self.is_sqlite or session.gathered is None:
            session.write_gathered()
        else:
            _write_in_one_trip(session, session.connection())

    def change(self, task: Callable[[Session], T]) -> T:
        """What the task does in one transaction; done again at once where the database gave it up, as it does with one
        of two that wait for each other. Raises StoreAway."""

        def once() -> T:
            with self.write() as session:
                return task(session)

        return try_again(once)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A view that waits for no writer. Raises StoreAway as `write` does."""
        with store_away(), StoreSession(self.reading, expire_on_commit=False) as session:
            yield session

    def keep_time(self) -> None:
        """From now on `now` goes by the database's clock. Raises StoreAway."""
        if not self.is_sqlite:  # everybody who uses the file is on its machine
            self._time.keep(self._its_time)

    def now(self) -> datetime:
        """What the database's clock shows, once `keep_time` was called; else ours."""
        return self._time.now()

    def _its_time(self) -> datetime:
        with self.read() as session:
            there: datetime = session.scalars(select(func.clock_timestamp())).one()
            return there

    def watch_statements(self, begin: Callable[[str], T], end: Callable[[T], None]) -> None:
        """From now on `begin` is called with each statement, and `end` with what that gave, when it is over; of those
        that go with a COMMIT when they are sent."""

        def before(
            connection: Any, cursor: Any, statement: str, values: Any, context: Any, many: bool
        ) -> None:
            context.watched = begin(statement)

        def after(
            connection: Any, cursor: Any, statement: str, values: Any, context: Any, many: bool
        ) -> None:
            end(context.watched)

        def broken(error: Any) -> None:
            if hasattr(error.execution_context, "watched"):
                end(error.execution_context.watched)

        event.listen(self.engine, "before_cursor_execute", before)
        event.listen(self.engine, "after_cursor_execute", after)
        event.listen(self.engine, "handle_error", broken)

    def close(self) -> None:
        self._time.stop()
        self.engine.dispose()


def _write_in_one_trip(session: StoreSession, connection: Connection) -> None:
    """What is gathered and the COMMIT are sent without waiting for answers. SQLAlchemy then finds nothing to commit; or
    where one of them fails, whose error comes at the end, a transaction to roll back."""
    import psycopg  # not before: SQLite needs none

    driver: Any = connection.connection.dbapi_connection
    try:
        with driver.pipeline():
            session.write_gathered()
            driver.execute("COMMIT", prepare=False)
    except psycopg.Error as error:
        raise DBAPIError.instance(
            None, None, error, psycopg.Error,
            hide_parameters=True, connection_invalidated=driver.closed, dialect=connection.dialect,
        ) from error  # fmt: skip


def try_again(task: Callable[[], T], tries: int = 3) -> T:
    """Does what one transaction does, and again at once where the database gave it up. Raises Conflicted at last."""
    try:
        return task()
    except Conflicted:
        if tries == 1:
            raise
    time.sleep(random.uniform(0, MOMENT))  # else the same two may meet again
    return try_again(task, tries - 1)


def ring(session: Session, topic: str) -> None:
    """Once this transaction commits, wakes whoever waits for the topic ("outbox", "hear", "chat:12" …)."""
    session.info.setdefault("rings", set()).add(topic)


@contextmanager
def store_away() -> Iterator[None]:
    """Raises StoreAway for every error that says that the database cannot be used now, and Conflicted where it gave the
    transaction up. What it says of a statement of ours is a bug, and stays what it is."""
    try:
        yield
    except NoConnectionFree as error:
        raise StoreAway("no database connection is free") from error
    except DBAPIError as error:
        if outages.gave_up(error.orig):
            raise Conflicted(type(error.orig).__name__) from error
        if error.connection_invalidated or outages.is_one(error):
            raise StoreAway(outages.why(error.orig)) from error
        raise


def _sqlite(url: str) -> Engine:
    engine = create_engine(url, connect_args={"isolation_level": None}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        keep_private(Path(engine.url.database or ""))
        for pragma in ("synchronous=FULL", "foreign_keys=ON", f"busy_timeout={1000 * LOCKED_FOR}"):
            connection.execute(f"PRAGMA {pragma}")
        _turn_to_its_log(connection, time.monotonic() + LOCKED_FOR)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('begin', 'IMMEDIATE')}")

    return engine


def _turn_to_its_log(connection: sqlite3.Connection, until: float) -> None:
    """Turns a new file to write-ahead logging. SQLite refuses at once, and waits for nobody, where another program is
    about to write to it (to turn it too, when several start at the same moment)."""
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > until:
                raise
        time.sleep(MOMENT)


def keep_private(path: Path) -> None:
    """Nobody but its owner may read it: the files that SQLite makes beside it get the same permissions."""
    with suppress(OSError):  # it is not there, or another's
        mode = path.stat().st_mode
        if mode & 0o077:
            path.chmod(mode & ~0o077)


def _postgresql(url: str, connections: int, pooler: bool) -> Engine:
    """The connection used last is used next: its statements are prepared there, unless a pooler may hand each
    transaction to another one. Errors show nothing of what was written (`hide_parameters`)."""
    prepared = {"prepare_threshold": None} if pooler else {}
    engine = create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=5,
        pool_use_lifo=True,
        hide_parameters=True,
        connect_args={"connect_timeout": 5, **ALIVE, **prepared},
    )
    _expect_options(engine)
    return engine


def _expect_options(engine: Engine) -> None:
    import psycopg
    from psycopg.conninfo import make_conninfo

    try:
        make_conninfo(**{name: str(value) for name, value in engine.url.query.items()})
    except psycopg.ProgrammingError as unknown:  # which quotes the option's name alone
        raise BadAddress(str(unknown).strip()) from None
