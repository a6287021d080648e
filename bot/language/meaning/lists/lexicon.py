"""The lists of `texts/meaning/` as the reader needs them; those of all languages of the desk are read as one."""

import re
import threading
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from bot.language.meaning.lists import tokens
from bot.language.meaning.lists.automaton import Phrase, Phrases
from bot.language.meaning.lists.syntax import REST, Node, any_of
from bot.language.meaning.lists.tokens import Word
from bot.language.meaning.reading import Asked, Meaning
from bot.language.texts import CANON

TEXTS_REMEMBERED = 16  # a kilobyte or two each
FOLDER = Path(__file__).parents[2] / "texts" / "meaning"

_one_reads = threading.Lock()  # at the start, and whoever is in need of it meanwhile waits: it is kept once


class How(IntEnum):
    """What may stand beside a phrase for it to count."""

    ALONE = 0  # courtesies, and no more
    APART = 1  # anything, with a comma or a connecting word between
    WITHIN = 2  # anything
    MAYBE = 3  # anything; but only where nothing else is meant, and then it is likely at most


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase stands for; `meaning` None: a courtesy beside what is meant. `asked` None: whatever is asked.
    `open_ended`: it takes all words that follow."""

    meaning: Meaning | None
    how: How
    asked: Asked | None = None
    open_ended: bool = False


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The lists of some languages."""

    languages: tuple[str, ...]
    files: Sequence[Mapping[str, Any]]

    @cached_property
    def split(self) -> Callable[[str], tuple[Word, ...]]:
        """The words of a text. Those of the last few are remembered, since a message is read in several ways."""

        def words_of(text: str) -> tuple[Word, ...]:
            return tuple(tokens.split(text, self.short, self.may_be_meant))

        return lru_cache(maxsize=TEXTS_REMEMBERED)(words_of)

    @cached_property
    def short(self) -> Mapping[str, str]:
        return {word: full for file in self.files for word, full in file.get("short", {}).items()}

    @cached_property
    def little(self) -> frozenset[str]:
        return self._set("little")

    @cached_property
    def hurry(self) -> frozenset[str]:
        return self._set("hurry")

    @cached_property
    def wishing(self) -> frozenset[str]:
        return self._set("wishing")

    @cached_property
    def units(self) -> frozenset[str]:
        return self._set("units")

    @cached_property
    def connecting(self) -> frozenset[str]:
        return self._set("connecting")

    @cached_property
    def careful(self) -> frozenset[str]:
        return self._set("careful")

    @cached_property
    def negations(self) -> frozenset[str]:
        return self._set("negations")

    @cached_property
    def pronouns(self) -> frozenset[str]:
        return self._set("pronouns")

    @cached_property
    def but(self) -> frozenset[str]:
        return self._set("but")

    @cached_property
    def opening(self) -> frozenset[str]:
        return self._set("opening")

    @cached_property
    def around(self) -> frozenset[str]:
        return self._set("around")

    @cached_property
    def pointing(self) -> frozenset[str]:
        return self._set("pointing")

    @cached_property
    def before_a_name(self) -> frozenset[str]:
        return self._set("before_a_name")

    @cached_property
    def excepting(self) -> frozenset[str]:
        return self._set("excepting")

    @cached_property
    def before_a_ticket(self) -> frozenset[str]:
        return self._set("before_a_ticket")

    @cached_property
    def question_words(self) -> frozenset[str]:
        return self._set("question_words")

    @cached_property
    def whether(self) -> frozenset[str]:
        return self._set("whether")

    @cached_property
    def doubtful(self) -> frozenset[str]:
        return self._set("doubtful")

    @cached_property
    def wanting(self) -> frozenset[str]:
        return self._set("wanting")

    @cached_property
    def states(self) -> frozenset[str]:
        return self._set("states")

    @cached_property
    def signs(self) -> Mapping[str, str]:
        """Words that say something more of what is wanted, and what each is a sign of."""
        return self._turned("signs")

    @cached_property
    def articles(self) -> frozenset[str]:
        return self._set("articles")

    @cached_property
    def prepositions(self) -> frozenset[str]:
        return self._set("prepositions")

    @cached_property
    def before_company(self) -> re.Pattern[str]:
        """What stands between a person's name and their company's: «, de», « from »."""
        words = "|".join(sorted(map(re.escape, self._set("before_company")), key=len, reverse=True))
        return re.compile(rf",?\s+(?:{words})\s+(?=[^\W_a-z])")

    @cached_property
    def levels(self) -> Mapping[str, str]:
        """The words for each level, and the store's word for it."""
        return self._turned("levels")

    @cached_property
    def fields(self) -> Mapping[str, str]:
        return self._turned("fields")

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        return self._turned("numbers")

    @cached_property
    def phrases(self) -> Phrases[Entry]:
        return Phrases(
            [each for file in self.files for each in _entries(file)], self.little | self.levels.keys()
        )

    @cached_property
    def no_names(self) -> frozenset[str]:
        """Words that are nobody's name where they stand beside an order."""
        return self.little | self.levels.keys() | self.wanting | self.phrases.vocabulary

    @cached_property
    def nobody(self) -> frozenset[str]:
        """Words that are nobody's name where somebody also tells what happens: things, and how one speaks of them."""
        return (self.no_names | self.things | self.connecting) - self._set("names")

    @cached_property
    def things(self) -> frozenset[str]:
        """What people have trouble with, and other words of offices."""
        return self._set("ordinary")

    @cached_property
    def long_words(self) -> tuple[str, ...]:
        """The words that a slip of the fingers may have meant."""
        words = self.phrases.vocabulary - self.levels.keys()
        return tuple(sorted(word for word in words if len(word) > 4 and word.isalpha()))

    @cached_property
    def ordinary(self) -> frozenset[str]:
        """Words of which none is a slip for another."""
        return self._set("ordinary") | self._set("names") | self.little | self.connecting

    def knows(self, word: str) -> bool:
        return word in self._known or bool(self.phrases.begins(word))

    def may_be_meant(self, word: str) -> bool:
        """By «holaaa»; but never a level by «altta»."""
        return word in self._known and word not in self.levels

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset().union(
            self.phrases.vocabulary, self.ordinary, self.short, self.levels, self.fields, self.numbers
        )

    def _set(self, name: str) -> frozenset[str]:
        return frozenset(word for file in self.files for word in file.get(name, ()))

    def _turned(self, name: str) -> Mapping[str, str]:
        return {
            word: what for file in self.files for what, words in file.get(name, {}).items() for word in words
        }


_entry = cache(Entry)  # one for all the phrases that stand for the same


def _entries(file: Mapping[str, Any]) -> Iterable[Phrase[Entry]]:
    named = {name: _all(file, f"{name}s") for name in ("field", "level", "number")} | file.get("signs", {})
    lists: dict[str, Node] = {}
    for name, phrases in {**named, **file.get("lists", {})}.items():
        lists[name] = any_of(phrases, lists)
    for phrase in file.get("courtesies", ()):
        yield Phrase(phrase, lists, _entry(None, How.APART))
    for where, sections in (("", file.get("mean", {})), *file.get("at", {}).items()):
        for name, section in sections.items():
            for how in How:
                for phrase in section.get(how.name.lower(), ()):
                    asked = Asked(where) if where else None
                    yield Phrase(phrase, lists, _entry(Meaning(name), how, asked, REST in phrase))


def _all(file: Mapping[str, Any], name: str) -> list[str]:
    return [word for words in file.get(name, {}).values() for word in words]


def of(languages: Iterable[str]) -> Lexicon:
    """The lists of these languages; of two that know a phrase, the one of the catalogue's first language has it."""
    with _one_reads:
        return _of(tuple(languages))


@cache
def _of(languages: tuple[str, ...]) -> Lexicon:
    return _in_order(tuple(sorted(languages, key=lambda language: (language != CANON, language))))


@cache
def _in_order(languages: tuple[str, ...]) -> Lexicon:
    known = tuple(language for language in languages if (FOLDER / f"{language}.toml").exists())
    return Lexicon(known, [_load(language) for language in known])


@cache
def _load(language: str) -> Mapping[str, Any]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
