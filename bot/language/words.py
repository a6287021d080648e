"""Reads what people type: folding, labels, numbers, and what kind of talk it is.

The word lists (greetings, thanks …) live in the texts; here is only how they are matched.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from bot.language.texts import Texts
from store.folding import LONGEST
from store.folding import fold as fold  # for whoever compares words

_SPACES = re.compile(r"\s+")
_TICKET = re.compile(r"#?(\d{1,18})")
_ADDRESSED = re.compile(r"#(\d{1,18})(?:[.,;:!?…]*\s*$|[\s:,]+)")
_COMMAND = re.compile(r"/(\w+)(?:\s+|$)(.*)", re.DOTALL)


def whole(text: str) -> int | None:
    """A number that a button carries, within what the store can count; None for anything else."""
    return int(text) if text.isdecimal() and len(text) <= 18 else None


def number(text: str) -> int | None:
    """A bare number («2», «2.»): a place in a list."""
    bare = text.strip().rstrip(".)").strip()
    return int(bare) if bare.isascii() and bare.isdecimal() and len(bare) <= 3 else None


def chosen(text: str, labels: Sequence[str], *, numbered: bool = True) -> int | None:
    """The place of the choice that this text makes among the labels: by its label or (from 1) its number."""
    place = number(text) if numbered else None
    if place is not None:
        return place - 1 if 1 <= place <= len(labels) else None
    folded = fold(text)
    return next((i for i, label in enumerate(labels) if folded and fold(label) == folded), None)


def addressed(text: str) -> tuple[int, str] | None:
    """«#121 no anda» → (121, "no anda"); None where the text names no ticket so."""
    found = _ADDRESSED.match(text.lstrip())
    return (int(found[1]), text.lstrip()[found.end() :]) if found else None


def command(text: str) -> tuple[str, str] | None:
    """«/cerrar 121 listo» → ("cerrar", "121 listo")."""
    found = _COMMAND.match(text.strip())
    return (fold(found[1]), found[2]) if found else None


def tickets(words: Iterable[str]) -> tuple[list[int], list[str]]:
    """Splits words into ticket numbers («121», «#121,») and the rest."""
    numbers, rest = [], []
    for word in words:
        found = _TICKET.fullmatch(word.strip(",;:."))
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


@cache
def talk(texts: Texts) -> "Talk":
    return Talk(texts)


@dataclass(frozen=True, eq=False)
class Talk:
    """Tells small talk from a problem, by the word lists of all languages."""

    texts: Texts

    @cached_property
    def _greetings(self) -> frozenset[str]:
        return frozenset(fold(word) for word in self.texts.words("talk.greetings"))

    @cached_property
    def _courtesies(self) -> frozenset[str]:
        return frozenset(fold(word) for word in self.texts.words("talk.courtesies"))

    def is_greeting(self, text: str) -> bool:
        return fold(text) in self._greetings

    def is_small(self, text: str) -> bool:
        """Greetings and courtesies, in any mixture: «hola, gracias!»."""
        return not fold(text) or self._made_of(text, self._greetings | self._courtesies)

    def _made_of(self, text: str, phrases: frozenset[str]) -> bool:
        """Whether phrases of the list, one after the other, make the whole text."""
        if len(text) > LONGEST:
            return False
        words = fold(re.sub(r"[\W_]+", " ", fold(text))).split()
        reached = {0}
        for end in range(1, len(words) + 1):
            if any(
                start in reached and " ".join(words[start:end]) in phrases
                for start in range(max(0, end - 5), end)
            ):
                reached.add(end)
        return len(words) in reached
