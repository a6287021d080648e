"""What people typed, under what it means: of these examples the second opinion learns.

A heading `== role asked meaning` stands above its lines; behind ` -> ` a line says what else is in
it: `tickets=121,122 names=ana level=high value=ya voy`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.language.meaning.reading import Asked, Meaning

FOLDER = Path(__file__).parents[2] / "texts" / "meaning" / "examples"
_HEADING = "== "
_ARROW = " -> "
_ELSE = re.compile(r"(\w+)=(.*?)(?=\s\w+=|$)")


@dataclass(frozen=True)
class Example:
    """What somebody typed, and what it means; `besides` is what else has to be read."""

    where: str
    role: str
    asked: Asked
    meaning: Meaning
    text: str
    besides: tuple[tuple[str, str], ...] = ()


@cache
def of(language: str, folder: Path = FOLDER) -> tuple[Example, ...]:
    """All of a language, in the order that they are written."""
    return tuple(_read(language, folder))


def _read(language: str, folder: Path) -> Iterator[Example]:
    for path in sorted((folder / language).glob("*.txt")):
        heading: tuple[str, Asked, Meaning] | None = None
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if line.startswith(_HEADING):
                role, asked, meant = line.removeprefix(_HEADING).split()
                heading = role, Asked(asked), Meaning(meant)
            elif line and not line.startswith("# "):
                if heading is None:
                    raise ValueError(f"{path}:{number}: an example before any heading")
                text, _, besides = line.partition(_ARROW)
                found = tuple((name, value.strip()) for name, value in _ELSE.findall(besides))
                yield Example(f"{language}/{path.name}:{number}", *heading, text, found)
