"""The corpus: lines that people in offices type, under what they mean. None of them is among the examples."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from bot.language import meaning
from bot.language.meaning import Meaning, Reading
from bot.language.meaning.lists import examples
from bot.language.meaning.lists.examples import Example
from store.folding import fold

FOLDER = Path(__file__).parent / "corpus"
PLAIN = frozenset({Meaning.NOTHING, Meaning.PROBLEM})
RIGHT, MISSED = "right", "missed"


def lines(language: str, folder: Path = FOLDER) -> Sequence[Example]:
    return examples.of(language, folder)


@cache
def read(line: Example) -> Reading:
    return meaning.read(line.text, role=line.role, asked=line.asked)


def judged(line: Example) -> str:
    """Right, missed where it was taken for plain words, or what it was taken for."""
    reading = read(line)
    meant = {line.meaning} if line.meaning is not Meaning.NOTHING else PLAIN
    if reading.meaning not in meant:
        return MISSED if reading.meaning in PLAIN else str(reading.meaning)
    wrong = [name for name, wanted in line.besides if not _same(getattr(reading, name), wanted)]
    return f"another {' '.join(wrong)}" if wrong else RIGHT


def _same(found: object, wanted: str) -> bool:
    if isinstance(found, tuple):
        return [fold(str(each)) for each in found] == [fold(each) for each in wanted.split(",")]
    if isinstance(found, int):
        return found + 1 == int(wanted)
    return fold(str(found)) == fold(wanted)
