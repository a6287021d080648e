"""How a text becomes words to find it by, the same for what is kept and for what is looked for, on both databases.

Words are folded and stemmed: «reparación», «reparacion» and «REPARACIONES» meet. Spanish endings by snowball, whose
stems lose a last e or i («gotea», «goteando»); of English only -s, -ed and -ing, which no Spanish word here misses.
What looks like a telephone number is also found by its last digits, whatever stands before them or between.
"""

import re
import threading
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from operator import itemgetter

import snowballstemmer

from store.folding import plain

MOST = 2000  # different words of one text: a log file that somebody pastes is not found by every line of it
READ = 200_000  # characters of it
LONGEST = 40  # characters of a word
LAST_DIGITS, FEWEST_DIGITS = 7, 6  # of a telephone number; where it is local, six are all of it
MOBILE = "15"  # stands between the area and the number, where somebody writes so

_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")  # accents may stand after their letters
_NUMBER = re.compile(r"\+?\d[\d\s().\-/]{0,30}\d")
_NOUN = re.compile(r"(?<=[csx])ion$")
_ENGLISH = re.compile(r"(?<=\w{3})(?:ing|ed|(?<=[^aeiou])s)$")

_spanish = snowballstemmer.stemmer("spanish")
_one_at_a_time = threading.Lock()


def of(text: str) -> list[str]:
    """The different words of a text, in order."""
    return list(islice(dict.fromkeys(map(_WORD_OF_SPAN, spans(text[:READ]))), MOST))


def wanted(text: str) -> list[tuple[str, ...]]:
    """What somebody looks for: all of these, each of which may be any of several words."""
    terms: dict[tuple[str, ...], None] = {}
    for number in _NUMBER.finditer(text):
        if digits := _telephone(number[0]):
            terms[tuple(_ends_of_any_spelling(digits))] = None
    without = _NUMBER.sub(lambda found: " " if _telephone(found[0]) else found[0], text)
    for word in of(without):
        terms[word,] = None
    return list(terms)


def spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each word of a text begins and ends."""
    for number in _NUMBER.finditer(text):
        for end in _ends(_telephone(number[0])):
            yield number.start(), number.end(), end
    for found in _WORD.finditer(text):
        yield found.start(), found.end(), stem(found[0])


_WORD_OF_SPAN = itemgetter(2)


def stem(word: str) -> str:
    """«impresoras» → "impresor"."""
    return _stem(plain(word[:LONGEST]))


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    if not word.isalpha() or len(word) < 4:
        return word
    word = f"{word[:-3]}z" if word.endswith("ces") else _ENGLISH.sub("", word)
    with _one_at_a_time:  # the stemmer keeps the word that it works on in itself
        once = plain(_spanish.stemWord(_NOUN.sub("ión", word)))
        # «escáneres» → "escaner" → "escan", as of «escáner»
        stemmed = plain(_spanish.stemWord(once)) if once.endswith("er") else once
    return stemmed.rstrip("ei") if len(stemmed) > 3 else stemmed


def _telephone(text: str) -> str:
    """Its digits, where there are enough of them."""
    digits = re.sub(r"\D", "", text)
    return digits if len(digits) >= FEWEST_DIGITS else ""


def _ends(digits: str) -> Sequence[str]:
    return [f"#{digits[-n:]}" for n in (LAST_DIGITS, FEWEST_DIGITS) if len(digits) >= n]


def _ends_of_any_spelling(digits: str) -> Sequence[str]:
    """«02944 15-42-1234» is also what ends in 421234: what stands before it there, nobody knows."""
    ends = _ends(digits)
    return ends if digits[-8:-6] == MOBILE else ends[:1]
