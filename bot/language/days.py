"""Reads days as people type them: «15-12», «15/12/2026», «15 de diciembre», «el lunes», «mañana»."""

import re
from datetime import date, timedelta

from babel import Locale

from bot.language.texts import Texts
from bot.language.words import fold

_NUMBERS = re.compile(r"(\d{1,2})\s?[-/.]\s?(\d{1,2})(?:\s?[-/.]\s?(\d{4}))?")
_NAMED = re.compile(r"(\d{1,2})(?: de)? ([a-z]+)(?:(?: de)? (\d{4}))?")
_DAY = re.compile(r"\d{1,2}")
_HALF_A_YEAR = timedelta(days=183)


def read(texts: Texts, text: str, today: date) -> date | None:
    """The day that the whole text names, little words before it left out; None where it names none. A day without its
    year is the next one of that name, but one that was a while ago is just past. Who is back on a day («vuelvo el
    jueves») means the day before."""
    back, said = _without(texts, "days.back", fold(text))
    if back:
        day = _named(texts, said, today)
        return day - timedelta(days=1) if day else None
    return _named(texts, said, today)


def _named(texts: Texts, text: str, today: date) -> date | None:
    led_to, said = _without(texts, "days.before", text)
    said = said.rstrip(".!, ")
    if led_to and _DAY.fullmatch(said):
        return _next(int(said), today)
    if said in texts.words("days.today"):
        return today
    if said in texts.words("days.tomorrow"):
        return today + timedelta(days=1)
    weekday = _weekday(texts, said)
    if weekday is not None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    return _dated(texts, said, today)


def _next(day: int, today: date) -> date | None:
    """«hasta el 15»: of this month, or of the next that has it."""
    months = (divmod(today.month - 1 + later, 12) for later in range(3))
    found = (_date(today.year + years, month + 1, day) for years, month in months)
    return next((each for each in found if each and each >= today), None)


def _without(texts: Texts, kind: str, said: str) -> tuple[bool, str]:
    """Whether words of this list stand before the others, and what follows them."""
    little, words = texts.words(kind), said.split()
    first = next((at for at, word in enumerate(words) if word not in little), len(words))
    return first > 0, " ".join(words[first:])


def _weekday(texts: Texts, said: str) -> int | None:
    for language in texts.languages:
        names = Locale.parse(language).days["stand-alone"]["wide"]
        found = next((day for day, name in names.items() if said in _spoken(name)), None)
        if found is not None:
            return int(found)
    return None


def _spoken(name: str) -> tuple[str, str]:
    """«segunda-feira» and «segunda»."""
    return fold(name), fold(name).partition("-")[0]


def _dated(texts: Texts, said: str, today: date) -> date | None:
    if found := _NUMBERS.fullmatch(said):
        month = int(found[2])
    elif found := _NAMED.fullmatch(said):
        month = _month(texts, found[2])
    else:
        return None
    day, year = int(found[1]), found[3]
    if year:
        return _date(int(year), month, day)
    this_year = _date(today.year, month, day)
    if this_year is not None and today - this_year > _HALF_A_YEAR:
        return _date(today.year + 1, month, day)
    return this_year or _date(today.year + 1, month, day)


def _month(texts: Texts, name: str) -> int:
    """0, which is no month, where it is none's name."""
    for language in texts.languages:
        for number, known in Locale.parse(language).months["stand-alone"]["wide"].items():
            if fold(known) == name:
                return int(number)
    return 0


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
