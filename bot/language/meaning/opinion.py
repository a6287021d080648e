"""A second opinion where the lists have none: which examples a text is most like.

Naive Bayes over pieces of words: counting the examples is all the training there is, so a line that somebody adds
to them is learned with the next start. It is asked for short texts alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from math import log
from sys import intern

from bot.language.meaning import orders, questions
from bot.language.meaning.cover import EVEN_DENIED, Piece, cover, denied_behind
from bot.language.meaning.covered import Covered
from bot.language.meaning.judge import OPPOSITES
from bot.language.meaning.lists import examples
from bot.language.meaning.lists.examples import Example
from bot.language.meaning.lists.lexicon import Entry, How, Lexicon
from bot.language.meaning.lists.tokens import Word
from bot.language.meaning.reading import SMALL, Asked, Meaning, Reading, Sure
from store.folding import fold

MOST_STRANGE = 0.5  # of the words, that no example has
LIKELY, CERTAIN = 0.5, 2.0  # margins, in nats for each word
NAMES = ("names", "category")
NO_PHRASE = -1
DENIABLE = frozenset({*questions.CHANGES, Meaning.OPEN}) - {Meaning.ABSENT, Meaning.PRESENT}
"""What a «no» in front takes back."""
NOT_GIVEN = frozenset({Meaning.NOTHING, Meaning.ANSWER, Meaning.OTHER_MATTER})
TELLS_OF_IT = frozenset({Asked.SOLVED, Asked.REOPEN})
"""Where a problem that is told is an answer."""
CHOOSES = frozenset({Asked.PHONE, Asked.IMAGE, Asked.SUMMARY, Asked.YES_NO})
CHOICES = frozenset({Meaning.YES, Meaning.NO, Meaning.SKIP, Meaning.DONE})
"""Where it is none of these: «bien, no anda» confirms nothing."""
MOST_OF_SMALL = 4  # words of a courtesy that no list has
SMOOTHING = 0.05
SHORTEST, LONGEST = 2, 4  # letters of a piece
MOST_WORDS = 10
CLIENT = "client"
SHARED = frozenset(
    {Meaning.PROBLEM, Meaning.NOTHING, Meaning.WORKS, Meaning.STILL_FAILS, Meaning.OTHER_MATTER}
)
"""What staff say as clients do; the rest of a client's examples would mean something else in their mouth."""


@dataclass(frozen=True)
class Opinion:
    """The likeliest meaning, and by how much it beats the next, in nats for each word."""

    meaning: Meaning
    margin: float


class Examples:
    """The examples of one question, counted."""

    def __init__(self, lines: Iterable[tuple[Meaning, Sequence[str]]]) -> None:
        counts: dict[Meaning, Counter[str]] = defaultdict(Counter)
        seen: Counter[Meaning] = Counter()
        self.words: set[str] = set()
        self.words_of: dict[Meaning, set[str]] = defaultdict(set)
        for meaning, words in lines:
            seen[meaning] += 1
            counts[meaning].update(set(_pieces(words)))
            self.words.update(words)
            self.words_of[meaning].update(words)
        kinds = len(set().union(*counts.values())) if counts else 0
        self.before = {meaning: log(number / seen.total()) for meaning, number in seen.items()}
        self.floor: dict[Meaning, float] = {}
        self.seen: dict[str, tuple[tuple[Meaning, int], ...]] = {}
        for meaning, pieces in counts.items():
            total = log(pieces.total() + SMOOTHING * kinds)
            self.floor[meaning] = log(SMOOTHING) - total
            for piece, number in pieces.items():
                self.seen[intern(piece)] = (*self.seen.get(piece, ()), (meaning, number))

    def opinion(self, words: Sequence[str]) -> Opinion | None:
        """What they are most like; None where fewer than two meanings were ever seen."""
        if len(self.before) < 2:
            return None
        known = [seen for piece in set(_pieces(words)) if (seen := self.seen.get(piece))]
        score = {meaning: self.before[meaning] + len(known) * floor for meaning, floor in self.floor.items()}
        for seen in known:
            for meaning, number in seen:
                score[meaning] += _gain(number)
        (best, most), (_, next_most) = sorted(score.items(), key=lambda each: -each[1])[:2]
        return Opinion(best, (most - next_most) / max(1, len(words)))


@cache
def _gain(number: int) -> float:
    """What a piece adds that was seen so often, against one that never was."""
    return log(number + SMOOTHING) - log(SMOOTHING)


def _pieces(words: Sequence[str]) -> Iterator[str]:
    """Runs of letters, the ends of each word marked, and pairs of words."""
    for word in words:
        marked = f" {word} "
        for length in range(SHORTEST, LONGEST + 1):
            for start in range(len(marked) - length + 1):
                yield marked[start : start + length]
    yield from map(" ".join, pairwise(words))


@cache
def of(lexicon: Lexicon, asked: Asked, staff: bool) -> Examples:
    """The examples of a question, as a client or staff would mean them."""
    written = (each for language in lexicon.languages for each in examples.of(language))
    said = ((_means(each, asked, staff), each) for each in written)
    return Examples((meaning, _taught(lexicon, each)) for meaning, each in said if meaning)


@lru_cache(maxsize=10_000)  # plain words teach every question
def _taught(lexicon: Lexicon, example: Example) -> list[str]:
    """Its words without the names in it, which teach nothing."""
    names = {word for kind, value in example.besides if kind in NAMES for word in fold(value).split()}
    return [word for word in plain(lexicon.split(example.text)) if word not in names]


def _means(example: Example, asked: Asked, staff: bool) -> Meaning | None:
    """What an example teaches about a question; plain words mean nothing wherever they are said."""
    if example.asked is asked:
        theirs = (example.role != CLIENT) is staff or (staff and example.meaning in SHARED)
        return example.meaning if theirs else None
    if example.asked is not Asked.NOTHING or asked in TELLS_OF_IT:
        return None
    return Meaning.NOTHING if example.meaning in (Meaning.NOTHING, Meaning.PROBLEM) else None


def plain(words: Sequence[Word]) -> list[str]:
    """The words as they are compared: one number is like another."""
    return ["0" if word.folded.isdecimal() else word.folded for word in words]


def asked(
    lexicon: Lexicon, text: str, words: Sequence[Word], staff: bool, asked: Asked, reading: Reading
) -> Reading:
    """The reading that the examples of a question give, where they are sure enough; else the one that there is."""
    known = of(lexicon, questions.OPINED[asked], staff)
    spoken = plain(words)
    strange = [word for word in spoken if word not in known.words]
    if not any(map(str.isalpha, text)) or len(words) > MOST_WORDS or len(strange) > MOST_STRANGE * len(words):
        return reading
    found = known.opinion(spoken)
    if found is None or found.meaning in NOT_GIVEN or found.margin < LIKELY:
        return reading
    things = (lexicon.things & set(spoken)) - known.words_of[found.meaning]  # «gracias! y el ‹mail›?»
    hurry = not lexicon.hurry.isdisjoint(spoken)
    told = strange or things or hurry or len(words) > MOST_OF_SMALL
    plainly = reading.also & OPPOSITES or (told and found.meaning in SMALL)
    if asked is Asked.NOTHING and plainly:  # «no, la otra»: words for whoever asked
        return reading
    if found.meaning not in EVEN_DENIED and denied_behind(lexicon, words, len(words) - 1):
        return reading
    if found.meaning in DENIABLE and words[0].folded in lexicon.negations:
        return reading  # «no quiero cerrarlo»
    if found.meaning in questions.CHANGES and not lexicon.excepting.isdisjoint(spoken):
        return reading  # «cerrá todos menos el 2»
    if found.meaning is Meaning.PROBLEM:
        return replace(reading, meaning=Meaning.PROBLEM, sure=Sure.LIKELY)
    denied = found.meaning is Meaning.WORKS and not lexicon.negations.isdisjoint(spoken)
    fails = asked in CHOOSES and found.meaning in CHOICES and _tells_what_fails(lexicon, words)
    certain = found.margin >= CERTAIN and not (
        strange or things or denied or fails or found.meaning in questions.CHANGES
    )
    given = Reading(
        found.meaning,
        Sure.CERTAIN if certain else Sure.LIKELY,
        rest=text.strip() if strange or things or fails else "",
        said=text.strip(),
        also=reading.also - {found.meaning},
    )
    main = Piece(0, len(words), Entry(found.meaning, How.MAYBE), NO_PHRASE)
    filled = orders.filled(Covered(lexicon, text, words, (), main), given)
    names = tuple(name for name in filled.names if not known.words.issuperset(fold(name).split()))
    return replace(filled, names=names, meaning=questions.COMES_TO.get((asked, found.meaning), found.meaning))


def _tells_what_fails(lexicon: Lexicon, words: Sequence[Word]) -> bool:
    pieces = cover(lexicon, words, Asked.NOTHING, {Meaning.PROBLEM: 0, None: 1})
    return any(piece.entry.meaning and piece.entry.how is not How.MAYBE for piece in pieces)
