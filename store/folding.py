"""How names and words are compared: without case, accents, surrounding punctuation and superfluous blanks."""

import re
import unicodedata
from functools import lru_cache

LONGEST = (
    500  # characters that are looked at: no name or word of ours is longer, and a text may have megabytes
)
_MARKS = frozenset({"Mn", "Me"})  # categories of characters: accents, and what encloses a digit (1️⃣)
_WITHOUT_WIDTH = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
_SHORT = 40  # characters; only such texts are remembered
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")


def fold(text: str) -> str:
    """«  ¡Mónica  Núñez! » → "monica nunez"; empty where there is no letter and no digit. Of a long text only the
    beginning."""
    beginning = text.strip()[:LONGEST]
    return _fold_short(beginning) if len(beginning) <= _SHORT else _fold(beginning)


def plain(text: str) -> str:
    """«MÓNICA» → "monica": without case, accents and what has no width."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not _is_unseen(letter)).casefold()


def _is_unseen(letter: str) -> bool:
    return letter in _WITHOUT_WIDTH or unicodedata.category(letter) in _MARKS


def _fold(text: str) -> str:
    return " ".join(_without_outer_punctuation(plain(text)).split())


_fold_short = lru_cache(maxsize=4096)(_fold)


def _without_outer_punctuation(text: str) -> str:
    first, last = _LETTER_OR_DIGIT.search(text), _LETTER_OR_DIGIT.search(text[::-1])
    return text[first.start() : len(text) - last.start()] if first and last else ""
