"""All rows of a store as lines of JSON, and back: what a backup is made of. The same lines fit SQLite and PostgreSQL.

Rows are read in one transaction that sees the store as it was when it began, and written in one. A store is filled at
the schema that its rows had, and upgraded afterwards: an old backup fits a new program.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, DateTime, MetaData, Table, bindparam, func, inspect, select, text

from store import schema, tables
from store.database import Database, store_away
from store.tickets import numbers

AT_ONCE = 500  # rows a statement
COUNTERS = tables.Counter.__tablename__
OWN_ROWS = {"settings", COUNTERS}
"""Tables whose rows a desk makes when it starts."""


@contextmanager
def snapshot(store: Database) -> Iterator[Connection]:
    """A connection that sees the store as it is now for as long as it lasts; nobody waits for it. Raises StoreAway."""
    lasting = {"begin": "DEFERRED"} if store.is_sqlite else {"isolation_level": "REPEATABLE READ"}
    with store_away(), store.engine.connect() as connection, connection.execution_options(**lasting).begin():
        yield connection


def names() -> list[str]:
    """The tables that are kept, each after those that it refers to; what can be made anew from others is not."""
    return [table.name for table in _kept(tables.Table.metadata)]


def lines(connection: Connection, name: str) -> Iterator[str]:
    """The rows of a table, each as one line of JSON, the oldest first; that which counts, as SQLite has it."""
    if name == COUNTERS:
        yield json.dumps({"name": numbers.NAME, "value": numbers.last_taken(connection)})
        return
    table = tables.Table.metadata.tables[name]
    query = select(table).order_by(*table.primary_key)
    for row in connection.execution_options(yield_per=AT_ONCE).execute(query).mappings():
        yield json.dumps(dict(row), ensure_ascii=False, default=_plainly)


def files(connection: Connection) -> Iterator[str]:
    """The SHA-256 of every file that is there, each once."""
    column, there = tables.File.sha256, tables.File.state != "lost"
    query = select(column).where(column.is_not(None), there).distinct().order_by(column)
    yield from filter(None, connection.scalars(query))


class NotEmpty(Exception):
    """Somebody has worked with this store, or its tables are of another schema than what is to be restored."""


def expect_new(store: Database, revision: str) -> None:
    """Raises NotEmpty and schema.Newer where `fill` would, and StoreAway."""
    with store.read() as session:
        _expect_new(session.connection(), revision)


def fill(store: Database, revision: str, rows: Mapping[str, Iterable[bytes]]) -> dict[str, int]:
    """Makes the tables as they were at `revision`, writes the lines of each, and upgrades them to the newest schema,
    all or nothing; returns how many rows each table got.

    Raises NotEmpty, schema.Newer, StoreAway, and KeyError for a table that the schema does not have.
    """
    with store_away(), schema.alone(store) as connection:
        _expect_new(connection, revision)
        schema.bring_to(connection, revision)
        counts = _fill_all(connection, rows)
        schema.bring_to(connection, "head")
        if not store.is_sqlite:
            numbers.go_on_from_row(connection)
    return counts


def _expect_new(connection: Connection, revision: str) -> None:
    """Nobody has worked with it: it has no tables, or those of this revision with no rows in them."""
    version = schema.revision(connection)
    if version and version > schema.newest():
        raise schema.Newer(version)
    there = set(inspect(connection).get_table_names())
    known = [table for table in _kept(tables.Table.metadata) if table.name in there - OWN_ROWS]
    used = any(connection.scalar(select(select(table).exists())) for table in known)
    if used or (there and version != revision):
        raise NotEmpty


def _fill_all(connection: Connection, rows: Mapping[str, Iterable[bytes]]) -> dict[str, int]:
    metadata = MetaData()
    metadata.reflect(connection)
    for unknown in rows.keys() - metadata.tables.keys():
        raise KeyError(unknown)
    for name in OWN_ROWS & rows.keys():
        connection.execute(metadata.tables[name].delete())
    counts = {
        table.name: _fill_table(connection, table, map(json.loads, rows[table.name]))
        for table in metadata.sorted_tables
        if table.name in rows
    }
    if connection.dialect.name == "postgresql":
        _count_on(connection, [metadata.tables[name] for name in counts])
    return counts


def _kept(schema: MetaData) -> list[Table]:
    return [table for table in schema.sorted_tables if not table.info.get("derived")]


def _fill_table(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> int:
    times = [column.name for column in table.columns if isinstance(column.type, DateTime)]
    own = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    count, ahead = 0, list[dict[str, Any]]()
    for some in _at_once(rows):
        for row in some:
            row.update({name: datetime.fromisoformat(row[name]) for name in times if row.get(name)})
            ahead += [
                {"its_id": row["id"], "to": row.pop(name)} for name in own if (row[name] or 0) > row["id"]
            ]
        connection.execute(table.insert(), [{**dict.fromkeys(own), **row} for row in some])
        count += len(some)
    for name in own:  # rows may refer to rows of their own table that come later
        refer = table.update().where(table.c.id == bindparam("its_id")).values({name: bindparam("to")})
        for some in _at_once(iter(ahead)):
            connection.execute(refer, some)
    return count


def _at_once(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        yield some


def _count_on(connection: Connection, filled: Iterable[Table]) -> None:
    """New rows get ids after those that were written."""
    sequence_of = text("SELECT pg_get_serial_sequence(:table, 'id')")
    for table in filled:
        counted = "id" in table.c and connection.scalar(sequence_of, {"table": table.name})
        last = connection.scalar(select(func.max(table.c.id))) if counted else None
        if last is not None:
            connection.execute(text("SELECT setval(:sequence, :last)"), {"sequence": counted, "last": last})


def _plainly(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"no column of ours holds a {type(value).__name__}")
