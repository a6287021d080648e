"""The words we say: a language is a TOML file beside this one; es_AR is the canon.

A text is found by its dotted key ("open_ticket.phone.ask") and filled by `{name}`. A table with `one` and `other` is a
plural, chosen by the value `n` and the language's own rule. People's texts are values: they are never parsed.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_timedelta
from babel.lists import format_list

CANON = "es_AR"
FOLDER = Path(__file__).parent
ALL = tuple(path.stem for path in sorted(FOLDER.glob("*.toml")))
SPANS_REMEMBERED = 1000
UNITS = (365 * 86400, 30 * 86400, 7 * 86400, 86400, 3600, 60)


@dataclass(frozen=True, eq=False)
class Texts:
    """Every language; `zone` is the desk's: times are shown in it."""

    languages: Mapping[str, Mapping[str, Any]]
    zone: tzinfo
    _locales: dict[str, Locale] = field(default_factory=dict)
    _found: dict[tuple[str, str], Any] = field(default_factory=dict)

    def say(self, language: str | None, key: str, /, **values: Any) -> str:
        """The text in that language, filled. Raises KeyError for a key that the canon does not have."""
        return self.fill(language, key, values)

    def fill(self, language: str | None, key: str, values: "Mapping[str, Any] | Spoken") -> str:
        """As `say`; of the values only those are asked for that the text names."""
        text = self.find(language, key)
        if isinstance(text, Mapping):
            text = text.get(self._plural(language, values["n"]), text["other"])
        return str(text).format_map(values)

    def has(self, key: str) -> bool:
        try:
            self.find(CANON, key)
        except KeyError:
            return False
        return True

    def find(self, language: str | None, key: str) -> Any:
        """What stands under a key, as the file has it: a text, a plural, a list of words, a table."""
        known = (self.known(language), key)
        if known not in self._found:
            self._found[known] = self._look_up(*known)
        return self._found[known]

    def _look_up(self, language: str, key: str) -> Any:
        found: Any = self.languages[language]
        for part in key.split("."):
            found = found[part]
        return found

    def known(self, language: str | None) -> str:
        return language if language and language in self.languages else CANON

    def voice(self, language: str | None) -> "Voice":
        return Voice(self, self.known(language))

    def words(self, key: str) -> frozenset[str]:
        """A word list of all languages together: people mix them."""
        return _words(self, key)

    def day(self, at: datetime) -> str:
        return at.astimezone(self.zone).strftime("%d-%m-%Y")

    def minute(self, at: datetime) -> str:
        return at.astimezone(self.zone).strftime("%d-%m-%Y %H:%M")

    def weekday(self, language: str | None, at: datetime) -> str:
        """«lunes»."""
        locale = self._locale(self.known(language))
        return str(format_date(at.astimezone(self.zone), "EEEE", locale=locale))

    def weekdays(self, language: str | None) -> tuple[str, ...]:
        """«lunes», «martes» …, by `date.weekday()`."""
        names = self._locale(self.known(language)).days["stand-alone"]["wide"]
        return tuple(str(names[day]) for day in range(7))

    def ago(self, language: str | None, elapsed: timedelta) -> str:
        """«hace 3 horas»: by the largest whole unit, never rounded up."""
        return _span(self.known(language), -_whole(elapsed), add_direction=True)

    def span(self, language: str | None, elapsed: timedelta) -> str:
        """«3 horas»."""
        return _span(self.known(language), _whole(elapsed), add_direction=False)

    def _plural(self, language: str | None, n: int) -> str:
        """The form of a number; none is never said as one («um arquivo»), whatever the language's rule."""
        return str(self._locale(self.known(language)).plural_form(n)) if n else "other"

    def _locale(self, language: str) -> Locale:
        if language not in self._locales:
            self._locales[language] = Locale.parse(language)
        return self._locales[language]


@lru_cache(maxsize=SPANS_REMEMBERED)
def _span(language: str, delta: timedelta, *, add_direction: bool) -> str:
    """Remembered, since whole units are few, and a list shows one a ticket."""
    return str(format_timedelta(delta, add_direction=add_direction, locale=language, threshold=1))


def _whole(delta: timedelta) -> timedelta:
    """Down to the whole unit that is shown: Babel rounds 90 minutes to 2 hours."""
    seconds = max(1, int(delta.total_seconds()))
    unit = next((unit for unit in UNITS if seconds >= unit), 1)
    return timedelta(seconds=seconds // unit * unit)


@dataclass(frozen=True)
class Voice:
    """One language's way to say things. A value may itself be words: a function that is given this voice."""

    texts: Texts
    language: str

    def __call__(self, key: str, /, **values: Any) -> str:
        return self.texts.fill(self.language, key, Spoken(self, values) if values else values)

    def list(self, items: Sequence[str]) -> str:
        """«121, 124 y 130»."""
        return format_list(items, locale=Locale.parse(self.language))


@dataclass(frozen=True)
class Spoken:
    """The values of a text, as one voice says them: a summary is put in words only where the text names it."""

    voice: Voice
    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        value = self.values[name]
        return value(self.voice) if callable(value) else value


@cache
def _words(texts: Texts, key: str) -> frozenset[str]:
    return frozenset(word for language in texts.languages for word in texts.find(language, key))


def load(zone: tzinfo) -> Texts:
    """Every language, from its file."""
    return Texts({language: _read(FOLDER / f"{language}.toml") for language in ALL}, zone)


def _read(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)
