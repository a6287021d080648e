"""What people share that is no text, in words: a place, a contact's card, a list of tasks."""

import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

MAP = "https://maps.google.com/?q="
LONGEST_CARD = 1 << 18  # bytes; a picture may be inside
MOST_CARDS = 20
DONE, OPEN = "☑", "☐"
_FOLDED = re.compile(r"\r?\n[ \t]")
_QUOTED = "QUOTED-PRINTABLE"  # of vCard 2.1, whose lines go on after a "=" at their end
_LINE = re.compile(r"(?:[\w-]+\.)?([\w-]+)((?:;[^:]*)?):(.*)")
_ESCAPED = re.compile(r"\\(.)")


def place(latitude: object, longitude: object, *names: str) -> str:
    """Its names and a link that opens on any telephone."""
    return in_lines([*names, f"{MAP}{latitude},{longitude}"])


def place_of(location: Any, *names: str) -> str:
    """Of an object with a latitude and a longitude; empty where it is none."""
    if not isinstance(location, dict):
        return ""
    latitude, longitude = location.get("latitude"), location.get("longitude")
    known = all(type(side) in (int, float) for side in (latitude, longitude))
    return place(latitude, longitude, *names) if known else ""


def task(text: str, *, done: bool) -> str:
    return f"{DONE if done else OPEN} {text}"


def in_lines(lines: Iterable[str]) -> str:
    return "\n".join(line for line in lines if line.strip())


@dataclass(frozen=True)
class Card:
    """A contact: their name, and how they are reached, the telephone numbers first."""

    name: str
    ways: tuple[str, ...]

    @property
    def words(self) -> str:
        return in_lines([self.name, *self.ways])


def is_card(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() in ("text/vcard", "text/x-vcard", "text/directory")


def cards(content: bytes) -> list[Card]:
    """The contacts of a vCard file of any version; empty where it is none. Never raises."""
    if len(content) > LONGEST_CARD:
        return []
    text = _FOLDED.sub("", content.decode("utf-8", "replace"))
    found = [_card(piece) for piece in re.split(r"(?i)BEGIN:VCARD", text)[1 : MOST_CARDS + 1]]
    return [card for card in found if card.name or card.ways]


def _card(text: str) -> Card:
    given = list(_lines(text))

    def all_of(*names: str) -> list[str]:
        return [value for name, value in given if name in names and value]

    structured = [
        " ".join(reversed([part for part in value.split(";")[:2] if part])) for value in all_of("N")
    ]
    name = next(iter([*all_of("FN"), *structured, *all_of("ORG")]), "")
    ways = [
        value.removeprefix("tel:").removeprefix("mailto:") for value in [*all_of("TEL"), *all_of("EMAIL")]
    ]
    return Card(" ".join(name.split()), tuple(dict.fromkeys(ways)))


def _lines(text: str) -> Iterator[tuple[str, str]]:
    lines = iter(text.splitlines())
    for line in lines:
        while _QUOTED in line.upper() and line.endswith("="):
            line = line[:-1] + next(lines, "")
        if found := _LINE.fullmatch(line.strip()):
            value = found[3]
            if _QUOTED in found[2].upper():
                value = quopri.decodestring(value.encode()).decode("utf-8", "replace")
            yield found[1].upper(), _ESCAPED.sub(r"\1", value).strip()
