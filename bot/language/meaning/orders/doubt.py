"""Whether an order is meant as one: what asks, sets a condition, plans or denies puts it in doubt, and so do words
beside it that nobody read."""

from collections.abc import Iterator
from dataclasses import replace

from bot.language.meaning.cover import COURTESIES
from bot.language.meaning.covered import Covered
from bot.language.meaning.lists.syntax import NAME
from bot.language.meaning.reading import DOUBTFUL, QUESTION, STATE, Meaning, Reading, Sure

RANKED = frozenset({Meaning.ASSIGN, Meaning.CRITICALITY, Meaning.CATEGORY})
CLOSINGS = frozenset({Meaning.CLOSE, Meaning.REOPEN})
TELLING = frozenset({Meaning.REPLY, Meaning.NOTE})
"""What they go on with is somebody's words, be it a question."""
MARKS = frozenset("?¿")


def weighed(covered: Covered, reading: Reading) -> Reading:
    """LIKELY where the order is in doubt. What follows it is then no solution; what a pause parts from it may be."""
    if reading.meaning not in RANKED | CLOSINGS | TELLING:
        return reading
    asks = _asks(covered, reading)
    words = list(_beside(covered, reading))
    if not asks and not words:
        return reading
    signs = (
        {DOUBTFUL} | ({QUESTION} if asks else set()) | ({STATE} if asks and _tells_state(covered) else set())
    )
    value = _solution(covered, words, asks) if reading.meaning in CLOSINGS else reading.value
    left = "" if asks or reading.meaning in TELLING else _left(covered, reading, words)
    return replace(reading, sure=Sure.LIKELY, value=value, left=left, signs=reading.signs | signs)


def _asks(covered: Covered, reading: Reading) -> bool:
    """«¿el 121 es crítico?», «quién tiene el 121»."""
    if reading.meaning not in TELLING and not MARKS.isdisjoint(covered.text):
        return True
    lexicon = covered.lexicon
    asking = lexicon.question_words - lexicon.prepositions - lexicon.opening - lexicon.doubtful
    first = next((word for at, word in enumerate(covered.words) if not _is_around(covered, at)), None)
    return first is not None and first.folded in asking


def _is_around(covered: Covered, at: int) -> bool:
    """Whether a word only leads to what is said: «y», «che»."""
    return covered.words[at].folded in covered.lexicon.connecting or at in _places(covered, courteous=True)


def _tells_state(covered: Covered) -> bool:
    """«el 121 lo tiene beto», and not «me pasás el 121 a beto»."""
    return any(word.folded in covered.lexicon.states for word in covered.words)


def _solution(covered: Covered, words: list[int], asks: bool) -> str:
    """«cambié el cable, cerrá el 121»."""
    start = covered.main.start
    parted = start > 0 and covered.words[start].apart
    if asks or not parted or words[-1] >= start or any(_is_doubtful(covered, at) for at in range(start)):
        return ""
    return covered.letters(words[0], start)


def _left(covered: Covered, reading: Reading, words: list[int]) -> str:
    """What follows it, from the first word on that puts it in doubt; all of it where it would be the solution."""
    if reading.meaning in CLOSINGS:
        return reading.value if reading.value and covered.text.endswith(reading.value) else ""
    start, _ = covered.spans(covered.main).get(NAME, (covered.main.end, 0))
    behind = [at for at in words if at >= start]
    first = min(behind[0], covered.main.end) if behind else 0
    return covered.text[covered.words[first].start :].strip() if behind else ""


def _beside(covered: Covered, reading: Reading) -> Iterator[int]:
    """The places of the words that put it in doubt: before the order and in it, and the first behind; where nothing is
    told behind it, any."""
    known, courteous = _places(covered), _places(covered, courteous=True)
    main, count, ranked = covered.main, len(covered.words), reading.meaning in RANKED
    end = main.start if reading.meaning in TELLING else main.end
    read_to = next((at for at in range(end, count) if covered.words[at].apart), count) if ranked else end
    for at in range(end if reading.meaning in TELLING else count):
        doubtful = _is_doubtful(covered, at) and (at <= end or ranked)
        unread = at < read_to and _is_unread(covered, reading, at, at in known)
        if at not in courteous and (doubtful or unread or _denies(covered, at)):
            yield at


def _is_doubtful(covered: Covered, at: int) -> bool:
    return covered.words[at].folded in covered.lexicon.doubtful


def _denies(covered: Covered, at: int) -> bool:
    """«no le pases el 121 a beto»; but «no, pasale el 121 a beto»."""
    words, start = covered.words, covered.main.start
    denies = at < start and words[at].folded in covered.lexicon.negations
    return denies and not any(word.apart for word in words[at + 1 : start + 1])


def _is_unread(covered: Covered, reading: Reading, at: int, known: bool) -> bool:
    """Whether nothing was made of a word. What may be a name is one, where a name is wanted."""
    lexicon, word = covered.lexicon, covered.words[at].folded
    if reading.meaning in CLOSINGS and at < covered.main.start and word in lexicon.prepositions:
        return True  # «para cerrar el 121 necesito la clave»
    if known or word.isdecimal() or word in lexicon.little | lexicon.connecting | lexicon.wanting:
        return False
    return reading.meaning not in RANKED or not _may_be_a_name(covered, at)


def _may_be_a_name(covered: Covered, at: int) -> bool:
    lexicon, words = covered.lexicon, covered.words
    leads = at > 0 and words[at - 1].folded in lexicon.before_a_name
    return leads or words[at].folded not in lexicon.no_names - lexicon.levels.keys()


def _places(covered: Covered, *, courteous: bool = False) -> set[int]:
    """Where the phrases stand, or those of courtesies alone; what tells of a problem is nobody's order."""
    return {
        at
        for piece in covered.pieces
        if piece.entry.meaning is not Meaning.PROBLEM and (not courteous or piece.entry.meaning in COURTESIES)
        for at in range(piece.start, piece.end)
    }
