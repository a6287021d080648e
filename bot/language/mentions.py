"""Who of some people is named in a text: by whole words of their name, or by their company."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.language import words
from bot.language.meaning import ALL
from bot.language.meaning.lists import lexicon
from bot.language.meaning.lists.lexicon import Lexicon
from bot.language.meaning.lists.tokens import Word

LOOKED_AT = 40  # words
SEVERAL = 2  # words that are plainly a name
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True)
class Known:
    """Somebody who may be named."""

    id: int
    name: str
    company: str


@dataclass(frozen=True)
class Mention:
    """A name, or a company, from character `start` to `end`, and whose it may be.

    `plain`: it is a name, and where it ends is to be seen: it has several words, or something parts it from the rest,
    and it is no word that means something else, as «luz» does.
    `bare`: it is one word, with nothing before it that leads to a name.
    `leads`: nothing comes before it but little words that deny nothing: «a ‹marta›, no le anda».
    """

    ids: tuple[int, ...]
    start: int
    end: int
    plain: bool
    bare: bool
    leads: bool


@dataclass(frozen=True)
class _Span:
    start: int
    end: int
    plain: bool = False


def find(text: str, people: Sequence[Known], languages: Sequence[str] = ALL) -> list[Mention]:
    """All that are named, in order; of what begins within another, the longest."""
    known = lexicon.of(languages)
    said = known.split(text)[:LOOKED_AT]
    found: dict[_Span, list[int]] = {}
    for person in people:
        for span in _spans(known, said, person):
            found.setdefault(span, []).append(person.id)
    mentions, reached = [], 0
    for span in sorted(found, key=lambda span: (span.start, -span.end, not span.plain)):
        if span.start >= reached:
            leads = _only_lead(known, said[: span.start])
            place = said[span.start].start, said[span.end - 1].end
            bare = span.end - span.start < SEVERAL and not _is_led_to(known, said[: span.start])
            mentions.append(Mention(tuple(found[span]), *place, span.plain, bare, leads))
            reached = span.end
    return mentions


def _only_lead(known: Lexicon, said: Sequence[Word]) -> bool:
    little = known.little - known.negations
    return all(word.folded in little for word in said)


def _is_led_to(known: Lexicon, said: Sequence[Word]) -> bool:
    return bool(said) and said[-1].folded in known.prepositions


def _spans(known: Lexicon, said: Sequence[Word], person: Known) -> Iterator[_Span]:
    """Where the name stands, with the company behind it; or the company alone, which may be several people's."""
    name, company = _words(person.name), _words(person.company)
    ends = {name[0], name[-1]} - known.little if name else set()
    for start, word in enumerate(said):
        if word.folded in ends and not word.folded.isdecimal():
            end = _end_of_name(known, said, start, name)
            whole = _end_of_company(known, said, end, company)
            yield _Span(start, whole, whole > end or _is_plain(known, said, start, end))
        if company and word.folded == company[0] and (end := _run(known, said, start, company)) > start:
            yield _Span(start, end)


def _words(name: str) -> list[str]:
    return _WORD.findall(words.fold(name))


def _end_of_name(known: Lexicon, said: Sequence[Word], start: int, name: Sequence[str]) -> int:
    """«gómez marta» is a name too."""
    left, end = list(name), start
    while end < len(said) and said[end].folded in left and not (end > start and said[end].apart):
        left.remove(said[end].folded)
        end += 1
    return _without_little(known, said, start, end)


def _end_of_company(known: Lexicon, said: Sequence[Word], end: int, company: Sequence[str]) -> int:
    """«marta, la cabaña», «pablo de Ruiz Hnos»; where none follows, the end of the name."""
    for begin in (end, end + 1):
        between = said[end:begin]
        if all(word.folded in known.prepositions for word in between):
            after = _run(known, said, begin, company)
            if after > begin:
                return after
    return end


def _run(known: Lexicon, said: Sequence[Word], start: int, company: Sequence[str]) -> int:
    """The end of as much of the company as stands there, side by side."""
    end = start
    while end < len(said) and end - start < len(company) and said[end].folded == company[end - start]:
        if end > start and said[end].apart:
            break
        end += 1
    return _without_little(known, said, start, end)


def _without_little(known: Lexicon, said: Sequence[Word], start: int, end: int) -> int:
    while end > start and said[end - 1].folded in known.little:
        end -= 1
    return end


def _is_plain(known: Lexicon, said: Sequence[Word], start: int, end: int) -> bool:
    if sum(word.folded not in known.little for word in said[start:end]) >= SEVERAL:
        return True
    set_off = end == len(said) or said[end].apart or said[end].folded in known.opening
    return set_off and said[start].folded not in known.no_names
