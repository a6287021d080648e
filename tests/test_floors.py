"""Every import keeps to the floors of the house: store, bot, webhook, ticketero.py, each above the former.

A table and a walk over the sources: the usual tool for such rules takes packages only, and the top floor
is a module.
"""

import ast
import graphlib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = {
    "store": {"store"},
    "migrations": {"store", "migrations"},
    "bot": {"store", "bot"},
    "webhook": {"store", "bot", "webhook"},
    "ticketero": {"store", "migrations", "bot", "webhook", "ticketero"},
}
HOMES = {
    "alembic": ("store.", "migrations."),
    "apscheduler": ("bot.worker",),
    "flask": ("webhook.",),
    "jinja2": ("webhook.",),
    "obstore": ("store.photos",),
    "psycopg": ("store.",),
    "pydantic": ("bot.config",),
    "pydantic_core": ("bot.config",),
    "sqlalchemy": ("store.", "migrations."),
    "telegram": ("bot.channels.telegram",),
    "twilio": ("bot.channels.whatsapp",),
    "werkzeug": ("webhook.",),
}


def sources() -> dict[str, ast.Module]:
    """Our modules by dotted name; a package is named by its __init__."""
    files = [file for floor in FLOORS for file in (*ROOT.glob(f"{floor}/**/*.py"), *ROOT.glob(f"{floor}.py"))]
    return {dotted(file): ast.parse(file.read_bytes()) for file in files}


def dotted(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts)


MODULES = sources()


def imported(nodes: Iterator[ast.AST]) -> Iterator[str]:
    """What the import statements among these nodes may name: `from a import b` is a and a.b."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module and not node.level, "imports are written in full"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def tops(module: str) -> set[str]:
    """The packages that it reaches for, even inside a function."""
    return {name.split(".")[0] for name in imported(ast.walk(MODULES[module]))}


def imported_at_once(module: str) -> set[str]:
    """Which of our modules it imports while it is itself being imported."""
    names = set(imported(iter(MODULES[module].body)))
    ours = {found for found in MODULES if found in names or found.removesuffix(".__init__") in names}
    return ours - {module}


@pytest.mark.parametrize("module", MODULES)
def test_no_arrow_points_upward(module: str) -> None:
    assert tops(module) & set(FLOORS) <= FLOORS[module.split(".")[0]]


@pytest.mark.parametrize("module", MODULES)
def test_each_library_has_one_home(module: str) -> None:
    astray = {library for library in tops(module) & set(HOMES) if not module.startswith(HOMES[library])}
    assert not astray


def test_no_circle() -> None:
    graphlib.TopologicalSorter({module: imported_at_once(module) for module in MODULES}).prepare()
