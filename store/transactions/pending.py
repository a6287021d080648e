"""What a transaction will write, gathered so that each table is written once: before it is read, and before the commit.

In a round each message reads what it has gathered itself (`begin`); what those of other chats have gathered before it
it may miss, as it would in a transaction of its own.

What every message does goes this way: a flush of the ORM, and a statement a row, cost several times as much.
"""

from collections.abc import Callable, Collection, Iterator
from functools import cache
from itertools import chain, count
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnDefault, MetaData, Table, bindparam, func, inspect, select, text
from sqlalchemy.orm import Mapper, Session, make_transient_to_detached

from store.database import StoreSession
from store.transactions import bulk

FIRST_BLOCK, LARGEST_BLOCK = 4, 32
"""Ids at a time: a transaction that needs many takes twice as many each time."""


class Pending:
    """The gathered rows of one session, by table."""

    def __init__(self, session: Session):
        self._session = session
        self._inserts: dict[Table, list[dict[str, Any]]] = {}
        self._missing: dict[Table, dict[Any, dict[str, Any]]] = {}
        self._updates: dict[tuple[Table, tuple[str, ...]], dict[int, dict[str, Any]]] = {}
        self._ids: dict[Table, Iterator[int]] = {}
        self._unread: set[Table] = set()

    def begin(self) -> None:
        """From here on another message is heard."""
        self._unread.clear()

    def insert(self, table: Table, row: dict[str, Any]) -> None:
        """The rows of a table must all name the same columns."""
        self._unread.add(table)
        self._inserts.setdefault(table, []).append(row)

    def insert_missing(self, table: Table, row: dict[str, Any]) -> None:
        """As `insert`; where a row with that primary key is there already, it stays as it is."""
        self._unread.add(table)
        self._missing.setdefault(table, {})[_key_of(table)(row)] = row

    def update(self, table: Table, row_id: int, values: dict[str, Any]) -> None:
        """Of two updates of a row in the same columns the later counts."""
        self._unread.add(table)
        self._updates.setdefault((table, tuple(values)), {})[row_id] = {"id": row_id, **values}

    def insert_loaded(self, made: Any) -> None:
        """Has a new object's row inserted with the others; the object counts as loaded. What is not set, relationships
        included, is its column's default or None."""
        mapper = inspect(type(made))
        for name, value in _defaults(mapper).items():
            if name not in made.__dict__:
                setattr(made, name, value)
        table = mapper.local_table
        self.insert(table, {column.name: getattr(made, column.name) for column in table.columns})
        make_transient_to_detached(made)
        self._session.add(made)

    def next_id(self, table: Table) -> int:
        """An id for a row that is going to be inserted. Ids are taken under the locks of what is said, so that in each
        chat their order is the order in which it was said."""
        if table not in self._ids:
            self._ids[table] = self._new_ids(table)
        return next(self._ids[table])

    def take_ids(self, table: Table, ids: Collection[int]) -> None:
        """These are new ones, which came with another statement of this transaction; what is left of former ones is
        given up."""
        self._ids[table] = chain(sorted(ids), self._new_ids(table))

    def give_up_ids(self, table: Table) -> None:
        """Somebody was perhaps waited for, who took later ones meanwhile: what is put from now on comes behind."""
        if self._session.connection().dialect.name != "sqlite":  # there, nobody was
            self._ids.pop(table, None)

    def _new_ids(self, table: Table) -> Iterator[int]:
        """Asked for when the first of them is taken, and again when they are used up."""
        connection, block = self._session.connection(), FIRST_BLOCK
        if connection.dialect.name == "sqlite":  # nobody else writes until the commit
            yield from count(self._last_id(table) + 1)
        while True:
            yield from connection.scalars(_NEXT, {"sequence": f"{table.name}_id_seq", "count": block}).all()
            block = min(2 * block, LARGEST_BLOCK)

    def _last_id(self, table: Table) -> int:
        gathered = max((row["id"] for row in self._inserts.get(table, ())), default=0)
        return max(gathered, self._session.connection().scalar(select(func.max(table.c.id))) or 0)

    def holds(self, tables: Collection[Table]) -> bool:
        """Whether something of these tables is gathered since `begin`."""
        return not self._unread.isdisjoint(tables)

    def flush(self) -> None:
        """Writes what is gathered: inserts, each table after those that it refers to, then what may be there, then
        updates."""
        inserts, self._inserts = self._inserts, {}
        missing, self._missing = self._missing, {}
        updates, self._updates = self._updates, {}
        self._unread.clear()
        for table in sorted(inserts, key=_after_those_it_refers_to):
            bulk.insert(self._session, table, inserts[table])
        for table, rows in missing.items():
            # In one order: of two transactions that insert the same rows, one waits for the other.
            bulk.insert_missing(self._session, table, [rows[key] for key in sorted(rows)])
        for (table, _), changed in updates.items():
            bulk.update(self._session, table, list(changed.values()))


@cache
def _defaults(mapper: Mapper[Any]) -> dict[str, Any]:
    """What the attributes of such an object are where nobody says so."""
    defaults = {name: column.default for name, column in mapper.columns.items()}
    given = {name: each.arg for name, each in defaults.items() if isinstance(each, ColumnDefault)}
    return {attribute.key: given.get(attribute.key) for attribute in mapper.attrs}


@cache
def _key_of(table: Table) -> Callable[[dict[str, Any]], Any]:
    """The primary key of a row."""
    return itemgetter(*(column.name for column in table.primary_key))


def _after_those_it_refers_to(table: Table) -> int:
    return _order(table.metadata)[table]


@cache
def _order(metadata: MetaData) -> dict[Table, int]:
    return {table: place for place, table in enumerate(metadata.sorted_tables)}


_NEXT = text("SELECT nextval(CAST(:sequence AS regclass)) FROM generate_series(1, :count)").bindparams(
    bindparam("sequence"), bindparam("count")
)


def of(session: Session) -> Pending:
    """The rows that this transaction has gathered."""
    assert isinstance(session, StoreSession)
    if session.gathered is None:
        session.gathered = Pending(session)
    assert isinstance(session.gathered, Pending)
    return session.gathered
