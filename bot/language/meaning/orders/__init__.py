"""What a reading names: tickets, people, a level, a field, and the answer itself."""

from collections.abc import Iterator
from dataclasses import replace

from bot.language.meaning import slips
from bot.language.meaning.covered import Covered, names_in, spoken, tickets_in
from bot.language.meaning.lists.automaton import LONGEST_NAME
from bot.language.meaning.lists.syntax import NAME, NUMBER, REST, WORD
from bot.language.meaning.lists.tokens import Word
from bot.language.meaning.orders.telling import polite, with_words
from bot.language.meaning.reading import HANDS_OVER, Meaning, Reading, Sure

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
RANKED = frozenset({Meaning.ASSIGN, Meaning.CRITICALITY, Meaning.CATEGORY})
OF_FIELDS = frozenset({Meaning.CHANGE_FIELD, Meaning.CORRECTS, Meaning.WRONG_FILES})
OF_TICKETS = frozenset(
    {Meaning.MISPLACED, Meaning.DELETE, Meaning.VIEW, Meaning.STATUS, Meaning.TECHNICIAN_LOAD}
)
NEAR = 3  # words between a «no» and the level that it denies
STAR = "⭐"


def filled(covered: Covered, reading: Reading) -> Reading:
    """The reading with what its phrase and the words around it name."""
    if reading.meaning in OF_FIELDS:
        slots = covered.slots(covered.main)
        value = slots.get(REST, slots.get(NAME, ""))
        return replace(reading, field=_field(covered), value=value)
    if reading.meaning is Meaning.ANSWER:
        return _answer(covered, reading)
    if reading.meaning in RANKED:
        return _ranked(covered, _with_signs(covered, reading))
    if reading.meaning in WITH_WORDS:
        return with_words(covered, _with_signs(covered, reading))
    if reading.meaning is Meaning.CLOSE_ALL:
        return _with_signs(covered, reading)
    if reading.meaning in OF_TICKETS:
        signed = _with_signs(covered, reading)
        return replace(
            signed, tickets=tickets_in(_that_count_nothing(covered)), names=tuple(names_in(covered))
        )
    return reading


def _that_count_nothing(covered: Covered) -> list[Word]:
    """The words, but for the numbers that count something: «hace ‹3› días»."""
    words, units = covered.words, covered.lexicon.units
    return [
        word for at, word in enumerate(words) if at + 1 == len(words) or words[at + 1].folded not in units
    ]


def _with_signs(covered: Covered, reading: Reading) -> Reading:
    signs = covered.lexicon.signs
    return replace(
        reading, signs=frozenset(signs[word.folded] for word in spoken(covered) if word.folded in signs)
    )


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
    names = [*names_in(covered), *_left_names(covered, mistyped[0] if mistyped else None)]
    fits = all(len(name.split()) <= LONGEST_NAME for name in names)
    tickets = tickets_in(words)
    whole = bool(tickets) and (bool(names) or reading.meaning is not Meaning.ASSIGN)
    if hands_over := _hands_over(covered, reading):
        return hands_over
    return replace(
        reading,
        tickets=tickets,
        level=lexicon.levels.get(level),
        level_typed=covered.text[mistyped[0].start : mistyped[0].end] if mistyped else "",
        names=tuple(names) if fits else (),
        maybe_names=tuple(_maybe_names(covered)),
        category=names[0] if names and fits and reading.meaning is not Meaning.CRITICALITY else "",
        rest="" if fits else reading.rest,
        sure=reading.sure if fits and whole and not mistyped else Sure.LIKELY,
    )


def _hands_over(covered: Covered, reading: Reading) -> Reading | None:
    """«pasale los de ana a beto» and no more: `value` has them, and `names` gets them. With more beside it neither is
    told: what would be done is not all that is wanted."""
    spans = covered.spans(covered.main)
    if WORD not in spans or NUMBER in spans:
        return None
    outside = set(range(len(covered.words))) - set(range(covered.main.start, covered.main.end))
    little = covered.lexicon.little - covered.lexicon.negations
    alone = all(covered.words[at].folded in little for at in outside - polite(covered))
    return replace(
        reading,
        value=covered.slots(covered.main)[WORD] if alone else "",
        names=tuple(names_in(covered)) if alone else (),
        signs=reading.signs | {HANDS_OVER},
        sure=Sure.LIKELY,
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


def _maybe_names(covered: Covered) -> Iterator[str]:
    """Words of the lists that are where a name would be: «el 14 es alta y es para ‹luz›», «asigná el 14: ‹sol›»."""
    lexicon, words = covered.lexicon, covered.words
    for at, word in _uncovered(covered):
        leads = at > 0 and (words[at - 1].folded in lexicon.before_a_name or words[at - 1].folded.isdecimal())
        if leads and word.folded in lexicon.no_names - lexicon.little - lexicon.levels.keys():
            yield covered.letters(at, at + 1)


def _left(covered: Covered) -> Iterator[tuple[int, Word]]:
    nobody = covered.lexicon.no_names | covered.lexicon.connecting
    return ((at, word) for at, word in _uncovered(covered) if word.folded not in nobody)


def _uncovered(covered: Covered) -> Iterator[tuple[int, Word]]:
    taken = {at for piece in covered.pieces for at in range(piece.start, piece.end)}
    for at, word in enumerate(covered.words):
        if at not in taken and not word.folded.isdecimal():
            yield at, word
