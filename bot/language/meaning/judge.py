"""From the phrases that cover a text to what it means where this is asked."""

from collections.abc import Sequence
from dataclasses import replace

from bot.language.meaning import orders, questions
from bot.language.meaning.cover import COURTESIES, Piece, Ranks
from bot.language.meaning.covered import Covered
from bot.language.meaning.lists.lexicon import How, Lexicon
from bot.language.meaning.lists.tokens import MOST, Word
from bot.language.meaning.orders import doubt
from bot.language.meaning.reading import SMALL, Asked, Meaning, Reading, Sure

OPPOSITES = frozenset({Meaning.YES, Meaning.NO})
FAILS = frozenset({Meaning.NO, Meaning.STILL_FAILS})
DIGITS_OF_A_PHONE = 6
AROUND = " ,;:-\n\t"
HEARS_HURRY = frozenset({Asked.NOTHING, Asked.PLACE, Asked.SOLVED, Asked.REOPEN})
"""Where a client's «urgente» alone is no courtesy: somebody is to hear it."""


def judge(
    lexicon: Lexicon,
    text: str,
    words: Sequence[Word],
    pieces: Sequence[Piece],
    asked: Asked,
    ranks: Ranks,
) -> Reading:
    """The meaning that comes first at this question, what else is in the text, and what is left over of it."""
    if asked is Asked.PHONE and sum(map(str.isdigit, text)) >= DIGITS_OF_A_PHONE:
        return Reading(Meaning.ANSWER, value=text.strip())
    rest = left_over(lexicon, text, words, pieces)
    read = frozenset(piece.entry.meaning for piece in pieces if piece.entry.meaning)
    main = _first([piece for piece in pieces if not _is_told(lexicon, words, pieces, piece)], ranks)
    plain = Reading(Meaning.NOTHING, Sure.NONE, rest=text.strip(), also=read)
    if main is None:
        of_client = Meaning.ASSIGN not in ranks
        if of_client and asked in HEARS_HURRY and any(word.folded in lexicon.hurry for word in words):
            return plain
        greets = Meaning.GREETING in read
        return plain if rest else Reading(Meaning.GREETING if greets else Meaning.THANKS, said=text.strip())
    meaning = main.entry.meaning
    assert meaning is not None
    if meaning is Meaning.PROBLEM:
        return replace(plain, meaning=meaning, sure=_sure(main, read, rest), also=read - {meaning})
    if rest and (_must_be_all(main, asked) or (asked is Asked.NOTHING and meaning in SMALL)):
        return plain
    reading = Reading(
        meaning,
        _sure(main, read, rest, _takes_back(lexicon, rest)),
        rest=rest,
        said=text[words[main.start].start : words[main.end - 1].end],
        also=read - {meaning},
    )
    covered = Covered(lexicon, text, words, pieces, main)
    reading = orders.filled(covered, reading)
    if Meaning.ASSIGN in ranks:  # of the staff
        reading = doubt.weighed(covered, reading)
    if asked is Asked.SOLVED and meaning in FAILS and _takes_it_back(text, read, pieces, main):
        reading = replace(reading, sure=Sure.LIKELY, rest=text.strip())
    if meaning is Meaning.CLOSE_ALL or (asked is Asked.RATING and meaning is Meaning.ANSWER):
        reading = replace(reading, value=_number(lexicon, words))
    return replace(reading, meaning=questions.COMES_TO.get((asked, meaning), meaning))


def _takes_it_back(text: str, read: frozenset[Meaning], pieces: Sequence[Piece], main: Piece) -> bool:
    """«no lo reabras, ya anda», «¿y si vuelve a pasar?»."""
    works = any(piece.entry.meaning is Meaning.WORKS and piece.start > main.start for piece in pieces)
    return works or (Meaning.YES in read and "?" in text)


def _must_be_all(main: Piece, asked: Asked) -> bool:
    """Whether a meaning counts only as the whole text. What is said within any answer to this question counts always:
    «no anda todavía, no lo cierren»."""
    said_to_it = main.entry.asked is asked and main.entry.how is How.WITHIN
    return asked in questions.FREE_TEXT and not said_to_it


def left_over(lexicon: Lexicon, text: str, words: Sequence[Word], pieces: Sequence[Piece]) -> str:
    """To the letter, from the first word that no piece covers up to the last, and all that was not looked at; empty
    where only «y» or «pero» is."""
    meant = (piece for piece in pieces if piece.entry.meaning is not Meaning.PROBLEM)
    covered = {at for piece in meant for at in range(piece.start, piece.end)}
    count = len(words)
    left = [at for at in range(count) if at not in covered]
    if count >= MOST:
        return text[words[left[0]].start if left else words[-1].end :].strip(AROUND)
    if all(words[at].folded in lexicon.connecting for at in left):
        return ""
    if left[-1] + 1 < count and words[left[-1]].folded in lexicon.connecting:
        left.pop()  # it leads to what is said after it: «no anda ‹y› necesito un técnico»
    after = left[-1] + 1
    return text[words[left[0]].start : words[after].start if after < count else len(text)].strip(AROUND)


def _number(lexicon: Lexicon, words: Sequence[Word]) -> str:
    """The first number that is said, in figures."""
    numbers = (lexicon.numbers[word.folded] for word in words if word.folded in lexicon.numbers)
    return next(numbers, "")


def _first(pieces: Sequence[Piece], ranks: Ranks) -> Piece | None:
    """The piece whose meaning comes first at this question; of «sí» and «no», what was said first."""
    meant = [piece for piece in pieces if piece.entry.meaning not in COURTESIES]
    found = min(meant, key=lambda piece: ranks[piece.entry.meaning], default=None)
    if found and found.entry.meaning in OPPOSITES:
        return next(piece for piece in meant if piece.entry.meaning in OPPOSITES)
    return found


def _is_told(lexicon: Lexicon, words: Sequence[Word], pieces: Sequence[Piece], piece: Piece) -> bool:
    """Whether it belongs to what is told just before it: «cerrá el 12, era el cable ‹suelto›»."""
    if piece.entry.meaning not in questions.SHOWN or words[piece.start].apart:
        return False
    return any(before.end == piece.start and before.entry.meaning not in COURTESIES for before in pieces)


def _takes_back(lexicon: Lexicon, rest: str) -> bool:
    """«pero …», «lo del mail, pero la impresora no»."""
    if rest.casefold().startswith(tuple(lexicon.but)):
        return True
    words = [word.folded for word in lexicon.split(rest)]
    but = next((at for at, word in enumerate(words) if word in lexicon.but), len(words))
    return not lexicon.negations.isdisjoint(words[but:])


def _sure(main: Piece, read: frozenset[Meaning], rest: str, taken_back: bool = False) -> Sure:
    """A yes with a «but», or beside a no, is a doubt, as is what is meant where nothing else is."""
    if main.entry.how is How.MAYBE:
        return Sure.LIKELY
    doubtful = read >= OPPOSITES or taken_back
    if main.entry.meaning in {*OPPOSITES, Meaning.WORKS} and doubtful:
        return Sure.LIKELY
    return Sure.CERTAIN
