"""Inserts that know what to do where the row is there already, in one statement, on SQLite and PostgreSQL alike."""

from functools import cache
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from store.tables import Table


def insert_new(session: Session, table: type[Table], values: dict[str, Any]) -> int | None:
    """The new row's id; None where a row with one of its unique keys is there already."""
    found: int | None = session.scalar(_new(_dialect(session), table), values)
    return found


def insert_or_replace(
    session: Session, table: type[Table], rows: list[dict[str, Any]], replaced: tuple[str, ...]
) -> None:
    """Inserts these rows. Of one whose primary key is there already, only the columns `replaced` are written; where
    there are none of those, it stays as it is."""
    session.execute(_replacing(_dialect(session), table, replaced), rows)


def count(session: Session, table: type[Table], column: str, **key: Any) -> int:
    """Adds one to a column of the row with this primary key, which begins at nought; returns what it is now.

    Whoever counts there at the same time waits until this transaction is over.
    """
    counted: int = session.scalars(_counting(_dialect(session), table, column), {**key, column: 1}).one()
    return counted


def _dialect(session: Session) -> Any:
    """The one whose INSERT knows ON CONFLICT."""
    return sqlite if session.get_bind().dialect.name == "sqlite" else postgresql


# Statements of the bare tables: the way around the ORM is a third of the cost.


@cache
def _new(dialect: Any, table: type[Table]) -> Any:
    return dialect.insert(table.__table__).on_conflict_do_nothing().returning(table.__table__.c.id)


@cache
def _replacing(dialect: Any, table: type[Table], replaced: tuple[str, ...]) -> Any:
    insert = dialect.insert(table.__table__)
    if not replaced:
        return insert.on_conflict_do_nothing()
    return insert.on_conflict_do_update(
        index_elements=_primary_key(table), set_={name: insert.excluded[name] for name in replaced}
    )


@cache
def _counting(dialect: Any, table: type[Table], name: str) -> Any:
    insert, number = dialect.insert(table.__table__), table.__table__.c[name]
    one_more = {name: number + insert.excluded[name]}
    return insert.on_conflict_do_update(index_elements=_primary_key(table), set_=one_more).returning(number)


def _primary_key(table: type[Table]) -> list[str]:
    return [column.name for column in table.__table__.primary_key]
