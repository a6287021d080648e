"""The folders of the store stand one above the other, and no imports go in a circle, wherever they are written."""

import ast
import graphlib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from tests import ROOT

FLOORS = {
    "": 0,
    "transactions": 1,
    "messages": 2,
    "words": 2,
    "people": 3,
    "files": 3,
    "transcript": 3,
    "tickets": 4,
    "keeping": 4,
    "finding": 5,
    "health": 5,
    "privacy": 5,
    "upkeep": 5,
}
MODULES = {
    ".".join(file.relative_to(ROOT).with_suffix("").parts): ast.parse(file.read_bytes())
    for file in (ROOT / "store").rglob("*.py")
    if file.name != "__init__.py"
}


def imported(module: str) -> set[str]:
    """The modules of the store that it imports, also inside functions and for the types only."""
    return {
        found
        for name in named(MODULES[module])
        for found in (name, name.rpartition(".")[0])
        if found in MODULES
    }


def named(source: ast.Module) -> Iterator[str]:
    for node in ast.walk(source):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def folder(module: str) -> str:
    return module.split(".")[1] if module.count(".") == 2 else ""


def test_no_import_goes_up_or_sideways() -> None:
    wrong = [
        (module, other)
        for module in MODULES
        for other in imported(module)
        if folder(module) != folder(other) and FLOORS[folder(other)] >= FLOORS[folder(module)]
    ]
    assert wrong == []


def test_there_is_no_circle() -> None:
    graphlib.TopologicalSorter({module: imported(module) for module in MODULES}).prepare()


def test_each_folder_has_few_files() -> None:
    sizes = {name: len(list(Path(ROOT / "store" / name).glob("[a-z]*.py"))) for name in FLOORS}
    assert max(sizes.values()) <= 9, sizes


def test_each_migration_follows_the_one_before_it() -> None:
    """By their numbers: two that were written at the same time would both follow the same one."""
    files = sorted((ROOT / "migrations" / "versions").glob("[0-9]*.py"))
    numbers = [file.name[:4] for file in files]
    assert numbers == [f"{number:04}" for number in range(1, len(files) + 1)]
    for before, file in pairwise(files):
        said = file.read_text("utf-8")
        assert f'revision = "{file.name[:4]}"' in said
        assert f'down_revision = "{before.name[:4]}"' in said
