"""How names and words are compared: without case, accents, surrounding punctuation and superfluous blanks."""

import re
import unicodedata
from functools import lru_cache

LONGEST = (
    500  # characters that are looked at: no name or word of ours is longer, and a text may have megabytes
)
UNSEEN = frozenset({"Mn", "Me", "Cf"})
"""Categories of characters: accents, what encloses a digit (1️⃣), and what is invisible."""
_SHORT = 40  # characters; only such texts are remembered
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")


def fold(text: str) -> str:
    """«  ¡Mónica  Núñez! » → "monica nunez"; empty where there is no letter and no digit. Of a long text only the
    beginning."""
    beginning = text.strip()[:LONGEST]
    return _fold_short(beginning) if len(beginning) <= _SHORT else _fold(beginning)


def plain(text: str) -> str:
    """«MÓNICA» → "monica": without case, accents and what is invisible."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if unicodedata.category(letter) not in UNSEEN).casefold()


def _fold(text: str) -> str:
    return " ".join(_without_outer_punctuation(plain(text)).split())


_fold_short = lru_cache(maxsize=4096)(_fold)


def _without_outer_punctuation(text: str) -> str:
    first, last = _LETTER_OR_DIGIT.search(text), _LETTER_OR_DIGIT.search(text[::-1])
    return text[first.start() : len(text) - last.start()] if first and last else ""
