"""A text, the phrases that cover it, and what stands in them: the tickets, the names, the answer itself."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.language.meaning.cover import Piece
from bot.language.meaning.lists.lexicon import Lexicon
from bot.language.meaning.lists.syntax import NAME, REST
from bot.language.meaning.lists.tokens import Word

LONGEST_NUMBER = 6  # digits of a ticket's number; a longer one is a telephone


@dataclass(frozen=True)
class Covered:
    """A text, the phrases that were found in it, and the one that tells what it means."""

    lexicon: Lexicon
    text: str
    words: Sequence[Word]
    pieces: Sequence[Piece]
    main: Piece

    def letters(self, start: int, end: int) -> str:
        """Some of its words, as they were typed."""
        return self.text[self.words[start].start : self.words[end - 1].end]

    def slots(self, piece: Piece) -> dict[str, str]:
        return {
            kind: self.letters(start, self._without_courtesies(start, end))
            for kind, (start, end) in self.spans(piece).items()
        }

    def spans(self, piece: Piece) -> dict[str, tuple[int, int]]:
        folded = [word.folded for word in self.words]
        return self.lexicon.phrases.slots(piece.number, folded, piece.start, piece.end)

    def _without_courtesies(self, start: int, end: int) -> int:
        """«para ‹Graciela›, gracias»."""
        phrases = self.lexicon.phrases
        for at in range(start + 1, end):
            if self.words[at].apart and any(
                reached == end and phrases.phrases[number].stands_for.meaning is None
                for reached, number in phrases.found(self.words[:end], at)
            ):
                return at
        return end


def names_in(covered: Covered) -> Iterator[str]:
    """The names in all phrases of this meaning, up to what sets a condition: «a ‹beto› cuando vuelva»."""
    for piece in covered.pieces:
        if piece.entry.meaning is covered.main.entry.meaning and NAME in covered.spans(piece):
            start, end = covered.spans(piece)[NAME]
            words = (
                at for at in range(start + 1, end) if covered.words[at].folded in covered.lexicon.doubtful
            )
            yield covered.letters(start, next(words, covered._without_courtesies(start, end)))


def spoken(covered: Covered) -> Iterator[Word]:
    """The words of its phrases, but for those that they say to somebody."""
    for piece in covered.pieces or (covered.main,):
        start, end = covered.spans(piece).get(REST, (piece.end, piece.end))
        yield from covered.words[piece.start : start]
        yield from covered.words[end : piece.end]


def rest_of(covered: Covered) -> tuple[int, int]:
    return covered.spans(covered.main).get(REST, (0, 0))


def tickets_in(words: Iterable[Word]) -> tuple[int, ...]:
    numbers = [
        int(word.folded) for word in words if word.folded.isdecimal() and len(word.folded) <= LONGEST_NUMBER
    ]
    return tuple(dict.fromkeys(numbers))
