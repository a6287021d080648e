"""A store of the newest schema for each test, on both databases: the migrations run once, the tests get copies.

PostgreSQL takes longer to copy a database than most tests take, so there a worker has one copy, emptied after each
test. What SQLAlchemy has compiled for one test serves the others.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import URL, Dialect, event
from sqlalchemy.util import LRUCache

from store import schema
from store.database import Database
from store.tables import Table
from tests.databases.pg_server import PgServer


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def pg_template(pg: PgServer, testrun_uid: str, worker_id: str) -> Iterator[str]:
    name = f"{testrun_uid}_{worker_id}_template"
    pg.create(name)
    migrate(pg.url(name))
    yield name
    pg.drop(name)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    file = tmp_path / "store.db"
    shutil.copy(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture(scope="session")
def pg_broom(pg: PgServer, pg_template: str) -> Iterator["Broom"]:
    name = pg_template.replace("template", "desk")
    pg.create(name, template=pg_template)
    broom = Broom(pg.url(name))
    yield broom
    broom.close()
    pg.drop(name)


@pytest.fixture
def pg_url(pg_broom: "Broom") -> Iterator[str]:
    yield pg_broom.url
    pg_broom.sweep()


class Broom:
    """Makes a database what it was at first: no rows, its sequences at their start, nobody connected."""

    def __init__(self, url: str):
        self.url = url
        self._connect()
        self._shape = self._connection.execute(_SHAPE).fetchall()
        tables = [table.name for table in reversed(Table.metadata.sorted_tables)]
        sequences = self._connection.execute("SELECT sequencename, start_value FROM pg_sequences").fetchall()
        restarted = ", ".join(f"setval('{name}', {start}, false)" for name, start in sequences)
        self._empty = "; ".join([*(f'DELETE FROM "{name}"' for name in tables), f"SELECT {restarted}"])

    def _connect(self) -> None:
        self._connection = psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True)

    def sweep(self) -> None:
        try:
            self._connection.execute(_ALONE)
        except psycopg.OperationalError:  # the test ended every connection, this one too
            self._connection.close()
            self._connect()
            self._connection.execute(_ALONE)
        shape = self._connection.execute(_SHAPE).fetchall()
        assert shape == self._shape, "a test that changes the schema needs a database of its own"
        self._connection.execute(self._empty.encode())

    def close(self) -> None:
        self._connection.close()


_ALONE = b"""SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
_SHAPE = b"""SELECT relname, relkind, relnatts FROM pg_class
    WHERE relnamespace = 'public'::regnamespace ORDER BY relname"""


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str:
    """Each test that asks for it, or for `store`, runs on both databases."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "pg_url")
    return url


@pytest.fixture
def store(store_url: str) -> Iterator[Database]:
    yield from opened(store_url)


@pytest.fixture
def pg_store(pg_url: str) -> Iterator[Database]:
    yield from opened(pg_url)


def opened(url: str) -> Iterator[Database]:
    """What a thread still does with the store once its test is over leaves no connection behind."""
    database = Database(url)
    compile_once(database)
    yield database
    close_for_good(database)


def compile_once(database: Database) -> None:
    """SQLAlchemy keeps what it has compiled by engine and dialect; tests have engines of their own."""
    kind = database.url.drivername
    if kind not in _compiled:
        with database.engine.connect():
            _compiled[kind] = database.engine.dialect, LRUCache(5000)
    for engine in (database.engine, database.reading):
        engine.dialect, engine._compiled_cache = _compiled[kind]


_compiled: dict[str, tuple[Dialect, LRUCache[Any, Any]]] = {}


def close_for_good(database: Database) -> None:
    """Connections that are still in use are closed when they come back, and there are no new ones."""
    dead = database.engine.dialect.loaded_dbapi.OperationalError("the test is over")

    def refuse(*ignored: Any) -> None:
        raise dead

    event.listen(database.engine.pool._dialect, "do_connect", refuse)
    event.listen(database.engine.pool, "checkin", lambda connection, record: connection.close())
    database.close()


@contextmanager
def out_of_reach(database: Database) -> Iterator[None]:
    """Until the end of the block its file is gone, or its server lets nobody in and has put out who was."""
    database.close()
    away = _file_away if database.is_sqlite else _shut
    with away(database.url):
        yield


@contextmanager
def _file_away(url: URL) -> Iterator[None]:
    file = Path(str(url.database))
    aside = file.rename(file.with_suffix(".aside"))
    file.mkdir()
    try:
        yield
    finally:
        file.rmdir()
        aside.rename(file)


@contextmanager
def _shut(url: URL) -> Iterator[None]:
    name = str(url.database)
    server = url.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
    allow = SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(allow.format(Identifier(name), False))
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        try:
            yield
        finally:
            connection.execute(allow.format(Identifier(name), True))


def migrate(url: str) -> None:
    database = Database(url)
    schema.upgrade(database)
    database.close()
