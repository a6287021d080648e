"""What a reading names: tickets, people, a level, a field, and the answer itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.language.meaning import slips
from bot.language.meaning.cover import COURTESIES, Piece
from bot.language.meaning.lists.automaton import LONGEST_NAME
from bot.language.meaning.lists.lexicon import Lexicon
from bot.language.meaning.lists.syntax import NAME, REST
from bot.language.meaning.lists.tokens import Word
from bot.language.meaning.reading import Meaning, Reading, Sure

WITH_WORDS = frozenset(
    {
        Meaning.REPLY,
        Meaning.NOTE,
        Meaning.CLOSE,
        Meaning.REOPEN,
        Meaning.ABSENT,
        Meaning.PEOPLE,
        Meaning.SEARCH,
        Meaning.INVITE,
    }
)
"""Orders that go on in words of their own: the solution, what is to be said."""
SPOKEN_OF = frozenset({Meaning.REPLY, Meaning.NOTE, Meaning.CLOSE, Meaning.REOPEN})
"""Those of them that may be about several tickets."""
SAID_IN_WORDS = frozenset({Meaning.REPLY, Meaning.NOTE})
"""Those that say nothing without words: in «nota 14 8080» the second number is what is noted."""
RANKED = frozenset({Meaning.ASSIGN, Meaning.CRITICALITY, Meaning.CATEGORY})
OF_TICKETS = frozenset({Meaning.DELETE, Meaning.VIEW, Meaning.STATUS, Meaning.TECHNICIAN_LOAD})
LONGEST_NUMBER = 6  # digits of a ticket's number; a longer one is a telephone
BETWEEN_TICKETS = frozenset(" ,")
NEAR = 3  # words between a «no» and the level that it denies
STAR = "⭐"


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


def filled(covered: Covered, reading: Reading) -> Reading:
    """The reading with what its phrase and the words around it name."""
    if reading.meaning is Meaning.CHANGE_FIELD:
        value = covered.slots(covered.main).get(REST, "")
        return replace(reading, field=_field(covered), value=value)
    if reading.meaning is Meaning.ANSWER:
        return _answer(covered, reading)
    if reading.meaning in RANKED:
        return _ranked(covered, reading)
    if reading.meaning in WITH_WORDS:
        return _with_words(covered, reading)
    if reading.meaning in OF_TICKETS:
        return replace(reading, tickets=_tickets(covered.words), names=tuple(_names(covered)))
    return reading


def _field(covered: Covered) -> str:
    fields, main = covered.lexicon.fields, covered.main
    return next(
        (fields[word.folded] for word in covered.words[main.start : main.end] if word.folded in fields), ""
    )


def _answer(covered: Covered, reading: Reading) -> Reading:
    """A name, with the company where it stands beside («…, de Norte SA»); or a number of points."""
    slots = covered.slots(covered.main)
    value = slots.get(REST, slots.get(NAME, ""))
    if not value:
        return replace(reading, place=_points(covered))
    found = covered.lexicon.before_company.search(value)
    if found is None:
        return replace(reading, value=value)
    return replace(reading, value=value[: found.start()], company=value[found.end() :])


def _points(covered: Covered) -> int:
    """From 0, as every place; stars are counted."""
    numbers = covered.lexicon.numbers
    typed = [int(numbers[word.folded]) for word in covered.words if word.folded in numbers]
    return (typed[0] if typed else covered.text.count(STAR)) - 1


def _with_words(covered: Covered, reading: Reading) -> Reading:
    """Its tickets are in its phrases alone: a number in what it says («llego a las 15») is somebody's word."""
    value = covered.slots(covered.main).get(REST) or _after(covered) or reading.rest
    value = _without_opening(covered.lexicon, value)
    spoken = list(_spoken(covered))
    reading = replace(reading, tickets=_tickets(spoken), names=tuple(_names(covered)), value=value)
    return _with_more_tickets(covered, reading) if reading.meaning in SPOKEN_OF else reading


def _with_more_tickets(covered: Covered, reading: Reading) -> Reading:
    """«cerré el 14 y el 15, eran las pilas»: the ones beside the first, which its phrase does not hold."""
    main = covered.words[covered.main.start : covered.main.end]
    first = next((word for word in main if _tickets([word])), None)
    if first is None:
        return reading
    several, told = leading_tickets(covered.lexicon, covered.text[first.start :])
    if len(several) < 2 or (not told and reading.meaning in SAID_IN_WORDS):
        return reading
    return replace(reading, tickets=several, value=_without_opening(covered.lexicon, told))


def _spoken(covered: Covered) -> Iterator[Word]:
    """The words of its phrases, but for those that they say to somebody."""
    for piece in covered.pieces or (covered.main,):
        start, end = covered.spans(piece).get(REST, (piece.end, piece.end))
        yield from covered.words[piece.start : start]
        yield from covered.words[end : piece.end]


def _after(covered: Covered) -> str:
    """What they say after their order, to the letter, unless it is a courtesy («por favor»)."""
    end = covered.main.end
    polite = {
        at
        for piece in covered.pieces
        if piece.entry.meaning in COURTESIES
        for at in range(piece.start, piece.end)
    }
    told = end < len(covered.words) and not polite.issuperset(range(end, len(covered.words)))
    return covered.text[covered.words[end].start :].strip() if told else ""


def _without_opening(lexicon: Lexicon, text: str) -> str:
    """«porque cambié el cable» → «cambié el cable»."""
    head, _, tail = text.partition(" ")
    return tail if tail and head.casefold() in lexicon.opening else text


def _ranked(covered: Covered, reading: Reading) -> Reading:
    """The tickets, the level wherever it stands, and names among what is left over."""
    lexicon, words = covered.lexicon, covered.words
    levels = [
        word for at, word in enumerate(words) if word.folded in lexicon.levels and not _denied(covered, at)
    ]
    mistyped = None if levels else next(_near_levels(covered), None)
    level = (
        levels[-1].folded if levels else mistyped[1] if mistyped else ""
    )  # «bajá el 121 a media»: the last
    names = [*_names(covered), *_left_names(covered, mistyped[0] if mistyped else None)]
    fits = all(len(name.split()) <= LONGEST_NAME for name in names)
    tickets = _tickets(words)
    whole = bool(tickets) and (bool(names) or reading.meaning is not Meaning.ASSIGN)
    return replace(
        reading,
        tickets=tickets,
        level=lexicon.levels.get(level),
        level_typed=covered.text[mistyped[0].start : mistyped[0].end] if mistyped else "",
        names=tuple(names) if fits else (),
        category=names[0] if names and fits and reading.meaning is not Meaning.CRITICALITY else "",
        rest="" if fits else reading.rest,
        sure=reading.sure if fits and whole and not mistyped else Sure.LIKELY,
    )


def _denied(covered: Covered, at: int) -> bool:
    """«no es tan ‹urgente›»: which it is instead has to be asked."""
    for before in range(at - 1, max(at - NEAR, 0) - 1, -1):
        if covered.words[before + 1].apart:
            return False
        if covered.words[before].folded in covered.lexicon.negations:
            return True
    return False


def _near_levels(covered: Covered) -> Iterator[tuple[Word, str]]:
    """«altta»: the word, and the level that may be meant."""
    for _, word in _left(covered):
        near = slips.nearest(word.folded, covered.lexicon.levels)
        if near:
            yield word, near


def _names(covered: Covered) -> Iterator[str]:
    """The names in all phrases of this meaning."""
    for piece in covered.pieces:
        if piece.entry.meaning is covered.main.entry.meaning:
            name = covered.slots(piece).get(NAME)
            if name:
                yield name


def _left_names(covered: Covered, but: Word | None) -> Iterator[str]:
    """Words that no phrase covers and that are no words of the lists; those side by side are one name."""
    run: list[int] = []
    for at, word in _left(covered):
        if word is but:
            continue
        if run and (at != run[-1] + 1 or word.apart):
            yield covered.letters(run[0], run[-1] + 1)
            run = []
        run.append(at)
    if run:
        yield covered.letters(run[0], run[-1] + 1)


def _left(covered: Covered) -> Iterator[tuple[int, Word]]:
    lexicon = covered.lexicon
    taken = {at for piece in covered.pieces for at in range(piece.start, piece.end)}
    for at, word in enumerate(covered.words):
        if at not in taken and word.folded not in lexicon.no_names and not word.folded.isdecimal():
            yield at, word


def _tickets(words: Sequence[Word]) -> tuple[int, ...]:
    numbers = [
        int(word.folded) for word in words if word.folded.isdecimal() and len(word.folded) <= LONGEST_NUMBER
    ]
    return tuple(dict.fromkeys(numbers))


def leading_tickets(lexicon: Lexicon, text: str) -> tuple[tuple[int, ...], str]:
    """«12, 13 y el 14: corte de luz» → 12, 13, 14 and what follows them. Where neither a pause nor an «y» tells that
    the last is a ticket, the first alone is: «12 15 metros de cable» is about Ticket 12, as is «12 2 y 3 cambiados»."""
    words = lexicon.split(text)
    places = _places_of_tickets(lexicon, text, words)
    if len(places) > 1:
        last = places[-1]
        ends = last + 1 == len(words) or words[last + 1].apart
        places = places if ends or _are_joined(lexicon, words, places) else places[:1]
    rest = text[words[places[-1]].end :] if places else text
    return _tickets([words[at] for at in places]), rest.strip(" ,.:;-\n\t")


def _are_joined(lexicon: Lexicon, words: Sequence[Word], places: Sequence[int]) -> bool:
    """«12, 13 y el 14»: by commas, and an «y» before the last."""
    gaps = [words[before + 1 : at + 1] for before, at in pairwise(places)]
    connected = [any(word.folded in lexicon.connecting for word in gap) for gap in gaps]
    return connected[-1] and all(
        joined or any(word.apart for word in gap) for joined, gap in zip(connected, gaps, strict=True)
    )


def _places_of_tickets(lexicon: Lexicon, text: str, words: Sequence[Word]) -> list[int]:
    """Of the numbers that a text begins with, as far as only commas and little words are between them."""
    places: list[int] = []
    for at, word in enumerate(words):
        if places and not BETWEEN_TICKETS.issuperset(text[words[at - 1].end : word.start]):
            break
        if _tickets([word]):
            places.append(at)
        elif not places or word.folded not in lexicon.little:
            break
    return places
