"""The labels that are on the screen: typed in full, with a slip, by their place, or with little words around them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.language import words as reading_words
from bot.language.meaning import slips
from bot.language.meaning.lists.lexicon import Lexicon
from bot.language.meaning.lists.tokens import Word
from bot.language.meaning.reading import Meaning, Reading, Sure


def typed(
    lexicon: Lexicon, text: str, words: Sequence[Word], labels: Sequence[str], *, strict: bool
) -> Reading | None:
    """The label that was typed. `strict`: to the letter, where a text of their own may answer as well."""
    place = reading_words.chosen(text, labels)
    if place is None and not strict:
        place = _with_little_words(lexicon, text, words, labels)
    if place is None and not strict:
        place = _pointed_at(lexicon, words, labels)
    if place is not None:
        return Reading(Meaning.LABEL, said=text, place=place)
    return None if strict else _with_a_slip(lexicon, text, labels)


def _with_little_words(
    lexicon: Lexicon, text: str, words: Sequence[Word], labels: Sequence[str]
) -> int | None:
    """«la 2», «la segunda», «la opción alta», «confirmar por favor»; «#2» is a ticket and no place."""
    left = [word.folded for word in words if word.folded not in lexicon.around]
    if len(left) == 1 and left[0] in lexicon.numbers:
        if "#" in text:
            return None
        place = int(lexicon.numbers[left[0]]) - 1
        return place if 0 <= place < len(labels) else None
    return reading_words.chosen(" ".join(left), labels)


def _pointed_at(lexicon: Lexicon, words: Sequence[Word], labels: Sequence[str]) -> int | None:
    """«el del mail»: the only label that has these words."""
    if not points(words, lexicon):
        return None
    said = {word.folded for word in words[2:] if word.folded not in lexicon.around}
    fitting = [place for place, label in enumerate(labels) if said <= _words(lexicon, label)]
    return fitting[0] if said and len(fitting) == 1 else None


def points(words: Sequence[Word], lexicon: Lexicon) -> bool:
    """«el de», «la de»."""
    return " ".join(word.folded for word in words[:2]) in lexicon.pointing


def _words(lexicon: Lexicon, label: str) -> set[str]:
    words: Sequence[Word] = lexicon.split(label)
    return {word.folded for word in words}


_COUNT = re.compile(r"\(\d+\)?")


def _digits(folded: str) -> str:
    """Those of the numbers in it; but for a count behind a name, which changes by itself («Ana (3)»)."""
    return "".join(filter(str.isdecimal, _COUNT.sub("", folded)))


def _with_a_slip(lexicon: Lexicon, text: str, labels: Sequence[str]) -> Reading | None:
    """Another number is no slip: it names another ticket."""
    said, folded = reading_words.fold(text), [reading_words.fold(label) for label in labels]
    meant = slips.nearest(said, [each for each in folded if _digits(each) in ("", _digits(said))])
    if meant is None:
        return None
    reading = Reading(Meaning.LABEL, said=text, place=folded.index(meant))
    if meant in lexicon.levels:
        return replace(reading, sure=Sure.LIKELY, level=lexicon.levels[meant], level_typed=text.strip())
    return replace(reading, sure=Sure.LIKELY) if meant.split()[0] in lexicon.careful else reading
