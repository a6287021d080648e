"""Insert-or-notice in one statement, the same on SQLite and PostgreSQL."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from store.tables import Table


def statement(session: Session, table: type[Table]) -> Any:
    """An INSERT of this database's dialect: the one that knows ON CONFLICT."""
    return _dialect(session).insert(table)


def _dialect(session: Session) -> Any:
    return sqlite if session.get_bind().dialect.name == "sqlite" else postgresql


def insert_new(session: Session, table: type[Table], values: dict[str, Any]) -> int | None:
    """The new row's id; None where a row with one of its unique keys is there already."""
    found: int | None = session.scalar(_new(_dialect(session), table), values)
    return found


@cache
def _new(dialect: Any, table: type[Table]) -> Any:
    """Of the bare table: the way around the ORM is a third of the cost, and every message goes it."""
    return dialect.insert(table.__table__).on_conflict_do_nothing().returning(table.__table__.c.id)


def insert_or_replace(
    session: Session, table: type[Table], rows: list[dict[str, Any]], replaced: tuple[str, ...]
) -> None:
    """Inserts these rows. Of one whose primary key is there already, only the columns `replaced` are written; where
    there are none of those, it stays as it is."""
    session.execute(_replacing(_dialect(session), table, replaced), rows)


@cache
def _replacing(dialect: Any, table: type[Table], replaced: tuple[str, ...]) -> Any:
    insert = dialect.insert(table.__table__)
    if not replaced:
        return insert.on_conflict_do_nothing()
    return insert.on_conflict_do_update(
        index_elements=[column.name for column in table.__table__.primary_key],
        set_={name: insert.excluded[name] for name in replaced},
    )


def insert_or_touch(
    session: Session, table: type[Any], values: dict[str, Any], unique: Sequence[str], touch: dict[str, Any]
) -> Any:
    """The row with these unique columns, made if need be; an existing one gets `touch`; locked until commit."""
    insert = (
        statement(session, table)
        .values(values)
        .on_conflict_do_update(index_elements=list(unique), set_=touch)
        .returning(table)
        .execution_options(populate_existing=True)
    )
    return session.scalars(insert).one()
