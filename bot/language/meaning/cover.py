"""Covers a text with phrases of the lists, so that as few words as possible are left over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from bot.language.meaning.lexicon import Entry, How, Lexicon
from bot.language.meaning.tokens import Word


@dataclass(frozen=True)
class Piece:
    """A phrase and the words that it covers; `number` is the phrase's."""

    start: int
    end: int
    entry: Entry
    number: int


Fits = Callable[[Entry], bool]
Cover = tuple[int, int, tuple[Piece, ...]]  # what is left over, how many pieces, the pieces


def cover(lexicon: Lexicon, words: Sequence[Word], fits: Fits) -> tuple[Piece, ...]:
    """The pieces, in order. One that may not stand beside other words is left out where there are any."""
    pieces = _best(lexicon, words, fits)
    covered = sum(piece.end - piece.start for piece in pieces)
    if covered < len(words) and any(piece.entry.how is How.ALONE for piece in pieces):
        return _best(lexicon, words, lambda entry: entry.how is not How.ALONE and fits(entry))
    return pieces


def _best(lexicon: Lexicon, words: Sequence[Word], fits: Fits) -> tuple[Piece, ...]:
    folded = [word.folded for word in words]
    count = len(words)
    candidates = [_candidates(lexicon, folded, at, fits) for at in range(count)]

    def apart(at: int) -> bool:
        """Whether something stands between the word here and the one before."""
        return at in (0, count) or words[at].apart or folded[at] in lexicon.connecting

    @cache
    def best(at: int, bound: bool) -> Cover:
        """What covers the words from here on best; `bound`: a piece ends here."""
        if at == count:
            return 0, 0, ()
        left, number, pieces = best(at + 1, folded[at] in lexicon.connecting)
        found: Cover = (left + 1, number, pieces)
        for piece in candidates[at]:
            free = piece.entry.how is How.WITHIN
            if not free and not (bound or apart(at)):
                continue
            left, number, pieces = best(piece.end, True)
            follows = bool(pieces) and pieces[0].start == piece.end
            if free or apart(piece.end) or follows:
                found = min(found, (left, number + 1, (piece, *pieces)), key=lambda each: each[:2])
        return found

    return best(0, True)[2]


def _candidates(lexicon: Lexicon, folded: Sequence[str], at: int, fits: Fits) -> list[Piece]:
    """The longest first; of one length what answers this question alone, then what comes first in the lists."""
    phrases = lexicon.phrases
    found = [
        Piece(at, end, phrases.phrases[number][1], number)
        for end, number in phrases.found(folded, at)
        if fits(phrases.phrases[number][1])
    ]
    return sorted(found, key=lambda piece: (-piece.end, piece.entry.asked is None, piece.number))
