"""What every table is made of: its types, the names of its keys and indexes."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SQLColumnExpression,
    Text,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column

from store.database import UtcDateTime

Id = BigInteger().with_variant(Integer, "sqlite")


class Table(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        int: Id,
        str: Text(),
        datetime: UtcDateTime(),
        dict[str, Any]: JSON().with_variant(JSONB(), "postgresql"),
        list[int]: JSON().with_variant(JSONB(), "postgresql"),
    }


def reference(column: str, index: bool = False) -> Any:
    return mapped_column(ForeignKey(column), index=index)


def partial(name: str, *columns: str, where: str) -> Index:
    """An index of these rows only, so that it stays small however long the history grows."""
    return Index(name, *columns, postgresql_where=text(where), sqlite_where=text(where))


def in_state(column: SQLColumnExpression[str], *states: str) -> ColumnElement[bool]:
    """The states are written into the statement, not sent along: PostgreSQL then sees once for all that an index of
    these rows only will do, where it had to plan the statement anew each time. SQLite sees it where the index says the
    same in the same words: `=` for one state, IN for several, in this order."""
    written = [literal_column(f"'{state}'", Text()) for state in states]
    return column == written[0] if len(written) == 1 else column.in_(written)
