"""What is written by SQL: a crowd of clients, and years of work. The only file here that knows the program's tables.

The store makes the rows itself, so that ten million take minutes. A column that is not named here gets its default
or, where it must have a value, an empty one: so the same lines fill the stores of older and newer checkouts.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, create_engine, inspect, text

LEAD, FIRST = 1_000, 10_000  # addresses at Telegram
CLIENTS = 3989  # a prime, so that what is true of every hundredth ticket is not always the same people's
STAFF = f"""name,role,company,chat
Julia Vega,lead,,telegram:{LEAD}
Ana Ruiz,technician,,telegram:{LEAD + 1}
Marta Gómez,client,Empresa,telegram:{FIRST}
"""
CHATS = range(FIRST, FIRST + CLIENTS)
EMPTY = {"INTEGER": "0", "BIGINT": "0", "BOOLEAN": "false", "JSON": "'{}'", "JSONB": "'{}'"}


@dataclass(frozen=True)
class Years:
    """How much a full store holds, and whether it was ever analysed."""

    tickets: int
    entries: int
    analysed: bool = True


@contextmanager
def opened(url: str) -> Iterator[Connection]:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def tickets(url: str) -> int:
    with opened(url) as connection:
        return int(connection.scalar(text("SELECT count(*) FROM tickets")) or 0)


def crowd(url: str) -> None:
    """Makes many of the one client of STAFF, by copying their rows as the program wrote them."""
    with opened(url) as connection:
        many = series(connection, CLIENTS - 1)
        _copy(
            connection,
            "people",
            f"people old, {many} WHERE old.name = 'Marta Gómez'",
            name="name || ' ' || n",
        )
        _copy(
            connection,
            "chats",
            f"chats old JOIN people one ON one.id = old.person_id JOIN people new ON new.id > one.id "
            f"WHERE old.address = '{FIRST}'",
            address=f"CAST({FIRST} + new.id - one.id AS text)",
            person_id="new.id",
        )
        _vacuum(connection, "people", "chats")


def _copy(connection: Connection, table: str, source: str, **changed: str) -> None:
    names = [column["name"] for column in inspect(connection).get_columns(table) if column["name"] != "id"]
    values = [changed.get(name, f'old."{name}"') for name in names]
    _insert(connection, table, dict(zip(names, values, strict=True)), source)


def fill(url: str, years: Years) -> None:
    """Closed tickets but one in a hundred, spread over everybody; as many messages in and out, twice as many events."""
    with opened(url) as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        before = (
            ("PRAGMA journal_mode=OFF", "PRAGMA synchronous=OFF")
            if is_sqlite
            else _no_care(connection, years)
        )
        for step in before:
            connection.execute(text(step))
        for table, (count, values) in _rows(connection, years).items():
            known = _fitting(connection, table, values)
            _insert(connection, table, known, series(connection, count))
        if years.analysed:
            _vacuum(connection)
        connection.execute(text("PRAGMA journal_mode=WAL" if is_sqlite else "CHECKPOINT"))


def _no_care(connection: Connection, years: Years) -> list[str]:
    """No look-up of a parent for each row, no wait for the disk; and nothing that analyses by itself what never was."""
    steps = ["SET session_replication_role = replica", "SET synchronous_commit = off"]
    if not years.analysed:
        tables = inspect(connection).get_table_names()
        steps += [f'ALTER TABLE "{table}" SET (autovacuum_enabled = off)' for table in tables]
    return steps


def _rows(connection: Connection, years: Years) -> dict[str, tuple[int, dict[str, str]]]:
    """What each table is given: so many rows, and each column's value for the n-th."""
    person = _first(connection, f"SELECT person_id FROM chats WHERE address = '{FIRST}'")
    chat = _first(connection, f"SELECT id FROM chats WHERE address = '{FIRST}'")
    technician = _first(connection, "SELECT min(id) FROM people WHERE role = 'technician'")
    ticket = f"1 + n % {years.tickets}"
    requester, its_requester = (
        f"{person} + n % {CLIENTS}",
        f"{person} + (1 + n % {years.tickets}) % {CLIENTS}",
    )
    one_chat, is_open = f"{chat} + n % {CLIENTS}", "n % 100 = 0"
    lately, days_ago = _moment(connection, timedelta(hours=1)), _moment(connection, timedelta(days=3))
    return {
        "tickets": (
            years.tickets,
            {
                "number": "n",
                "status": f"CASE WHEN {is_open} THEN 'open' ELSE 'closed' END",
                "created_at": f"CASE WHEN {is_open} THEN {lately} ELSE {days_ago} END",
                "closed_at": f"CASE WHEN {is_open} THEN NULL ELSE {lately} END",
                "requester_id": requester,
                "opened_by_id": requester,
                "technician_id": str(technician),
                "company": "'Empresa'",
                "affected_person": "'Persona ' || (n % 7)",
                "phone": "'+541144445555'",
                "phone_as_typed": "'11 4444-5555'",
                "problem": "'La impresora ' || n || ' no imprime'",
                "solution": f"CASE WHEN {is_open} THEN NULL ELSE 'Se cambió el tóner' END",
                "closings": f"CASE WHEN {is_open} THEN 0 ELSE 1 END",
            },
        ),
        "entries": (
            years.entries,
            {
                "ticket_id": ticket,
                "author_id": its_requester,
                "role": "'client'",
                "channel": "'telegram'",
                "at": lately,
                "text": "'Sigue sin imprimir, ya la reinicié ' || n",
            },
        ),
        "events": (
            2 * years.tickets,
            {
                "ticket_id": ticket,
                "actor_id": its_requester,
                "channel": "'telegram'",
                "at": days_ago,
                "what": "'opened'",
            },
        ),
        "inbox": (
            years.tickets,
            {
                "chat_id": one_chat,
                "channel": "'telegram'",
                "key": "'old' || n",
                "message_id": "'old' || n",
                "received_at": days_ago,
                "payload": """'{"text": "no anda"}'""",
                "state": "'heard'",
            },
        ),
        "outbox": (
            years.tickets,
            {
                "chat_id": one_chat,
                "kind": "'message'",
                "content": """'{"text": "ya voy"}'""",
                "state": "'sent'",
                "created_at": days_ago,
                "due_at": days_ago,
                "sent_at": days_ago,
                "attempts": "1",
            },
        ),
        "sent_messages": (
            years.tickets,
            {"chat_id": one_chat, "message_id": "'old' || n", "outbox_id": "n"},
        ),
    }  # fmt: skip


def _fitting(connection: Connection, table: str, values: Mapping[str, str]) -> dict[str, str]:
    """The values that the table has columns for, and something empty for those that insist."""
    found = {}
    for column in inspect(connection).get_columns(table):
        name, insists = column["name"], not column["nullable"] and column["default"] is None
        if name in values:
            found[name] = values[name]
        elif insists and name != "id":
            found[name] = EMPTY.get(str(column["type"]).split("(")[0], "''")
    return found


def _insert(connection: Connection, table: str, values: Mapping[str, str], source: str) -> None:
    names = ", ".join(f'"{name}"' for name in values)
    connection.execute(
        text(f"INSERT INTO {table} ({names}) SELECT {', '.join(values.values())} FROM {source}")
    )


def series(connection: Connection, count: int) -> str:
    """A table of the numbers from 1 on, called n."""
    if connection.dialect.name == "sqlite":
        counted = f"SELECT 1 AS n UNION ALL SELECT n + 1 FROM counted WHERE n < {count}"
        return f"(WITH RECURSIVE counted AS ({counted}) SELECT n FROM counted) AS numbers"
    return f"generate_series(1, {count}) AS numbers(n)"


def _moment(connection: Connection, ago: timedelta) -> str:
    at = f"{datetime.now(UTC) - ago:%Y-%m-%d %H:%M:%S.%f}"
    return f"'{at}'" if connection.dialect.name == "sqlite" else f"TIMESTAMPTZ '{at}+00'"


def _first(connection: Connection, query: str) -> int:
    return int(connection.scalars(text(query)).one())


def _vacuum(connection: Connection, *tables: str) -> None:
    """These tables, or all. One that is vacuumed while it is empty is planned as if it stayed so."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("ANALYZE"))
    else:
        connection.execute(text(f"VACUUM (ANALYZE) {', '.join(tables)}"))
