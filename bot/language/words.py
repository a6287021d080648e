"""Reads what people type to the letter: labels, numbers, commands. What they mean is `meaning`'s."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from store.folding import LONGEST
from store.folding import fold as fold  # for whoever compares words

_SPACES = re.compile(r"\s+")
# What keyboards and other people's texts put beside a character and nobody sees, and the key around a digit (1️⃣).
_UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff\u20e3"
_UNSEEN_ONES = re.compile(f"[{_UNSEEN}]+")
_BEFORE_A_WORD = re.compile(rf"\A[\s{_UNSEEN}]+")
_AROUND_A_NUMBER = " .,:;()[]{}*_~-–—°º«»\"'!¡"
_LONGEST_NUMBER = 40
_COPIED_LINE = re.compile(r"\W*(\d{1,3})\W+(.*)", re.DOTALL)
_TICKET = re.compile(r"#?(\d{1,18})")
_ADDRESSED = re.compile(rf"[\s{_UNSEEN}]*[#＃]((?:\d[{_UNSEEN}]*){{1,18}})(?:[.,;:!?…]*\s*$|[\s:,]+)")
_COMMAND = re.compile(r"/(\w+)(?:\s+|$)(.*)", re.DOTALL)


def whole(text: str) -> int | None:
    """A number that a button carries, within what the store can count; None for anything else."""
    return int(text) if text.isdecimal() and len(text) <= 18 else None


def ordinary(text: str) -> str:
    """With ordinary digits and letters for those in circles, on keys and of full width, without what nobody sees."""
    return _UNSEEN_ONES.sub("", unicodedata.normalize("NFKC", text))


def number(text: str) -> int | None:
    """A bare number («2», «2.», «(2)», «2️⃣»): a place in a list."""
    if len(text) > _LONGEST_NUMBER:
        return None
    bare = ordinary(text).strip().strip(_AROUND_A_NUMBER)
    return int(bare) if bare.isdecimal() and len(bare) <= 3 else None


def chosen(text: str, labels: Sequence[str], *, numbered: bool = True) -> int | None:
    """The place of the choice that this text makes among the labels: by its label, (from 1) its number, or both as they
    stand in a list («2. Mis tickets»). A number that is no place is the ticket's whom one of them names."""
    place = number(text) if numbered else None
    if place is not None:
        return place - 1 if 1 <= place <= len(labels) else _by_ticket(place, labels)
    folded = fold(text)
    by_label = next((i for i, label in enumerate(labels) if folded and fold(label) == folded), None)
    return _by_copied_line(text, labels) if by_label is None and numbered else by_label


def _by_ticket(wanted: int, labels: Sequence[str]) -> int | None:
    naming = [place for place, label in enumerate(labels) if wanted in tickets(label.split())[0]]
    return naming[0] if wanted > len(labels) and len(naming) == 1 else None


def _by_copied_line(text: str, labels: Sequence[str]) -> int | None:
    line = _COPIED_LINE.fullmatch(ordinary(text[:LONGEST]).strip())
    place = int(line[1]) - 1 if line else -1
    return place if line and 0 <= place < len(labels) and fold(line[2]) == fold(labels[place]) else None


def addressed(text: str) -> tuple[int, str] | None:
    """«#121 no anda» → (121, "no anda"); None where the text names no ticket so."""
    found = _ADDRESSED.match(text)
    return (int(ordinary(found[1])), text[found.end() :]) if found else None


def command(text: str) -> tuple[str, str] | None:
    """«/cerrar 121 listo» → ("cerrar", "121 listo")."""
    found = _COMMAND.match(_BEFORE_A_WORD.sub("", text).rstrip())
    return (fold(found[1]), found[2]) if found else None


def tickets(words: Iterable[str]) -> tuple[list[int], list[str]]:
    """Splits words into ticket numbers («121», «#121,») and the rest."""
    numbers, rest = [], []
    for word in words:
        short = len(word) <= _LONGEST_NUMBER
        found = _TICKET.fullmatch(ordinary(word).strip(",;:.()[]*-")) if short else None
        if found:
            numbers.append(int(found[1]))
        else:
            rest.append(word)
    return list(dict.fromkeys(numbers)), rest


def number_and_text(text: str) -> tuple[int | None, str]:
    """«121 cambié el cable» → 121 and what follows it, to the letter; None and all of it where it begins with no
    ticket's number."""
    head, *rest = text.split(maxsplit=1) or [""]
    numbers, _ = tickets([head])
    return (numbers[0], rest[0] if rest else "") if numbers else (None, text)


def digest(text: str) -> str:
    """Eight letters that stand for a text in a button: an old button never names another one by its place."""
    from hashlib import blake2s

    return blake2s(text.encode(), digest_size=4).hexdigest()


def excerpt(text: str, most: int = 60) -> str:
    """The beginning of a text, on one line."""
    line = _SPACES.sub(" ", text).strip()
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
