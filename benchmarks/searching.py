"""How long a search takes in a store of years: what people look for, by role, on both databases.

The words are as unevenly used as people use them: a few stand in every third ticket, most in a handful.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from typing import Any

from psycopg.errors import DuplicateDatabase
from sqlalchemy import event, func, select, text

from store import schema
from store.database import Database
from store.finding import search
from store.people import people
from store.tables import Entry, Person, Ticket
from store.transactions import bulk
from store.words import index
from tests.databases.pg_server import PgServer

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
WORDS, CLIENTS, TECHNICIANS, BATCH, PAGE = 20_000, 2_000, 20, 1_000, 5
WARMING = 7
"""Searches that do not count: SQLAlchemy builds the statement, psycopg prepares it after the fifth."""
SYLLABLES = (
    "ca",
    "ri",
    "mo",
    "ta",
    "le",
    "pu",
    "so",
    "ne",
    "di",
    "fa",
    "gu",
    "bro",
    "tri",
    "pla",
    "con",
    "mer",
)


@dataclass(frozen=True)
class Wanted:
    what: str
    role: str
    words: tuple[int, ...]
    """Places in the vocabulary: 0 is the commonest."""


MIX = (
    Wanted("the commonest word", "lead", (0,)),
    Wanted("a common word", "lead", (20,)),
    Wanted("a rare word", "lead", (5_000,)),
    Wanted("a common and a rare one", "lead", (3, 800)),
    Wanted("two common ones", "lead", (1, 4)),
    Wanted("three common ones", "lead", (0, 1, 2)),
    Wanted("three words", "lead", (2, 60, 300)),
    Wanted("three rare ones", "lead", (2_000, 3_000, 4_000)),
    Wanted("nothing", "lead", (1, WORDS - 1)),
    Wanted("own, a common word", "technician", (5,)),
    Wanted("own, two words", "technician", (5, 40)),
    Wanted("own, three words", "technician", (150, 170, 200)),
    Wanted("own, a common word", "client", (0,)),
    Wanted("own, two words", "client", (0, 9)),
)


def run(entries: int, kept: Path | None, times: int = 20) -> None:
    """Prints a line for each kind of search, on each database; stores in the folder `kept` are filled once."""
    with tempfile.TemporaryDirectory(prefix="ticketero-search-") as passing:
        folder = kept or Path(passing)
        folder.mkdir(exist_ok=True)
        _measure("SQLite", f"sqlite:///{folder / f'searching-{entries}.db'}", entries, times)
        server, name = PgServer(folder=kept and kept / "postgresql"), f"searching_{entries}"
        server.start()
        try:
            with suppress(DuplicateDatabase):
                server.create(name)
            _measure("PostgreSQL", server.url(name), entries, times)
        finally:
            server.shut_down("fast") if kept else server.stop()


def _measure(name: str, url: str, entries: int, times: int) -> None:
    store = Database(url)
    schema.upgrade(store)
    vocabulary = list(_vocabulary())
    _fill(store, vocabulary, entries)
    print(f"\n{name}, {entries:,} entries in {entries // 10:,} tickets\n")
    print("| | p50 | p95 | our CPU | statements |\n| --- | --- | --- | --- | --- |")
    all_of_them, said = list[float](), list[str]()
    event.listen(store.engine, "before_cursor_execute", lambda _, __, what, *___: said.append(what))
    for wanted in MIX:
        took, cpu, statements = _search(store, wanted, vocabulary, times, said)
        all_of_them += took
        print(f"| {wanted.role}: {wanted.what} | {_ms(took)} | {cpu * 1000:.1f} ms | {statements:.1f} |")
    print(f"| all | {_ms(all_of_them)} | | |", flush=True)
    store.close()


def _ms(took: Sequence[float]) -> str:
    percentiles = statistics.quantiles(took, n=100)
    return " | ".join(f"{percentiles[place - 1] * 1000:.1f} ms" for place in (50, 95))


def _search(
    store: Database, wanted: Wanted, vocabulary: Sequence[str], times: int, said: list[str]
) -> tuple[list[float], float, float]:
    """How long each took; our processor time and the statements of one, of all that are `said` meanwhile."""
    took, cpu = list[float](), 0.0
    with store.read() as session:
        whose = people.active(session, wanted.role)[:TECHNICIANS]
    for turn in range(-WARMING, times):
        if not turn:
            said.clear()
        with store.write() as session:  # as in a turn
            shifted = " ".join(vocabulary[(place + turn) % WORDS] for place in wanted.words)
            began, before = time.perf_counter(), time.process_time()
            search.page(session, whose[turn % len(whose)], search.terms(shifted), 1, PAGE)
            took.append(time.perf_counter() - began)
            cpu += time.process_time() - before if turn >= 0 else 0
    return took[WARMING:], cpu / times, sum(not each.startswith(("BEGIN", "SET")) for each in said) / times


def _vocabulary() -> Iterator[str]:
    chosen, seen = random.Random(7), set[str]()
    while len(seen) < WORDS:
        word = "".join(chosen.choices(SYLLABLES, k=chosen.choice((2, 3, 3, 4))))
        if word not in seen:
            seen.add(word)
            yield word


def _fill(store: Database, vocabulary: Sequence[str], entries: int) -> None:
    with store.read() as session:
        if session.scalar(select(func.max(Ticket.id))) == entries // 10:
            return
    chosen = random.Random(11)
    weights = list(accumulate(1 / (place + 3) for place in range(WORDS)))

    def words(count: int) -> str:
        return " ".join(chosen.choices(vocabulary, cum_weights=weights, k=count))

    with store.write() as session:
        people.add(session, "Julia Vega", "lead", now=NOW)
        staff = [people.add(session, f"Ana {n}", "technician", now=NOW).id for n in range(TECHNICIANS)]
        clients = [
            people.add(session, f"Marta {vocabulary[n]}", "client", company=f"Empresa {n // 10}", now=NOW)
            for n in range(CLIENTS)
        ]
    for first in range(1, entries // 10 + 1, BATCH):
        ids = range(first, min(first + BATCH, entries // 10 + 1))
        with store.write() as session:
            bulk.insert(session, _table(Ticket), [_ticket(id_, clients, staff, words) for id_ in ids])
            bulk.insert(
                session, _table(Entry), [_entry(id_, n, clients, words) for id_ in ids for n in range(10)]
            )
            index.fill(session, ids)
    with store.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("ANALYZE"))


def _table(kind: type[Any]) -> Any:
    return kind.__table__


def _ticket(id_: int, clients: Sequence[Person], staff: Sequence[int], words: Any) -> dict[str, Any]:
    client = clients[id_ % CLIENTS]
    return dict(
        id=id_, number=id_, status="open" if id_ % 100 == 0 else "closed", created_at=NOW, closed_at=NOW,
        requester_id=client.id, opened_by_id=client.id, technician_id=staff[id_ % TECHNICIANS],
        company=client.company, affected_person=client.name, phone=None, problem=words(12), solution=words(6),
        closings=1, waited=0,
    )  # fmt: skip


def _entry(ticket: int, n: int, clients: Sequence[Person], words: Any) -> dict[str, Any]:
    return dict(
        ticket_id=ticket, author_id=clients[ticket % CLIENTS].id, role="client", channel="telegram", at=NOW,
        text=words(10), internal=n % 5 == 4,
    )  # fmt: skip
