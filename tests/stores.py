"""A store of the newest schema for each test, on both databases: the migrations run once, the tests get copies."""

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from store import schema
from store.database import Database
from tests.pg_server import PgServer

_numbers = itertools.count()


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


@pytest.fixture
def pg_url(pg: PgServer, pg_template: str) -> Iterator[str]:
    name = pg_template.replace("template", str(next(_numbers)))
    pg.create(name, template=pg_template)
    yield pg.url(name)
    pg.drop(name)


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
    yield database
    close_for_good(database)


def close_for_good(database: Database) -> None:
    """Connections that are still in use are closed when they come back, and there are no new ones."""
    dead = database.engine.dialect.loaded_dbapi.OperationalError("the test is over")

    def refuse(*ignored: Any) -> None:
        raise dead

    event.listen(database.engine, "do_connect", refuse)
    event.listen(database.engine.pool, "checkin", lambda connection, record: connection.close())
    database.close()


def migrate(url: str) -> None:
    database = Database(url)
    schema.upgrade(database)
    database.close()
