"""Slips of the fingers: one letter wrong, missing, swapped or doubled from five letters on, two from eight."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.language.meaning.lists.lexicon import Lexicon
from bot.language.meaning.lists.tokens import Word

FIRST, SECOND = 5, 8  # letters, from which on one slip and two are forgiven
MOST_WORDS = 12  # a longer text is corrected nowhere: it means what it says


def allowed(word: str) -> int:
    return 2 if len(word) >= SECOND else 1 if len(word) >= FIRST else 0


def nearest(typed: str, words: Iterable[str]) -> str | None:
    """The word that was meant, where none fits as well."""
    most = allowed(typed)
    if not most:
        return None
    near = process.extract(typed, list(words), scorer=OSA.distance, score_cutoff=most, limit=2)
    if not near or (len(near) > 1 and near[0][1] == near[1][1]):
        return None
    return str(near[0][0])


def corrected(lexicon: Lexicon, words: Sequence[Word]) -> list[Word] | None:
    """The words as they were meant; None where nothing is to be put right."""
    if len(words) > MOST_WORDS:
        return None
    right = [
        word if lexicon.knows(word.folded) else replace(word, folded=_meant(lexicon, word.folded))
        for word in words
    ]
    return right if right != list(words) else None


@lru_cache(maxsize=4096)
def _meant(lexicon: Lexicon, typed: str) -> str:
    return nearest(typed, lexicon.long_words) or typed
