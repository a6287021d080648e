"""Covers a text with phrases of the lists, so that as few words as possible are left over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.language.meaning.lists.lexicon import Entry, How, Lexicon
from bot.language.meaning.lists.tokens import Word
from bot.language.meaning.reading import Asked, Meaning

Cover = tuple[int, int, tuple["Piece", ...]]  # how many words are left over, how much the pieces weigh, they
OPEN_ENDED = 4
PROBLEM = Meaning.PROBLEM
COURTESIES = frozenset({None, Meaning.GREETING, Meaning.THANKS})
EVEN_DENIED = COURTESIES | {
    Meaning.NO,
    Meaning.SKIP,
    Meaning.CANCEL,
    Meaning.BACK,
    Meaning.CHANGE_FIELD,
    Meaning.PROBLEM,
    Meaning.STILL_FAILS,
    Meaning.ANSWER,
}
"""What a «no» just before does not turn into its opposite: it is a word of its own («no gracias», «no sigue igual»)."""
Ranks = Mapping[Meaning | None, int]


@dataclass(frozen=True)
class Piece:
    """A phrase and the words that it covers; `number` is the phrase's."""

    start: int
    end: int
    entry: Entry
    number: int


def cover(lexicon: Lexicon, words: Sequence[Word], asked: Asked, ranks: Ranks) -> tuple[Piece, ...]:
    """The pieces, in order. One that may not stand beside other words is left out where there are any.

    `ranks` are the meanings that are heard; where several phrases fit as well, the lowest has it.
    """
    candidates = [_candidates(lexicon, words, at, asked, ranks) for at in range(len(words))]
    pieces = _best(lexicon, words, _but(candidates, How.MAYBE))
    if sum(piece.end - piece.start for piece in pieces) == len(words) and _may_stand_together(pieces):
        return pieces
    pieces = _best(lexicon, words, _but(candidates, How.MAYBE, How.ALONE))
    if any(piece.entry.meaning not in COURTESIES for piece in pieces):
        return pieces
    return _best(lexicon, words, _but(candidates, How.ALONE))


def _may_stand_together(pieces: Sequence[Piece]) -> bool:
    """Whether what may not stand beside other words stands beside courtesies alone, or what means the same. A «no» may
    lead to anything: «no, era el otro»."""
    meant = [piece for piece in pieces if piece.entry.meaning not in {*COURTESIES, Meaning.NO}]
    several = len({piece.entry.meaning for piece in meant}) > 1
    return not (several and any(piece.entry.how is How.ALONE for piece in meant))


def _but(candidates: Sequence[Sequence[Piece]], *hows: How) -> list[list[Piece]]:
    return [[piece for piece in found if piece.entry.how not in hows] for found in candidates]


def _candidates(lexicon: Lexicon, words: Sequence[Word], at: int, asked: Asked, ranks: Ranks) -> list[Piece]:
    """What may begin at a word, the longest first; of one length by rank, then what is said to this question alone,
    then what comes first in the lists."""
    phrases = lexicon.phrases
    entries = ((end, number, phrases.phrases[number].stands_for) for end, number in phrases.found(words, at))
    found = [
        (-end, ranks[entry.meaning], entry.asked is None, number, Piece(at, end, entry, number))
        for end, number, entry in entries
        if entry.meaning in ranks and entry.asked in (None, asked) and _stands(lexicon, entry, words, at, end)
    ]
    return [each[-1] for each in sorted(found, key=lambda each: each[:-1])]


def _stands(lexicon: Lexicon, entry: Entry, words: Sequence[Word], start: int, end: int) -> bool:
    """Whether a phrase means here what it means alone: «no anda» is not «anda», and «no, anda» is not «no anda»."""
    if entry.how >= How.WITHIN and any(word.apart for word in words[start + 1 : end]):
        return False
    if entry.meaning in EVEN_DENIED:
        return True
    return not (_denied(lexicon, words, start) or denied_behind(lexicon, words, end))


def _denied(lexicon: Lexicon, words: Sequence[Word], at: int) -> bool:
    """«no ‹anda›», «no me ‹abre›», «no quiero ‹abrir un ticket›»."""
    while at > 0 and not words[at].apart:
        at -= 1
        if words[at].folded not in lexicon.pronouns | lexicon.wishing:
            return words[at].folded in lexicon.negations
    return False


def denied_behind(lexicon: Lexicon, words: Sequence[Word], end: int) -> bool:
    """«mis tickets ‹no›»: it is the last word, and nothing parts it from them."""
    return end + 1 == len(words) and not words[end].apart and words[end].folded in lexicon.negations


def _weight(piece: Piece) -> int:
    """One that takes all that follows counts for several: «para mí, gracias» is no name."""
    return OPEN_ENDED if piece.entry.open_ended else 1


def _best(
    lexicon: Lexicon, words: Sequence[Word], candidates: Sequence[Sequence[Piece]]
) -> tuple[Piece, ...]:
    """Made from the end: what covers the words from each place on best, where a piece ends just before it or not."""
    if not any(candidates):
        return ()
    count = len(words)
    connects = [word.folded in lexicon.connecting for word in words]
    apart = [at == 0 or word.apart or connects[at] for at, word in enumerate(words)] + [True]
    end: Cover = (0, 0, ())
    bound, loose = [end] * (count + 1), [end] * (count + 1)
    for at in reversed(range(count)):
        left, weight, pieces = bound[at + 1] if connects[at] else loose[at + 1]
        best_bound = best_loose = (left + 1, weight, pieces)
        for piece in candidates[at]:
            free = piece.entry.how >= How.WITHIN
            left, weight, pieces = bound[piece.end]
            follows = bool(pieces) and pieces[0].start == piece.end and pieces[0].entry.meaning is not PROBLEM
            if not (free or apart[piece.end] or follows):
                continue
            found: Cover = (left, weight + _weight(piece), (piece, *pieces))
            best_bound = min(best_bound, found, key=_order)
            if free or apart[at]:
                best_loose = min(best_loose, found, key=_order)
        bound[at], loose[at] = best_bound, best_loose
    return bound[0][2]


def _order(cover: Cover) -> tuple[int, int]:
    return cover[:2]
