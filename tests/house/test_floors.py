"""Every import keeps to the floors of the house: store, bot, webhook, ticketero.py, each above the former.

A table and a walk over the sources: the usual tool for such rules takes packages only, and the top floor
is a module.
"""

import ast
import graphlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests import ROOT

FLOORS = {
    "store": {"store"},
    "migrations": {"store", "migrations"},
    "bot": {"store", "bot"},
    "webhook": {"store", "bot", "webhook"},
    "ticketero": {"store", "migrations", "bot", "webhook", "ticketero"},
}
HOMES = {
    "alembic": ("store.", "migrations."),
    "apscheduler": ("bot.runtime.worker",),
    "flask": ("webhook.",),
    "jinja2": ("webhook.",),
    "obstore": ("store.files.photos",),
    "prometheus_client": ("webhook.metrics",),
    "psycopg": ("store.",),
    "pydantic": ("bot.settings.config",),
    "pydantic_core": ("bot.settings.config",),
    "sqlalchemy": ("store.", "migrations."),
    "telegram": ("bot.channels.telegram",),
    "twilio": ("bot.channels.whatsapp",),
    "werkzeug": ("webhook.",),
}
LENT = {"sqlalchemy.orm.Session"}  # the transaction that is handed down: others name its type and make none


def sources() -> dict[str, ast.Module]:
    """Our modules by dotted name; a package is named by its __init__."""
    files = [file for floor in FLOORS for file in (*ROOT.glob(f"{floor}/**/*.py"), *ROOT.glob(f"{floor}.py"))]
    return {dotted(file): ast.parse(file.read_bytes()) for file in files}


def dotted(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts)


MODULES = sources()


def imported(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """What the import statements among these nodes name, in full: `from a import b` is a.b."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are written in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def tops(module: str) -> set[str]:
    """The packages that it reaches for, even inside a function."""
    return {name.split(".")[0] for name in imported(ast.walk(MODULES[module])) if name not in LENT}


def imported_at_once(module: str) -> set[str]:
    """Which of our modules it imports while it is itself being imported."""
    return {home for name in imported(MODULES[module].body) if (home := home_of(name))}


def home_of(name: str) -> str | None:
    """The module of ours that `store.tickets.close` comes from; `bot.config` is one itself."""
    parts = name.split(".")
    starts = [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
    return next((home for start in starts for home in (start, f"{start}.__init__") if home in MODULES), None)


def test_no_arrow_points_upward() -> None:
    upward = {module: tops(module) & set(FLOORS) - FLOORS[module.split(".")[0]] for module in MODULES}
    assert {module: above for module, above in upward.items() if above} == {}


def test_each_library_has_one_home() -> None:
    homes = [(module, library) for module in MODULES for library in tops(module) & set(HOMES)]
    assert [(module, library) for module, library in homes if not module.startswith(HOMES[library])] == []


def test_no_circle() -> None:
    graphlib.TopologicalSorter({module: imported_at_once(module) for module in MODULES}).prepare()
