"""What an order says in words of its own: the solution, the note, what a client is to read; and for which tickets."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.language.meaning.cover import COURTESIES
from bot.language.meaning.covered import Covered, names_in, rest_of, spoken, tickets_in
from bot.language.meaning.lists.lexicon import Lexicon
from bot.language.meaning.lists.syntax import REST
from bot.language.meaning.lists.tokens import Word
from bot.language.meaning.reading import RUNS_ON, Meaning, Reading, Sure

SPOKEN_OF = frozenset({Meaning.REPLY, Meaning.NOTE, Meaning.CLOSE, Meaning.REOPEN})
"""Orders that may be about several tickets."""
SAID_IN_WORDS = frozenset({Meaning.REPLY, Meaning.NOTE})
"""Those that say nothing without words: in «nota 14 8080» the second number is what is noted."""
BETWEEN_TICKETS = frozenset(" ,")
ASKS = "asks"


def with_words(covered: Covered, reading: Reading) -> Reading:
    """Its tickets are in its phrases alone: a number in what it says («llego a las 15») is somebody's word."""
    value = covered.slots(covered.main).get(REST) or _after(covered) or reading.rest
    value = without_opening(covered.lexicon, value)
    reading = replace(
        reading, tickets=tickets_in(spoken(covered)), names=tuple(names_in(covered)), value=value
    )
    reading = _with_more_tickets(covered, reading) if reading.meaning in SPOKEN_OF else reading
    return _with_question(covered, reading) if reading.meaning is Meaning.REPLY else reading


def _with_more_tickets(covered: Covered, reading: Reading) -> Reading:
    """«cerré el 14 y el 15, eran las pilas»: the ones beside the first, which its phrase does not hold."""
    main = covered.words[covered.main.start : covered.main.end]
    first = next((word for word in main if tickets_in([word])), None)
    if first is None:
        return reading
    after = covered.text[first.start :]
    several, told = leading_tickets(covered.lexicon, after)
    if len(several) < 2 or (not told and reading.meaning in SAID_IN_WORDS):
        return reading
    if told and _is_polite(covered, len(covered.words) - len(covered.lexicon.split(told))):
        return replace(reading, tickets=several, value="")
    if reading.meaning not in SAID_IN_WORDS and runs_on(covered.lexicon, after):
        return replace(
            reading, tickets=several[:1], value="", sure=Sure.LIKELY, signs=reading.signs | {RUNS_ON}
        )
    return replace(reading, tickets=several, value=without_opening(covered.lexicon, told))


def _with_question(covered: Covered, reading: Reading) -> Reading:
    """«preguntale cuándo puede», «preguntale al 14 si anda»; but «decile cuándo vas» is no question, nor are its words
    after «cuándo» what is to be said."""
    if ASKS in reading.signs:
        return replace(reading, question=_question(covered, reading.value))
    lexicon, start = covered.lexicon, rest_of(covered)[0]
    leaves_out = covered.words[start - 1].folded if start else ""
    doubtful = leaves_out in (lexicon.question_words | lexicon.whether) - lexicon.opening
    return replace(reading, sure=Sure.LIKELY) if doubtful else reading


def _question(covered: Covered, value: str) -> str:
    """With the word that asks; «si» is none. Empty where nothing is asked («ask him to restart»)."""
    lexicon, (start, end) = covered.lexicon, rest_of(covered)
    first = next(iter(lexicon.split(value)), None)
    if first is None or first.folded in lexicon.question_words:
        return value
    if first.folded in lexicon.whether:
        return value[first.end :].strip()
    asks = start
    while asks and covered.words[asks - 1].folded in lexicon.question_words:
        asks -= 1
    is_whether = start > 0 and covered.words[start - 1].folded in lexicon.whether
    return covered.letters(asks, end) if asks < start or is_whether else ""


def _after(covered: Covered) -> str:
    """What they say after their order, to the letter, unless it is a courtesy («por favor»), or the same again («ya
    está el 14, cerralo»)."""
    end = covered.main.end
    again = covered.main.entry.meaning in SPOKEN_OF - SAID_IN_WORDS and covered.pieces[-1:]
    if again and again[0].entry.meaning is covered.main.entry.meaning and again[0].start == end:
        return ""
    return "" if _is_polite(covered, end) else covered.text[covered.words[end].start :].strip()


def _is_polite(covered: Covered, start: int) -> bool:
    """Whether no more than courtesies stand from a word on."""
    return polite(covered).issuperset(range(start, len(covered.words)))


def polite(covered: Covered) -> set[int]:
    """The places of the words that are courtesies."""
    return {
        at
        for piece in covered.pieces
        if piece.entry.meaning in COURTESIES
        for at in range(piece.start, piece.end)
    }


def without_opening(lexicon: Lexicon, text: str) -> str:
    """«porque cambié el cable» → «cambié el cable»."""
    head, _, tail = text.partition(" ")
    return tail if tail and head.casefold() in lexicon.opening else text


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
    return tickets_in([words[at] for at in places]), rest.strip(" ,.:;-\n\t")


def names_a_ticket(lexicon: Lexicon, text: str, first: bool) -> bool:
    words = lexicon.split(text)
    around = lexicon.connecting | lexicon.before_a_ticket
    return any(
        not first or all(word.folded in around for word in words[:at]) for at in _named(lexicon, text, words)
    )


def where_another_begins(lexicon: Lexicon, text: str) -> list[int]:
    """The places of the words before a ticket («‹el› 13») where something is said of the one before, and nothing parts
    them."""
    words = lexicon.split(text)
    gaps = {at: words[before + 1 : at] for before, at in pairwise(_named(lexicon, text, words))}
    return [
        at - 1
        for at, gap in gaps.items()
        if any(word.folded not in lexicon.little for word in gap)
        and not any(word.apart or word.folded in lexicon.connecting for word in gap)
    ]


def _named(lexicon: Lexicon, text: str, words: Sequence[Word]) -> list[int]:
    """The places of the numbers that are said to be tickets: «el 12», «#12»."""
    return [
        at
        for at, word in enumerate(words)
        if tickets_in([word])
        and (text[word.start] == "#" or (at and words[at - 1].folded in lexicon.before_a_ticket))
    ]


def runs_on(lexicon: Lexicon, text: str) -> bool:
    """Whether nothing parts the last of the several tickets that a text begins with from its words, so that it may
    begin what they say: «el 1 y el 2 mañana lo veo»."""
    words = lexicon.split(text)
    places = _places_of_tickets(lexicon, text, words)
    if len(places) < 2 or places[-1] + 1 == len(words):
        return False
    following = words[places[-1] + 1]
    return not following.apart and following.folded not in lexicon.opening


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
        if tickets_in([word]):
            places.append(at)
        elif not places or word.folded not in lexicon.little:
            break
    return places
