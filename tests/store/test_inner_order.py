"""The folders of the store stand one above the other: no import goes up or sideways, wherever it is written."""

from itertools import pairwise

from tests import ROOT
from tests.house import floors

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
GROUND = {"", "tables"}
MODULES = {name: tree for name, tree in floors.sources(ROOT).items() if name.startswith("store")}


def folder(module: str) -> str:
    """The folder of the store that it stands in; empty for the ground."""
    name = module.split(".")[1] if "." in module else ""
    return "" if name in GROUND or not (ROOT / "store" / name).is_dir() else name


def test_no_import_goes_up_or_sideways() -> None:
    wrong = [
        (module, other)
        for module, others in floors.graph(MODULES).items()
        for other in others
        if folder(module) != folder(other) and FLOORS[folder(other)] >= FLOORS[folder(module)]
    ]
    assert wrong == []


def test_each_migration_follows_the_one_before_it() -> None:
    """By their numbers: two that were written at the same time would both follow the same one."""
    files = sorted((ROOT / "migrations" / "versions").glob("[0-9]*.py"))
    numbers = [file.name[:4] for file in files]
    assert numbers == [f"{number:04}" for number in range(1, len(files) + 1)]
    for before, file in pairwise(files):
        said = file.read_text("utf-8")
        assert f'revision = "{file.name[:4]}"' in said
        assert f'down_revision = "{before.name[:4]}"' in said
