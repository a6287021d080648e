"""What a run that went wrong leaves for whoever looks into it: a file of JSON lines for each table, what people did,
what arrived, and what the audit found."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from sqlalchemy import select

from store.database import Database
from store.tables import Table
from tests.faults.audit.arrivals import Arrival
from tests.faults.audit.damage import Damage
from tests.faults.audit.ledger import Ledger


def leave(
    folder: Path, store: Database, ledger: Ledger, arrivals: Sequence[Arrival], found: Sequence[Damage]
) -> None:
    """Into a folder of its own; times of the ledger and of arrivals are seconds of one clock that began anywhere."""
    folder.mkdir()
    with store.read() as session:
        for table in Table.metadata.sorted_tables:
            rows = session.execute(select(table)).mappings()
            _write(folder / f"{table.name}.jsonl", (dict(row) for row in rows))
    _write(folder / "said.jsonl", map(asdict, ledger.said))
    _write(folder / "disasters.jsonl", map(asdict, ledger.disasters))
    _write(folder / "arrived.jsonl", map(asdict, arrivals))
    _write(folder / "damages.jsonl", map(asdict, found))


def _write(file: Path, lines: Iterable[object]) -> None:
    with file.open("w", encoding="utf-8") as lasting:
        for line in lines:
            lasting.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
