"""Insert-or-notice in one statement, the same on SQLite and PostgreSQL."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from store.tables import Table


def statement(session: Session, table: type[Table]) -> Any:
    """An INSERT of this database's dialect: the one that knows ON CONFLICT."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    return dialect.insert(table)


def insert_new(session: Session, table: type[Any], values: dict[str, Any]) -> int | None:
    """The new row's id; None where a row with one of its unique keys is there already."""
    insert = statement(session, table).values(values).on_conflict_do_nothing().returning(table.id)
    found: int | None = session.scalar(insert)
    return found


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
