"""The corpus: lines that people in offices type, under what they mean where something is asked.

A file is plain text. A heading `== role asked meaning` stands above its lines; behind ` -> ` a line says what else must
be read: `tickets=121,122 names=ana level=high value=ya voy`. The last of these may hold blanks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.language import meaning
from bot.language.meaning import Asked, Meaning, Reading
from store.folding import fold

FOLDER = Path(__file__).parent / "corpus"
_EXTRA = re.compile(r"(\w+)=(.*?)(?=\s\w+=|$)")
PLAIN = frozenset({Meaning.NOTHING, Meaning.PROBLEM})


@dataclass(frozen=True)
class Line:
    """What somebody typed, and what it means; `must` is what else has to be read."""

    where: str
    language: str
    role: str
    asked: Asked
    meaning: Meaning
    text: str
    must: tuple[tuple[str, str], ...]

    def read(self) -> Reading:
        return meaning.read(self.text, role=self.role, asked=self.asked)

    def judged(self) -> str:
        """ "right", "missed" where it was taken for plain words, or what it was taken for."""
        reading = self.read()
        meant = {self.meaning} if self.meaning is not Meaning.NOTHING else PLAIN
        if reading.meaning not in meant:
            return "missed" if reading.meaning in PLAIN else str(reading.meaning)
        wrong = [name for name, wanted in self.must if not _same(getattr(reading, name), wanted)]
        return f"another {' '.join(wrong)}" if wrong else "right"


def _same(found: object, wanted: str) -> bool:
    if isinstance(found, tuple):
        return [fold(str(each)) for each in found] == [fold(each) for each in wanted.split(",")]
    if isinstance(found, int):
        return found + 1 == int(wanted)
    return fold(str(found)) == fold(wanted)


def lines(language: str) -> Iterator[Line]:
    """All of a language's lines."""
    for path in sorted((FOLDER / language).glob("*.txt")):
        heading: tuple[str, Asked, Meaning] | None = None
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if line.startswith("== "):
                role, asked, meant = line[3:].split()
                heading = role, Asked(asked), Meaning(meant)
            elif line and not line.startswith("# "):
                assert heading is not None, f"{path}:{number}: a line before any heading"
                text, _, extra = line.partition(" -> ")
                must = tuple((name, wanted.strip()) for name, wanted in _EXTRA.findall(extra))
                yield Line(f"{language}/{path.name}:{number}", language, *heading, text, must)
