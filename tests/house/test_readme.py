"""The README is true: its map is the modules' own first lines, its commands are the program's.

`python -m tests.house.test_readme --write` puts the map into the README as it should be.
"""

import ast
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import click

from bot.settings.sections import Settings
from tests import ROOT
from ticketero import main

FLOORS = ("store", "bot", "webhook", "migrations")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def first_line(module: Path) -> str:
    words = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
    return words.split("\n", 1)[0]


def room(folder: Path, depth: int = 0) -> Iterator[str]:
    """The folder's own line, the names of its files, and the rooms in it."""
    indent = "  " * depth
    yield f"{indent + folder.name + '/':<20}{first_line(folder / '__init__.py')}"
    files = " ".join(sorted(path.stem for path in folder.glob("*.py") if not path.name.startswith("__")))
    for line in textwrap.wrap(files, 92 - len(indent)) if files else ():
        yield f"{'':<20}{indent}· {line}"
    for inner in sorted(path.parent for path in folder.glob("*/__init__.py")):
        if inner.name != "versions":
            yield from room(inner, depth + 1)


def the_map() -> str:
    front = [f"{name:<20}{first_line(ROOT / name)}" for name in ("dev.py", "ticketero.py")]
    return "\n\n".join(["\n".join(front), *("\n".join(room(ROOT / floor)) for floor in FLOORS)])


def test_the_map_is_the_house() -> None:
    assert f"```\n{the_map()}\n```" in README


def test_every_command_of_the_program_is_in_the_readme() -> None:
    named = set(re.findall(r"ticketero (\w+)", README)) | {"demo"}
    assert set(main.commands) <= named
    for name, group in main.commands.items():
        if isinstance(group, click.Group):
            shown = re.findall(rf"`ticketero {name} ([^`]+)`", README)
            assert set(group.commands) <= set(re.findall(r"\w+", " ".join(shown))), name


def test_gunicorn_is_told_to_listen_where_we_would() -> None:
    where, own = f"{Settings().web.host}:{Settings().web.port}", ROOT / "deploy" / "gunicorn.conf.py"
    assert f"`gunicorn --bind {where} " in README
    assert f'bind = "{where}"' in own.read_text("utf-8")


def test_every_file_that_the_readme_names_is_there() -> None:
    named = re.findall(r"`((?:store|bot|webhook|migrations|tests|benchmarks|docs)/[\w./]*)`", README)
    missing = [name for name in named if not (ROOT / name).exists()]
    assert not missing


if __name__ == "__main__" and sys.argv[1:] == ["--write"]:
    fresh = re.sub(r"```\ndev\.py .*?\n```", lambda _: f"```\n{the_map()}\n```", README, flags=re.DOTALL)
    (ROOT / "README.md").write_text(fresh, encoding="utf-8")
