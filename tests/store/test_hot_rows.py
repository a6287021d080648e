"""What is done with leaves the hot path: however much was heard and said before, the next step looks at few rows."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.orm import Session

from bot.clock import reminders
from store.database import Database
from store.files import files
from store.finding import joins, search, similar
from store.messages import inbox, leases, receipts, sent_lookup
from store.people import chats, people
from store.privacy import expiry
from store.tables import Person, Table, Ticket
from store.tickets import figures, satisfaction
from store.upkeep import due, metrics, retention
from store.words import tokens
from store.words.index import Place

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
YESTERDAY = NOW - timedelta(days=1)
SILENT = {"whatsapp": YESTERDAY}
DONE = 12_000
CHATS = 3_000
HUNDRED = 100

GROWING = (
    "inbox",
    "outbox",
    "files",
    "chats",
    "people",
    "sent_messages",
    "tickets",
    "entries",
    "fired",
    "ticket_words",
)
ABOUT_TICKETS = ("inbox", "files", "entries", "ticket_words")
WORDS = " ".join(tokens.of("impresora tóner cable mouse red mail caja disco monitor teclado"))
HISTORY = f"""
INSERT INTO people (id, name, role, active, absent, quiet, created_at)
    SELECT n, 'Person ' || n, 'client', true, false, false, now() FROM generate_series(1, {CHATS}) n;
INSERT INTO chats (id, channel, address, person_id, memory, created_at)
    SELECT n, 'telegram', n::text, n, '{{}}', now() FROM generate_series(1, {CHATS}) n;
INSERT INTO inbox (id, chat_id, channel, key, message_id, received_at, payload, state)
    SELECT n, 1 + n % {CHATS}, 'telegram', n::text, n::text, '2026-09-01', '{{"text": "no anda"}}', 'heard'
    FROM generate_series(1, {DONE}) n;
INSERT INTO outbox (id, chat_id, kind, content, several, internal, state, created_at, due_at, attempts, reply_to_id)
    SELECT n, 1 + n % {CHATS}, 'message', '{{"text": "ya voy"}}', false, false, 'sent', '2026-09-01', '2026-09-01', 1,
           CASE WHEN n % 10 = 0 THEN n - 1 END
    FROM generate_series(1, {DONE}) n;
INSERT INTO sent_messages (chat_id, message_id, outbox_id, position, current)
    SELECT 1 + n % {CHATS}, n::text, n, 0, true FROM generate_series(1, {DONE}) n;
INSERT INTO files (id, inbox_id, channel, ref, kind, name, content_type, is_image, state, attempts)
    SELECT n, n, 'telegram', n::text, 'photo', 'foto.jpg', 'image/jpeg', true, 'kept', 1
    FROM generate_series(1, {DONE // 3}) n;
INSERT INTO tickets (id, number, status, created_at, closed_at, requester_id, opened_by_id, affected_person, problem,
                     closings, criticality, rated_at, due_at, soon_at, stopped_at, company, satisfaction,
                     satisfaction_asked_at)
    SELECT n, n, 'closed', '2026-09-01', '2026-09-02', 1 + n % {CHATS}, 1 + n % {CHATS}, 'x', 'x', 1,
           'high', '2026-09-01', '2026-09-02', '2026-09-01', '2026-09-01', 'Empresa', 5, '2026-09-02'
    FROM generate_series(1, {DONE}) n;
INSERT INTO entries (id, ticket_id, author_id, role, channel, at, text, internal)
    SELECT n, n, 1, 'technician', 'telegram', '2026-09-01', 'x', false FROM generate_series(1, {DONE}) n;
INSERT INTO ticket_words (ticket_id, word, place)
    SELECT n, word, {Place.THREAD} FROM generate_series(1, {DONE}) n, unnest(string_to_array('{WORDS}', ' ')) word;
INSERT INTO fired (occasion, subject_id, since, turn, at)
    SELECT 'overdue', n, '2026-09-01', 0, '2026-09-02' FROM generate_series(1, {DONE}) n;
"""

BUSY_DAY = f"""
INSERT INTO tickets (id, number, status, created_at, requester_id, opened_by_id, affected_person, problem, closings,
                     criticality, company)
    SELECT {DONE} + n, {DONE} + n, 'open', '{NOW}', 1 + n % {CHATS}, 1 + n % {CHATS}, 'x', 'x', 0, 'high', 'Empresa'
    FROM generate_series(1, {DONE}) n;
"""


def find(session: Session, role: str) -> tuple[list[search.Found], bool]:
    """Two words that stand in everything."""
    return search.page(session, Person(id=7, role=role, active=True), search.terms("impresoras tóner"), 1, 5)


OCCASIONS = (*reminders.WHOM, due.AUTOCLOSE)


@pytest.fixture(scope="module")
def long_used(pg: Any, pg_template: str) -> Iterator[Database]:
    """A store with months of history and nothing to do."""
    name = f"{pg_template}_long_used"
    pg.create(name, template=pg_template)
    store = Database(pg.url(name))
    with store.write() as session:
        session.execute(text(HISTORY))
    with store.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("ANALYZE"))
    yield store
    store.close()
    pg.drop(name)


@pytest.fixture(scope="module")
def long_used_file(
    long_used: Database, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """The same store in a file."""
    file = tmp_path_factory.mktemp("long_used") / "desk.db"
    shutil.copy(sqlite_template, file)
    store = Database(f"sqlite:///{file}")
    with long_used.read() as session, store.write() as copy:
        for table in (table for table in Table.metadata.sorted_tables if table.name in GROWING):
            rows = [dict(row) for row in session.execute(select(table)).mappings()]
            copy.execute(insert(table), rows)
    yield store
    store.close()


HOT: dict[str, Callable[[Session], object]] = {
    "claim": lambda session: leases.claim(session, "w", ["telegram"], NOW, 24),
    "claim for some chats": lambda session: leases.claim(session, "w", ["telegram"], NOW, 24, (), [7, 8, 9]),
    "when something will be due to be sent": lambda session: leases.next_due(session, NOW),
    "files to be fetched": lambda session: files.claim(session, "telegram", NOW, 6),
    "when a file will be due": lambda session: files.next_due(session, NOW),
    "a burst that is over": lambda session: chats.lock_due(session, NOW),
    "when a burst will be over": lambda session: chats.next_to_hear(session, NOW),
    "what waits in a chat": lambda session: inbox.waiting(session, 7),
    "the chat of an address": lambda session: chats.lock_or_create(session, "telegram", "7", NOW),
    "what was said lately": lambda session: sent_lookup.recently(session, 7, NOW),
    "the leads": lambda session: people.leads(session),
    "the leads and their chats": lambda session: chats.leads_and_chats(session, {"whatsapp": NOW}),
    "the chats of some people": lambda session: chats.of(session, [7, 8], {"whatsapp": NOW}),
    "whose state a provider tells": lambda session: receipts.find(session, "telegram", "99", 99),
    "what is due because time passed": lambda session: due.find(
        session, dict.fromkeys(OCCASIONS, NOW), NOW - timedelta(hours=4)
    ),
    "the figures of a day": lambda session: [
        figures.opened(session, YESTERDAY, NOW),
        figures.closed(session, YESTERDAY, NOW),
        figures.count(session, YESTERDAY, NOW),
        figures.mean_satisfaction(session, YESTERDAY, NOW),
        figures.open_now(session, SILENT),
    ],
    "who is asked how it was": lambda session: satisfaction.to_be_asked(session, NOW, 50),
    "what a ticket is like": lambda session: similar.to(session, "Empresa", "no imprime", (), NOW),
    "which tickets are joined": lambda session: joins.joined_to(session, Ticket(id=7)),
    "how the desk is doing": lambda session: [
        look(session)
        for look in (
            metrics.inbox,
            metrics.outbox,
            metrics.oldest_unsent,
            metrics.files_wanted,
            partial(metrics.tickets, silent_before=SILENT),
            metrics.waits_longest,
            partial(metrics.nobodys_since, silent_before=SILENT),
        )
    ],
    "what was told because time passed": lambda session: due.was_told(session, "digest_day", 0, NOW),
    "what a lead looks for": lambda session: find(session, "lead"),
    "what a technician looks for": lambda session: find(session, "technician"),
    "what a client looks for": lambda session: find(session, "client"),
    "what a quoted message is": lambda session: sent_lookup.by_message(session, 7, "99"),
}


@pytest.mark.parametrize("step", HOT)
def test_each_query_of_the_hot_path_reads_few_rows_however_long_the_history(
    step: str, long_used: Database
) -> None:
    with long_used.read() as session:
        with statements(session) as ran:
            HOT[step](session)
        session.rollback()
        plans = [plan(session, *each) for each in ran]
    assert plans
    for shown in plans:
        assert not any(f"Seq Scan on {table}" in shown for table in GROWING), shown


@pytest.mark.parametrize("step", [step for step in HOT if "looks for" not in step])
def test_so_it_does_in_a_file(step: str, long_used_file: Database) -> None:
    with long_used_file.read() as session:
        with operations(session) as counted:
            HOT[step](session)
        session.rollback()
    assert sum(counted) < DONE


def test_what_a_ticket_is_like_costs_the_same_on_a_day_on_which_thousands_are_opened(
    long_used: Database,
) -> None:
    with Session(long_used.engine) as session:
        session.execute(text(BUSY_DAY))
        session.execute(text("ANALYZE tickets"))
        with statements(session) as ran:
            HOT["what a ticket is like"](session)
        read = [rows_read(session, *each) for each in ran]
        session.rollback()
    print(read)
    assert sum(read) < 1_000


def test_a_page_of_what_was_found_takes_three_statements(long_used: Database) -> None:
    with long_used.read() as session, statements(session) as ran:
        found, more = find(session, "lead")
    assert (len(found), more, len(ran)) == (5, True, 3)


def test_the_sweep_takes_a_batch_and_reads_the_table_once(long_used: Database) -> None:
    """Also where the database looks whether anything still refers to what is deleted."""
    with Session(long_used.engine) as session:
        for table, sweep in (("outbox", retention.sweep_outbox), ("inbox", retention.sweep_inbox)):
            before = scans(session, table)
            assert sweep(session, NOW - timedelta(days=30))
            assert scans(session, table) == before
        session.rollback()


def test_who_forgets_a_ticket_reads_only_what_is_about_it(long_used: Database) -> None:
    """Also where the database looks whether anything still refers to it."""
    with Session(long_used.engine) as session:
        before = [scans(session, table) for table in ABOUT_TICKETS]
        assert expiry.forget_tickets(session, NOW)
        assert [scans(session, table) for table in ABOUT_TICKETS] == before
        session.rollback()


def test_which_tickets_are_forgotten_is_read_from_an_index(long_used: Database) -> None:
    with Session(long_used.engine) as session:
        before = scans(session, "tickets")
        for forget in (expiry.forget_files, expiry.forget_tickets):
            assert forget(session, NOW - timedelta(days=365)) == 0
        assert scans(session, "tickets") == before
        session.rollback()


def scans(session: Session, table: str) -> int:
    """How often this transaction read a whole table."""
    query = text("SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = :name")
    return session.scalar(query, {"name": table}) or 0


@contextmanager
def statements(session: Session) -> Iterator[list[tuple[str, Any]]]:
    """What is run meanwhile, with its parameters."""
    ran: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")):
            ran.append((statement, parameters))

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    try:
        yield ran
    finally:
        event.remove(connection, "before_cursor_execute", note)


@contextmanager
def operations(session: Session) -> Iterator[list[int]]:
    """How many SQLite takes meanwhile; to read a row takes some."""
    connection: Any = session.connection().connection.dbapi_connection
    counted: list[int] = []
    connection.set_progress_handler(lambda: counted.append(HUNDRED), HUNDRED)
    try:
        yield counted
    finally:
        connection.set_progress_handler(None, 0)


def rows_read(session: Session, statement: str, parameters: Any) -> int:
    """Also those that a filter then left out."""
    analysed = f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}"
    [shown] = session.connection().exec_driver_sql(analysed, parameters).scalar_one()
    nodes, read = [shown["Plan"]], 0
    while nodes:
        node = nodes.pop()
        nodes += node.get("Plans", [])
        if "Relation Name" in node:
            read += node["Actual Loops"] * (node["Actual Rows"] + node.get("Rows Removed by Filter", 0))
    return int(read)


def plan(session: Session, statement: str, parameters: Any) -> str:
    rows = session.connection().exec_driver_sql(f"EXPLAIN {statement}", parameters)
    return "\n".join(row[0] for row in rows)
