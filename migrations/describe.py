"""Writes `docs/schema.md` from `store/tables/`: `python -m migrations.describe`."""

import inspect
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Column, make_url

from store.tables import Table

FILE = Path(__file__).parents[1] / "docs" / "schema.md"
POSTGRESQL = make_url("postgresql+psycopg://").get_dialect()()
HEAD = """# The store's tables

Made by `python -m migrations.describe` from `store/tables/`; a test keeps it true. Types are PostgreSQL's; SQLite has
the same tables. Times are UTC.

To read tickets by SQL, use the view `ticket_report`, and a user of the database that may do nothing but read it
(`GRANT SELECT ON ticket_report TO …`). The tables may change with any version; the view only gains columns.
A migration that takes away or changes a column that the view shows drops the view first and makes it anew.
"""
VIEW: Mapping[str, str] = {
    "number": "the ticket's number",
    "status": "open, closed or deleted",
    "created_at": "when it was opened",
    "first_answered_at": "when staff first wrote to its client; null until then",
    "closed_at": "when it was closed last; null while it is open",
    "due_at": "when its deadline passes; null where it has none",
    "company": "the requester's company when it was opened",
    "requester": "who opened it, or for whom it was opened",
    "affected_person": "who has the problem",
    "phone": "E.164, where one was given",
    "problem": "as it was told",
    "criticality": "low, medium, high or critical; null until it is set",
    "category": "its name; null until it is set",
    "technician": "who is to solve it; null while nobody is",
    "solution": "what was written when it was closed",
    "satisfaction": "1 to 5; null where the client did not say",
    "closings": "how often it was closed: more than once is reopened",
    "joined_to": "the number of the ticket that leads it; null where none does",
    "messages": "how many messages its thread has, internal notes left out",
}
"""The view's columns, in their order."""


def described() -> str:
    return "\n".join([HEAD, *_view(), *(line for table in _tables() for line in _table(table))])


def _view() -> Iterator[str]:
    yield "## ticket_report (a view: a row a ticket)\n"
    yield "| column | what it is |\n|---|---|"
    yield from (f"| `{name}` | {meaning} |" for name, meaning in VIEW.items())
    yield ""


def _tables() -> list[type[Table]]:
    return sorted(
        (mapper.class_ for mapper in Table.registry.mappers), key=lambda table: str(table.__tablename__)
    )


def _table(table: type[Table]) -> Iterator[str]:
    yield f"## {table.__tablename__}\n"
    if table.__doc__:
        yield inspect.cleandoc(table.__doc__) + "\n"
    yield "| column | type | |\n|---|---|---|"
    yield from (f"| `{column.name}` | {_type(column)} | {_remarks(column)} |" for column in _columns(table))
    yield ""


def _columns(table: type[Table]) -> list[Column[Any]]:
    return [column for column in table.__table__.c if isinstance(column, Column)]


def _type(column: Column[Any]) -> str:
    return column.type.compile(POSTGRESQL).lower()


def _remarks(column: Column[Any]) -> str:
    """Whether it names the row, may be empty, and what it refers to."""
    refers = [f"→ `{key.target_fullname}`" for key in column.foreign_keys]
    key = ["key"] if column.primary_key else []
    empty = ["may be null"] if column.nullable else []
    return ", ".join([*key, *empty, *refers])


if __name__ == "__main__":
    FILE.write_text(described(), "utf-8")
