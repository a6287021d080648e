"""The migrations, from nothing, make exactly the tables; processes that migrate at once do not collide."""

import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, text

from store import schema
from store.database import Database
from store.tables import File, OutboxMessage, SentMessage, Table, Ticket, TicketWord
from tests.databases.pg_server import PgServer
from tests.harness import programs

ALL_AT_ONCE = """
import pathlib, time
while not pathlib.Path("go").exists():
    time.sleep(0.001)
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(
    request: pytest.FixtureRequest, tmp_path: Path, testrun_uid: str, worker_id: str
) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
        return
    pg: PgServer = request.getfixturevalue("pg")
    name = f"{testrun_uid}_{worker_id}_empty"
    pg.create(name)
    yield pg.url(name)
    pg.drop(name)


@pytest.fixture
def empty(empty_url: str) -> Iterator[Database]:
    database = Database(empty_url)
    yield database
    database.close()


def test_from_nothing_they_equal_the_tables(empty: Database) -> None:
    schema.upgrade(empty)
    with empty.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Table.metadata) == []


def test_the_conditions_of_partial_indexes_are_there(empty: Database) -> None:
    """Alembic's comparison does not look at them."""
    schema.upgrade(empty)
    found = {
        index["name"]: index
        for name in Table.metadata.tables
        for index in inspect(empty.engine).get_indexes(name)
    }
    dialect = empty.engine.dialect.name
    for table in Table.metadata.tables.values():
        for index in table.indexes:
            partial = index.dialect_options[dialect]["where"] is not None
            assert (f"{dialect}_where" in found[str(index.name)].get("dialect_options", {})) == partial


def test_a_store_is_current_only_when_it_is(empty: Database) -> None:
    assert not schema.is_current(empty)
    schema.upgrade(empty)
    assert schema.is_current(empty)
    schema.upgrade(empty)
    assert schema.is_current(empty)
    become_newer(empty)
    for look in (schema.is_current, schema.expect_current, schema.upgrade, schema.prepare):
        with pytest.raises(schema.Newer, match="newer than this program"):
            look(empty)


def become_newer(database: Database, *changes: str) -> None:
    with database.write() as session:
        for change in ("UPDATE alembic_version SET version_num = '9999'", *changes):
            session.execute(text(change))


def test_a_newer_store_that_only_added_is_served(empty: Database) -> None:
    assert not schema.is_served(empty)
    schema.upgrade(empty)
    assert schema.is_served(empty)
    added = "CREATE TABLE more (id INTEGER)", "ALTER TABLE people ADD COLUMN more TEXT"
    become_newer(empty, *added, "ALTER TABLE people ADD COLUMN counted INTEGER NOT NULL DEFAULT 0")
    assert schema.is_served(empty)


@pytest.mark.parametrize("change", ["DROP TABLE usage", "ALTER TABLE people RENAME COLUMN quiet TO silent"])
def test_a_newer_store_that_took_something_away_is_not(empty: Database, change: str) -> None:
    schema.upgrade(empty)
    become_newer(empty, change)
    with pytest.raises(schema.Newer):
        schema.is_served(empty)


BEFORE_0003 = """
INSERT INTO chats (id, channel, address, memory, created_at) VALUES (1, 'whatsapp', 'w', '{}', '2026-09-01');
INSERT INTO inbox (id, channel, key, received_at, payload, state)
    VALUES (1, 'whatsapp', 'k', '2026-09-01', '{}', 'waiting');
INSERT INTO files (id, inbox_id, channel, ref, kind, name, content_type, is_image, state, attempts)
    VALUES (1, 1, 'whatsapp', 'f', 'photo', 'f', 'image/jpeg', false, 'held', 0);
INSERT INTO outbox (id, chat_id, kind, content, several, internal, state, created_at, due_at, attempts, message_ids,
                    reason)
    VALUES (1, 1, 'message', '{}', false, false, 'sent', '2026-09-01', '2026-09-01', 1, '["b", "a", "b"]', NULL),
           (2, 1, 'edit', '{}', false, false, 'sent', '2026-09-01', '2026-09-01', 1, '["b"]', NULL),
           (3, 1, 'message', '{}', false, false, 'sent', '2026-09-01', '2026-09-01', 2, '["d"]', NULL),
           (4, 1, 'message', '{}', false, false, 'waiting', '2026-09-01', '2026-09-01', 2, 'null', NULL),
           (5, 1, 'message', '{}', false, false, 'held', '2026-09-01', '2026-09-01', 0, NULL, NULL),
           (6, 1, 'message', '{}', false, false, 'held', '2026-09-01', '2026-09-01', 0, NULL, 'window'),
           (7, 1, 'message', '{}', false, false, 'failed', '2026-09-01', '2026-09-01', 1, NULL, 'blocked');
INSERT INTO sent_messages (chat_id, message_id, outbox_id)
    VALUES (1, 'a', 1), (1, 'b', 2), (1, 'c', 3), (1, 'd', 3), (1, 'e', 4);
"""


def test_what_was_sent_and_what_waits_is_carried_over(empty: Database) -> None:
    """Since 0003 an edit shares the ids of what it edits; since 0004 nothing is held, but waits for something."""
    upgrade_to(empty, "0002", BEFORE_0003)
    schema.upgrade(empty)
    with empty.read() as session:
        ids = select(SentMessage.outbox_id, SentMessage.message_id, SentMessage.position, SentMessage.current)
        assert session.execute(ids.order_by(SentMessage.outbox_id, SentMessage.message_id)).all() == [
            (1, "a", 1, True),
            (1, "b", 0, True),
            (2, "b", 0, True),
            (3, "c", 0, False),
            (3, "d", 0, True),
            (4, "e", 0, False),
        ]
        states = session.execute(select(OutboxMessage.state, OutboxMessage.reason).order_by(OutboxMessage.id))
        assert states.all()[3:] == [
            ("waiting", None),
            ("waiting_for_file", None),
            ("waiting_for_window", None),
            ("failed", "blocked"),
        ]
        assert session.scalars(select(File.state)).all() == ["unapproved"]


def test_run_upgrades_an_older_store_only_where_it_is_alone(empty: Database) -> None:
    """SQLite's with a copy of it beside it; PostgreSQL's waits for somebody to choose the moment."""
    upgrade_to(empty, "0002", BEFORE_0003)
    if not empty.is_sqlite:
        with pytest.raises(schema.NeedsMigration, match="ticketero migrate"):
            schema.prepare(empty)
        assert not schema.is_current(empty)
        return
    schema.prepare(empty)
    assert schema.is_current(empty)
    copy = Path(f"{empty.url.database}.before-{schema.newest()}")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    former = Database(f"sqlite:///{copy}")
    with former.read() as session:
        assert session.scalar(text("SELECT version_num FROM alembic_version")) == "0002"
        assert session.scalar(text("SELECT count(*) FROM outbox")) == 7
    former.close()


BEFORE_0007 = """
INSERT INTO people (id, name, role, active, absent, quiet, created_at)
    VALUES (1, 'Marta Gómez', 'client', true, false, false, '2026-09-01');
INSERT INTO tickets (id, number, status, created_at, requester_id, opened_by_id, affected_person, problem, closings)
    VALUES (1, 121, 'open', '2026-09-01', 1, 1, 'Rosa', 'No imprime', 0);
INSERT INTO entries (id, ticket_id, author_id, role, channel, at, text, internal)
    VALUES (1, 1, 1, 'client', 'telegram', '2026-09-01', 'la caja 2', false);
"""


def test_what_is_there_is_found(empty: Database) -> None:
    """Since 0007."""
    upgrade_to(empty, "0006", BEFORE_0007)
    schema.upgrade(empty)
    with empty.read() as session:
        found = set(session.scalars(select(TicketWord.word)))
    assert found == {"121", "mart", "gomez", "ros", "no", "imprim", "la", "caj", "2"}


BEFORE_0008 = """
INSERT INTO people (id, name, role, active, absent, quiet, created_at)
    VALUES (1, 'Marta', 'client', true, false, false, '2026-09-01'),
           (2, 'Ana', 'technician', true, false, false, '2026-09-01');
INSERT INTO tickets (id, number, status, created_at, closed_at, waiting_since, requester_id, opened_by_id,
                     affected_person, problem, closings)
    VALUES (1, 1, 'open', '2026-09-01 10:00:00+00', NULL, '2026-09-01 10:00:00+00', 1, 1, 'Marta', 'x', 0),
           (2, 2, 'open', '2026-09-01 10:00:00+00', NULL, NULL, 1, 1, 'Marta', 'x', 0),
           (3, 3, 'open', '2026-09-01 10:00:00+00', NULL, '2026-09-01 15:00:00+00', 1, 1, 'Marta', 'x', 0),
           (4, 4, 'closed', '2026-09-01 10:00:00+00', '2026-09-02 10:00:00+00', NULL, 1, 1, 'Marta', 'x', 1);
INSERT INTO entries (id, ticket_id, author_id, role, channel, at, text, internal)
    VALUES (1, 2, 2, 'technician', 'telegram', '2026-09-01 11:00:00+00', 'ya voy', false),
           (2, 2, 2, 'technician', 'telegram', '2026-09-01 12:00:00+00', 'ya casi', false),
           (3, 2, 2, 'technician', 'telegram', '2026-09-01 13:00:00+00', 'ojo', true),
           (4, 3, 2, 'technician', 'telegram', '2026-09-01 14:00:00+00', 'probá', false),
           (5, 3, 1, 'client', 'telegram', '2026-09-01 15:00:00+00', 'no anda', false);
"""


def test_what_the_threads_tell_of_time_is_filled_in(empty: Database) -> None:
    upgrade_to(empty, "0007", BEFORE_0008.replace("+00", "") if empty.is_sqlite else BEFORE_0008)
    schema.upgrade(empty)

    def at(hour: int, day: int = 1) -> datetime:
        return datetime(2026, 9, day, hour, tzinfo=UTC)

    with empty.read() as session:
        known = select(Ticket.unanswered_since, Ticket.first_answered_at, Ticket.stopped_at)
        assert session.execute(known.order_by(Ticket.id)).all() == [
            (None, None, None),
            (None, at(11), at(12)),
            (at(15), at(14), None),
            (None, None, at(10, day=2)),
        ]


BEFORE_0017 = """
INSERT INTO files (id, channel, ref, kind, name, content_type, is_image, state, attempts)
    VALUES (1, 'webchat', 'hash', 'photo', 'f', 'image/jpeg', false, 'unapproved', 0),
           (2, 'telegram', 'ref', 'photo', 'f', 'image/jpeg', false, 'wanted', 0);
"""


def test_uploads_that_wait_are_known_by_their_bytes(empty: Database) -> None:
    upgrade_to(empty, "0016", BEFORE_0017)
    schema.upgrade(empty)
    with empty.read() as session:
        assert session.scalars(select(File.sha256).order_by(File.id)).all() == ["hash", None]


BEFORE_0018 = """
INSERT INTO people (id, name, role, active, absent, quiet, created_at)
    VALUES (1, 'Marta', 'client', true, false, false, '2026-09-01');
INSERT INTO tickets (id, number, status, created_at, requester_id, opened_by_id, affected_person, problem, closings)
    VALUES (1, 1, 'deleted', '2026-09-01 10:00:00+00', 1, 1, 'Marta', 'x', 0),
           (2, 2, 'open', '2026-09-01 10:00:00+00', 1, 1, 'Marta', 'x', 0);
INSERT INTO events (id, ticket_id, actor_id, at, what, detail)
    VALUES (1, 1, 1, '2026-09-01 10:00:00+00', 'opened', '{}'),
           (2, 1, 1, '2026-09-01 11:00:00+00', 'deleted', '{}'),
           (3, 2, 1, '2026-09-01 10:00:00+00', 'opened', '{}');
"""


def test_when_a_ticket_was_deleted_is_filled_in(empty: Database) -> None:
    upgrade_to(empty, "0017", BEFORE_0018.replace("+00", "") if empty.is_sqlite else BEFORE_0018)
    schema.upgrade(empty)
    with empty.read() as session:
        known = session.scalars(select(Ticket.deleted_at).order_by(Ticket.id)).all()
    assert known == [datetime(2026, 9, 1, 11, tzinfo=UTC), None]


def upgrade_to(database: Database, version: str, rows: str) -> None:
    """A store of that version with these rows."""
    with schema.alone(database) as connection:
        schema.bring_to(connection, version)
        for statement in filter(str.strip, rows.split(";")):
            connection.exec_driver_sql(statement)


def test_foreign_keys_are_kept_again_afterwards(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/empty.db")
    schema.upgrade(database)
    with database.read() as session:
        assert session.scalar(text("PRAGMA foreign_keys")) == 1
    database.close()


def test_four_processes_at_once_do_not_collide(empty_url: str, tmp_path: Path) -> None:
    environ = {"TICKETERO_STORE__URL": empty_url, "TICKETERO_STORE__PHOTOS": str(tmp_path / "photos")}
    logs = [tmp_path / f"{number}.log" for number in range(4)]
    started = [programs.start(["migrate"], environ, tmp_path, log, before=ALL_AT_ONCE) for log in logs]
    (tmp_path / "go").touch()
    ended = [process.wait(30) for process in started]
    said = "".join(log.read_text() for log in logs)
    assert ended == [0] * 4, said
    assert "Traceback" not in said
