"""What the database says against us: that it cannot be used now, that it gave up, or that our statement is wrong."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import QueuePool, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from store.database import Conflicted, Database, StoreAway
from tests.databases import stores

NAMES = "INSERT INTO settings (name, value) VALUES ('a', '0'), ('b', '0')"


def adds_one(session: Session, name: str) -> None:
    session.execute(text("UPDATE settings SET value = value || '1' WHERE name = :name"), {"name": name})


def values(store: Database) -> list[str]:
    with store.read() as session:
        return list(
            session.scalars(text("SELECT value FROM settings WHERE name IN ('a', 'b') ORDER BY name"))
        )


@pytest.mark.parametrize("statement", ["SELECT none_such FROM people", "SELEC 1", "SELECT 1 FROM nowhere"])
def test_a_wrong_statement_is_no_store_that_is_away(store: Database, statement: str) -> None:
    with pytest.raises(DBAPIError), store.write() as session:
        session.execute(text(statement))


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Database]:
    yield from stores.opened(sqlite_url)


def test_a_full_disk_is(sqlite_store: Database) -> None:
    def fill(session: Session) -> None:
        session.execute(text("PRAGMA max_page_count = 1"))
        for place in range(2000):
            adding = text("INSERT INTO settings (name, value) VALUES (:name, :value)")
            session.execute(adding, {"name": str(place), "value": "x" * 4000})

    with pytest.raises(StoreAway):
        sqlite_store.change(fill)


def test_a_file_that_is_no_database_is(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"no database" * 1000)
    broken = Database(f"sqlite:///{tmp_path / 'x.db'}")
    with pytest.raises(StoreAway), broken.read() as session:
        session.execute(text("SELECT 1 FROM people"))
    broken.close()


def test_a_new_file_that_another_program_is_about_to_write_to_is_waited_for(tmp_path: Path) -> None:
    """SQLite itself says at once that it is locked: it waits for nobody while it turns a file to its log."""
    other = sqlite3.connect(tmp_path / "new.db", isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE people (id INTEGER)")
    other.execute("BEGIN IMMEDIATE")
    done = threading.Timer(0.2, other.rollback)
    done.start()
    store = Database(f"sqlite:///{tmp_path / 'new.db'}")
    with store.read() as session:
        assert session.scalars(text("SELECT id FROM people")).all() == []
    done.join()
    other.close()
    store.close()


def test_a_server_that_takes_no_writes_is(pg_store: Database) -> None:
    def write(session: Session) -> None:
        session.execute(text("SET TRANSACTION READ ONLY"))
        session.execute(text(NAMES))

    with pytest.raises(StoreAway):
        pg_store.change(write)


def test_of_two_who_wait_for_each_other_both_have_done_it_at_last(pg_store: Database) -> None:
    with pg_store.write() as session:
        session.execute(text(NAMES))
    both, tries = threading.Barrier(2, timeout=10), []

    def change(first: str, second: str) -> None:
        def both_rows(session: Session) -> None:
            tries.append(first)
            adds_one(session, first)
            if tries.count(first) == 1:
                both.wait()
            adds_one(session, second)

        pg_store.change(both_rows)

    other = threading.Thread(target=change, args=("b", "a"))
    other.start()
    change("a", "b")
    other.join(10)
    assert values(pg_store) == ["011", "011"]
    assert len(tries) >= 3


def test_a_lock_that_was_waited_for_too_long_is_tried_for_again(pg_store: Database) -> None:
    with pg_store.write() as session:
        session.execute(text(NAMES))
    tries = 0

    def patient(session: Session) -> None:
        nonlocal tries
        tries += 1
        session.execute(text("SET LOCAL lock_timeout = '20ms'"))
        adds_one(session, "a")

    with pg_store.write() as holding:
        adds_one(holding, "a")
        with pytest.raises(Conflicted):
            pg_store.change(patient)
    assert (tries, values(pg_store)) == (3, ["01", "0"])


def test_behind_a_pooler_nothing_is_prepared(pg_store: Database) -> None:
    """The next transaction may go to a server that does not know the statement."""
    url = pg_store.url.render_as_string(hide_password=False)
    for pooler in (False, True):
        database = Database(url, pooler=pooler)
        for _ in range(10):
            with database.write() as session:
                session.execute(text("SELECT 1"))
        with database.write() as session:
            prepared = session.scalar(text("SELECT count(*) FROM pg_prepared_statements"))
        assert (prepared == 0) == pooler
        database.close()


def test_a_process_has_so_many_connections_at_most(pg_store: Database) -> None:
    database = Database(pg_store.url.render_as_string(hide_password=False), connections=2)
    with database.write() as one, database.write() as other:
        one.execute(text("SELECT 1"))
        other.execute(text("SELECT 1"))
        pool = database.engine.pool
        assert isinstance(pool, QueuePool)
        assert pool.checkedout() == 2
        pool._timeout = 0.01
        with pytest.raises(StoreAway, match="no database connection is free"), database.write() as third:
            third.execute(text("SELECT 1"))
    database.close()
