"""What a reading names: tickets, people, a level, a field, and the answer itself."""

from collections.abc import Sequence
from dataclasses import replace

from bot.language.meaning import patterns, slips
from bot.language.meaning.cover import Piece
from bot.language.meaning.lexicon import Lexicon
from bot.language.meaning.reading import Meaning, Reading, Sure
from bot.language.meaning.tokens import Word

ABOUT_TICKETS = frozenset(
    {
        Meaning.ASSIGN,
        Meaning.CRITICALITY,
        Meaning.CATEGORY,
        Meaning.REPLY,
        Meaning.NOTE,
        Meaning.CLOSE,
        Meaning.DELETE,
        Meaning.REOPEN,
        Meaning.VIEW,
        Meaning.STATUS,
        Meaning.STILL_FAILS,
        Meaning.WORKS,
    }
)
WITH_WORDS = frozenset(
    {Meaning.REPLY, Meaning.NOTE, Meaning.CLOSE, Meaning.ABSENT, Meaning.PEOPLE, Meaning.INVITE}
)
"""What is left over is what they want said."""
TO_SOMEBODY = frozenset({Meaning.ASSIGN, Meaning.TECHNICIAN_LOAD})
LONGEST_NUMBER = 6  # digits of a ticket's number; a longer one is a telephone


def filled(
    lexicon: Lexicon, text: str, words: Sequence[Word], pieces: Sequence[Piece], main: Piece, reading: Reading
) -> Reading:
    """The reading with what its phrase and the words around it name."""
    found = lexicon.phrases.slots(main.number, [word.folded for word in words], main.start, main.end)
    slots = {kind: _letters(text, words, *_trimmed(lexicon, words, *span)) for kind, span in found.items()}
    if reading.meaning is Meaning.CHANGE_FIELD:
        return replace(reading, field=_field(lexicon, words, main), value=slots.get(patterns.REST, ""))
    if reading.meaning is Meaning.ANSWER:
        return replace(reading, value=slots.get(patterns.REST, slots.get(patterns.NAME, "")))
    if reading.meaning in ABOUT_TICKETS or reading.meaning in TO_SOMEBODY or reading.meaning in WITH_WORDS:
        return _order(lexicon, text, words, pieces, reading, slots)
    return reading


def _order(
    lexicon: Lexicon,
    text: str,
    words: Sequence[Word],
    pieces: Sequence[Piece],
    reading: Reading,
    slots: dict[str, str],
) -> Reading:
    names = tuple(filter(None, [slots.get(patterns.NAME, "")]))
    value = slots.get(patterns.REST, "")
    if reading.meaning in WITH_WORDS:
        value = value or _without_connecting(lexicon, reading.rest)
        tickets = _tickets(words, pieces)
    else:
        tickets = _tickets(words)
    reading = replace(reading, tickets=tickets, names=names, value=value)
    if reading.meaning in (Meaning.ASSIGN, Meaning.CRITICALITY, Meaning.CATEGORY):
        return _ranked(lexicon, text, words, pieces, reading)
    return reading


def _ranked(
    lexicon: Lexicon, text: str, words: Sequence[Word], pieces: Sequence[Piece], reading: Reading
) -> Reading:
    """The level wherever it stands, and the names among what is left over."""
    level = next((lexicon.levels[word.folded] for word in words if word.folded in lexicon.levels), None)
    covered = {at for piece in pieces for at in range(piece.start, piece.end)}
    names, typed = list(reading.names), ""
    run: list[Word] = []
    for at, word in enumerate([*words, None]):
        taken = word is None or at in covered or _is_no_name(lexicon, word)
        if not taken and level is None and word and (near := slips.nearest(word.folded, lexicon.levels)):
            level, typed, taken = lexicon.levels[near], text[word.start : word.end], True
        if word is not None and not taken and not (run and word.apart):
            run.append(word)
        elif run:
            names.append(text[run[0].start : run[-1].end])
            run = [word] if word is not None and not taken else []
    fits = all(len(name.split()) <= patterns.LONGEST_NAME for name in names)
    whole = bool(reading.tickets) and (bool(names) if reading.meaning is Meaning.ASSIGN else True)
    return replace(
        reading,
        level=level,
        level_typed=typed,
        names=tuple(names) if fits else reading.names,
        rest="" if fits else reading.rest,
        sure=Sure.CERTAIN if fits and whole and not typed else Sure.LIKELY,
    )


def _is_no_name(lexicon: Lexicon, word: Word) -> bool:
    kinds = (lexicon.little, lexicon.levels, lexicon.orders)
    return word.folded.isdecimal() or any(word.folded in kind for kind in kinds)


def _tickets(words: Sequence[Word], pieces: Sequence[Piece] | None = None) -> tuple[int, ...]:
    """The numbers that may be tickets': in the whole text, or where its words are somebody's, in the phrases alone."""
    within = (
        words if pieces is None else [word for piece in pieces for word in words[piece.start : piece.end]]
    )
    numbers = [
        int(word.folded) for word in within if word.folded.isdecimal() and len(word.folded) <= LONGEST_NUMBER
    ]
    return tuple(dict.fromkeys(numbers))


def _field(lexicon: Lexicon, words: Sequence[Word], main: Piece) -> str:
    return next(
        (
            lexicon.fields[word.folded]
            for word in words[main.start : main.end]
            if word.folded in lexicon.fields
        ),
        "",
    )


def _trimmed(lexicon: Lexicon, words: Sequence[Word], start: int, end: int) -> tuple[int, int]:
    """Without the courtesies after it: «para Graciela, gracias»."""
    folded = [word.folded for word in words[:end]]
    for at in range(start + 1, end):
        if words[at].apart and any(
            reached == end and lexicon.phrases.phrases[number][1].meaning is None
            for reached, number in lexicon.phrases.found(folded, at)
        ):
            return start, at
    return start, end


def _letters(text: str, words: Sequence[Word], start: int, end: int) -> str:
    return text[words[start].start : words[end - 1].end]


def _without_connecting(lexicon: Lexicon, rest: str) -> str:
    """«porque cambié el cable» → «cambié el cable»."""
    head, _, tail = rest.partition(" ")
    return tail if tail and head.casefold() in lexicon.opening else rest
