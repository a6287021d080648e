"""A text as words: folded, without slips of emphasis («holaaa»), each with its place in the text as typed."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

MOST = 80  # words that are looked at: a longer text is no answer to anything
_WORD = re.compile(
    r"#?\d{1,18}(?![\w])|[^\W_]+(?:['’][^\W_]+)*|[\u2600-\u27bf\u2b50\U0001f000-\U0001f3fa\U0001f400-\U0001faff]"
)
_BREAK = re.compile(r"(?<!\w)[.:]|[.:](?!\d)|[,;!?¡¿…()\n\"«»\u2013\u2014]|\s-+\s")  # «14.10» is one thing
_LAUGH = re.compile(r"a?(?:j+[aeiou]+){2,}j*s*|(?:ha){2,}h?|l+o+l+|x+d+")
_THRICE = re.compile(r"(\w)\1{2,}")
_TWICE = re.compile(r"(\w)\1+")
_SEXES = ("♀", "♂")
LAUGH = "jaja"


@dataclass(frozen=True)
class Word:
    """`folded` is how it is compared; `apart`: something stands between it and the word before (a comma, a line)."""

    folded: str
    start: int
    end: int
    apart: bool


def split(text: str, short: Mapping[str, str], knows: Callable[[str], bool]) -> list[Word]:
    """The words of a text. `short` are abbreviations («xq») and what they stand for, which may be several words;
    `knows` tells the words that may be meant by one with letters repeated."""
    words: list[Word] = []
    before = 0
    for found in _WORD.finditer(text):
        if found[0] in _SEXES or (words and found[0] == words[-1].folded and not found[0].isalnum()):
            continue  # what an emoji is made of, and the same one again
        folded = _fold(found[0], knows)
        apart = bool(words) and _BREAK.search(text, before, found.start() + 1) is not None
        for place, each in enumerate(short.get(folded, folded).split()):
            words.append(Word(each, found.start(), found.end(), apart and place == 0))
        before = found.end()
        if len(words) >= MOST:
            break
    return words


def _fold(typed: str, knows: Callable[[str], bool]) -> str:
    if typed.isascii() and typed.islower():
        plain = typed
    else:
        decomposed = unicodedata.normalize("NFKD", typed)
        plain = "".join(each for each in decomposed if not unicodedata.combining(each)).casefold()
    plain = plain.lstrip("#").replace("’", "'")
    if knows(plain) or plain.isdecimal():
        return plain
    if _LAUGH.fullmatch(plain):
        return LAUGH
    for squeezed in (_THRICE.sub(r"\1", plain), _THRICE.sub(r"\1\1", plain), _TWICE.sub(r"\1", plain)):
        if squeezed != plain and knows(squeezed):
            return squeezed
    return plain
