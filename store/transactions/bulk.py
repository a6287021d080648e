"""Many rows by one statement. Their values travel as one JSON parameter, so that the statement is the same, and planned
once, however many rows there are.

Where SQLite and PostgreSQL differ stands in `_rows`: how each reads rows out of JSON.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Table, make_url, text
from sqlalchemy.orm import Session

from store.database import UtcDateTime

Row = Mapping[str, Any]
IDS_A_ROW = 2  # most messages are answered by one row or two


def insert(session: Session, table: Table, rows: Sequence[Row]) -> None:
    """Inserts rows that all name the same columns."""
    if rows:
        connection = session.connection()
        _execute(connection, _insert(connection.dialect.name, table, tuple(rows[0])), rows)


def insert_missing(session: Session, table: Table, rows: Sequence[Row]) -> None:
    """Inserts those rows whose primary keys are not there yet."""
    if rows:
        connection = session.connection()
        _execute(connection, _insert_missing(connection.dialect.name, table, tuple(rows[0])), rows)


def insert_or_replace(session: Session, table: Table, rows: Sequence[Row], replaced: tuple[str, ...]) -> None:
    """Inserts rows; of those whose primary keys are there already, only the columns `replaced` are written. No two may
    have the same key."""
    if rows:
        connection = session.connection()
        statement = _insert_or_replace(connection.dialect.name, table, tuple(rows[0]), replaced)
        _execute(connection, statement, rows)


def insert_new(
    session: Session,
    table: Table,
    rows: Sequence[Row],
    returning: tuple[str, ...],
    ids_for: Table | None = None,
) -> list[Any]:
    """Inserts those rows whose unique keys are not there yet, and returns these columns of the ones it inserted; behind
    them, where the database counts in sequences, IDS_A_ROW new ids of the table `ids_for`."""
    if not rows:
        return []
    connection = session.connection()
    statement = _insert_new(connection.dialect.name, table, tuple(rows[0]), returning, ids_for)
    return list(_execute(connection, statement, rows))


def update(session: Session, table: Table, rows: Sequence[Row]) -> int:
    """Updates rows by their `id`, all of them in the same columns; returns how many were there."""
    if not rows:
        return 0
    connection = session.connection()
    dialect = connection.dialect.name
    # PostgreSQL takes rows out of JSON for a hundred, and would read the whole table: the ids tell it better.
    ids = {} if dialect == "sqlite" else {"ids": [row["id"] for row in rows]}
    return int(_execute(connection, _update(dialect, table, tuple(rows[0])), rows, **ids).rowcount)


def _execute(connection: Connection, statement: Any, rows: Sequence[Row], **more: Any) -> Any:
    return connection.execute(statement, {"rows": _json(connection, rows), **more})


def _json(connection: Connection, rows: Sequence[Row]) -> str:
    times = _sqlite_time if connection.dialect.name == "sqlite" else datetime.isoformat
    return json.dumps(rows, default=times, ensure_ascii=False, separators=(",", ":"))


def _sqlite_time(at: datetime) -> str:
    """As SQLAlchemy keeps times in SQLite: UTC, without a zone."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


@cache
def _insert(dialect: str, table: Table, columns: tuple[str, ...]) -> Any:
    return text(_insertion(dialect, table, columns))


@cache
def _insert_missing(dialect: str, table: Table, columns: tuple[str, ...]) -> Any:
    return text(f"{_insertion(dialect, table, columns)} ON CONFLICT DO NOTHING")


@cache
def _insert_or_replace(
    dialect: str, table: Table, columns: tuple[str, ...], replaced: tuple[str, ...]
) -> Any:
    key = ", ".join(column.name for column in table.primary_key)
    new = ", ".join(f"{name} = excluded.{name}" for name in replaced)
    return text(f"{_insertion(dialect, table, columns)} ON CONFLICT ({key}) DO UPDATE SET {new}")


@cache
def _insert_new(
    dialect: str, table: Table, columns: tuple[str, ...], returning: tuple[str, ...], ids_for: Table | None
) -> Any:
    types = {name: table.c[name].type for name in returning}
    ids = [] if ids_for is None or dialect == "sqlite" else IDS_A_ROW * [f"nextval('{ids_for.name}_id_seq')"]
    returned = ", ".join([*returning, *ids])
    kept = f"{_insertion(dialect, table, columns)} ON CONFLICT DO NOTHING RETURNING {returned}"
    return text(kept).columns(**types)


def _insertion(dialect: str, table: Table, columns: tuple[str, ...]) -> str:
    names = ", ".join(columns)
    # "WHERE true": without it SQLite would read ON CONFLICT as the condition of a join.
    return (
        f"INSERT INTO {table.name} ({names}) SELECT {names} FROM {_rows(dialect, table, columns)} WHERE true"
    )


@cache
def _update(dialect: str, table: Table, columns: tuple[str, ...]) -> Any:
    new = ", ".join(f"{name} = new.{name}" for name in columns if name != "id")
    source = _rows(dialect, table, columns)
    by_id = "" if dialect == "sqlite" else f" AND {table.name}.id = ANY(:ids)"
    return text(f"UPDATE {table.name} SET {new} FROM {source} WHERE {table.name}.id = new.id{by_id}")


def _rows(dialect: str, table: Table, columns: tuple[str, ...]) -> str:
    """The rows that stand in the JSON parameter `rows`, as a table called `new`."""
    if dialect == "sqlite":
        named = ", ".join(f"json_extract(value, '$.{name}') AS {name}" for name in columns)
        return f"(SELECT {named} FROM json_each(:rows)) AS new"
    typed = ", ".join(f"{name} {_type(table.c[name])}" for name in columns)
    return f"jsonb_to_recordset(CAST(:rows AS jsonb)) AS new({typed})"


def _type(column: Column[Any]) -> str:
    """PostgreSQL's name of a column's type."""
    if isinstance(column.type, UtcDateTime):
        return "timestamptz"
    if isinstance(column.type, Boolean):
        return "boolean"
    if isinstance(column.type, JSON):
        return "jsonb"
    return column.type.compile(dialect=_POSTGRESQL)


_POSTGRESQL = make_url("postgresql+psycopg://").get_dialect()()
