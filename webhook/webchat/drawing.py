"""Draws a text whose lines are known for what they are: chips, labels apart from values, a thread under its days.

What is drawn holds the very characters of the text: the rest is style.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from babel.dates import format_skeleton
from markupsafe import Markup, escape

LINKED = re.compile(
    r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)\]}»”'])"
    r"|(?P<phone>(?<![\w+])\+?\d[\d ()-]{6,16}\d(?!\w))"
    r"|(?P<ticket>\bTicket (?P<number>\d{1,9})\b)"
)
MINUTE = re.compile(r"(\d\d-\d\d-\d{4}) (\d\d:\d\d)")


def draw(text: str, layout: Sequence[str], language: str) -> Markup:
    """The text as HTML; without a layout that fits, as it is, with what can be tapped."""
    lines = text.split("\n")
    if len(layout) != len(lines):
        return linked(text)
    return Markup("").join(_lines(lines, layout, language))


def _lines(lines: Sequence[str], layout: Sequence[str], language: str) -> Iterator[Markup]:
    day = ""
    for place, (line, kinds) in enumerate(zip(lines, layout, strict=True)):
        end = "\n" if place < len(lines) - 1 else ""
        kind = kinds.partition(" ")[0]
        at = MINUTE.match(line) if kind == "entry" else None
        begins = _day(at[1], language) if at and at[1] != day else ""
        day = at[1] if at else day
        heading = Markup(' data-day="{}"').format(begins) if begins else ""
        yield Markup('<span class="l {}"{}>{}{}</span>').format(
            kinds if line else "gap", heading, DRAWN.get(kind, linked)(line), end
        )


def _day(day: str, language: str) -> str:
    date_, month, year = map(int, day.split("-"))
    return str(format_skeleton("yMMMMEEEEd", date(year, month, date_), locale=language))


def _field(line: str) -> Markup:
    label, colon, value = line.partition(": ")
    if not colon:
        return linked(line)
    return Markup('<span class="label">{}</span><span class="value">{}</span>').format(
        f"{label}: ", linked(value)
    )


def _rank(line: str) -> Markup:
    return Markup(" · ").join(_field(part) for part in line.split(" · "))


def _row(line: str) -> Markup:
    """The first part of a row is the ticket, the last of «Mis tickets» its state."""
    first, *rest = line.split(" · ")
    return Markup(" · ").join([linked(first), *(Markup("<span>{}</span>").format(part) for part in rest)])


def _entry(line: str) -> Markup:
    at = MINUTE.match(line)
    author, colon, said = line[at.end() :].partition(": ") if at else ("", "", "")
    if at is None or not colon:
        return linked(line)
    return Markup('<span class="aside">{} </span><span class="at">{}</span><b>{}</b>{}').format(
        at[1], at[2], f"{author}: ", linked(said)
    )


DRAWN = {"field": _field, "rank": _rank, "row": _row, "entry": _entry}


def linked(text: str) -> Markup:
    """The text with its addresses, telephones and tickets as links."""
    done, parts = 0, []
    for found in LINKED.finditer(text):
        parts += [escape(text[done : found.start()]), _link(found)]
        done = found.end()
    return Markup("").join([*parts, escape(text[done:])])


def _link(found: re.Match[str]) -> Markup:
    said = found[0]
    if found["url"]:
        return Markup('<a href="{0}" rel="noopener noreferrer" target="_blank">{0}</a>').format(said)
    if found["phone"]:
        digits = re.sub(r"[^\d+]", "", said)
        return (
            Markup('<a href="tel:{}">{}</a>').format(digits, said)
            if _is_phone(said, digits)
            else escape(said)
        )
    return Markup('<a class="number" href="?ticket={}">{}</a>').format(found["number"], said)


def _is_phone(said: str, digits: str) -> bool:
    """Not a date, and no number of an order: as long as a telephone, and not one piece unless it says «+»."""
    return 8 <= len(digits) <= 15 and not MINUTE.match(said) and not re.match(r"\d\d-\d\d-\d{4}", said)
