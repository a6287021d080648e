"""The tests' own PostgreSQL: it is real, keeps what was committed through a crash, and leaves nothing behind."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.databases import pg_server
from tests.databases.pg_server import PgServer


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> Iterator[PgServer]:
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    server = PgServer(fsync=True)
    server.start()
    yield server
    server.stop()
    assert not server.folder.exists()


def connect(server: PgServer, database: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(server.url(database).replace("+psycopg", ""), autocommit=True)


def test_a_database_is_a_copy_of_its_template(pg: PgServer, testrun_uid: str, worker_id: str) -> None:
    first, second = (f"{testrun_uid}_{worker_id}_{name}" for name in ("first", "second"))
    pg.create(first)
    with connect(pg, first) as connection:
        connection.execute("CREATE TABLE notes AS SELECT 'ñandú' AS text")
    pg.create(second, template=first)
    with connect(pg, second) as connection:
        assert connection.execute("SELECT text FROM notes").fetchall() == [("ñandú",)]
        pg.drop(second)
    pg.drop(first)


def test_what_was_committed_outlives_a_restart_and_a_crash(own: PgServer) -> None:
    own.create("desk")
    with connect(own, "desk") as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        connection.execute("CREATE TABLE notes AS SELECT 1 AS id")
        own.restart()
    with connect(own, "desk") as connection:
        connection.execute("INSERT INTO notes VALUES (2)")
        own.crash()
    own.start()
    with connect(own, "desk") as connection:
        assert connection.execute("SELECT id FROM notes ORDER BY id").fetchall() == [(1,), (2,)]


def test_a_second_holder_of_the_folder_finds_the_server_running(own: PgServer) -> None:
    other = PgServer(folder=own.folder)
    other.start()
    assert other.url("desk") == own.url("desk")


def test_what_a_killed_run_left_is_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = tmp_path / f"{pg_server.FOLDERS}{ended.pid}-00000000"
    mine = pg_server.new_folder()
    left.mkdir()
    mine.mkdir()
    pg_server.sweep()
    assert not left.exists()
    assert mine.exists()


def test_without_postgresql_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    monkeypatch.delenv("TEST_PG_BINDIR", raising=False)
    server = PgServer(wheels=())
    with pytest.raises(RuntimeError, match="TEST_DATABASE_URL"):
        server.start()
    server.stop()
