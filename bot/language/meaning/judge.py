"""From the phrases that cover a text to what it means where this is asked."""

from collections.abc import Sequence
from dataclasses import replace

from bot.language.meaning import orders, questions
from bot.language.meaning.cover import Piece
from bot.language.meaning.lexicon import Lexicon
from bot.language.meaning.reading import SMALL, Asked, Meaning, Reading, Sure
from bot.language.meaning.tokens import Word

COURTESIES = frozenset({None, Meaning.GREETING, Meaning.THANKS})
OPPOSITES = frozenset({Meaning.YES, Meaning.NO})
DIGITS_OF_A_PHONE = 6


def judge(
    lexicon: Lexicon,
    text: str,
    words: Sequence[Word],
    pieces: Sequence[Piece],
    asked: Asked,
    heard: Sequence[Meaning],
) -> Reading:
    """The meaning that comes first at this question, what else is in the text, and what is left over of it."""
    if asked is Asked.PHONE and sum(map(str.isdigit, text)) >= DIGITS_OF_A_PHONE:
        return Reading(Meaning.ANSWER, value=text.strip())
    rest = left_over(text, words, pieces)
    read = frozenset(piece.entry.meaning for piece in pieces if piece.entry.meaning)
    main = _first(pieces, heard)
    plain = Reading(Meaning.NOTHING, Sure.NONE, rest=text.strip(), also=read)
    if main is None:
        greets = Meaning.GREETING in read
        return plain if rest else Reading(Meaning.GREETING if greets else Meaning.THANKS, said=text.strip())
    meaning = main.entry.meaning
    assert meaning is not None
    if meaning is Meaning.PROBLEM:
        return replace(plain, meaning=meaning, sure=Sure.CERTAIN, also=read - {meaning})
    if rest and (asked in questions.FREE_TEXT or (asked is Asked.NOTHING and meaning in SMALL)):
        return plain
    reading = Reading(
        meaning,
        _sure(lexicon, meaning, read, rest),
        rest=rest,
        said=text[words[main.start].start : words[main.end - 1].end],
        also=read - {meaning},
    )
    reading = orders.filled(lexicon, text, words, pieces, main, reading)
    return replace(reading, meaning=questions.COMES_TO.get((asked, meaning), meaning))


def left_over(text: str, words: Sequence[Word], pieces: Sequence[Piece]) -> str:
    """To the letter, from the first word that no piece covers up to the last."""
    covered = {at for piece in pieces for at in range(piece.start, piece.end)}
    left = [at for at in range(len(words)) if at not in covered]
    if not left:
        return ""
    after = left[-1] + 1
    end = words[after].start if after < len(words) else len(text)
    return text[words[left[0]].start : end].strip(" ,;:-\n\t") if left else ""


def _first(pieces: Sequence[Piece], heard: Sequence[Meaning]) -> Piece | None:
    """The piece whose meaning comes first at this question; of «sí» and «no», what was said first."""
    meant = [piece for piece in pieces if piece.entry.meaning not in COURTESIES]
    found = min(meant, key=lambda piece: heard.index(piece.entry.meaning), default=None)
    if found and found.entry.meaning in OPPOSITES:
        return next(piece for piece in meant if piece.entry.meaning in OPPOSITES)
    return found


def _sure(lexicon: Lexicon, meaning: Meaning, read: frozenset[Meaning], rest: str) -> Sure:
    """A yes with a «but», or beside a no, is a doubt."""
    if meaning in OPPOSITES and (read >= OPPOSITES or rest.casefold().startswith(tuple(lexicon.but))):
        return Sure.LIKELY
    return Sure.CERTAIN
