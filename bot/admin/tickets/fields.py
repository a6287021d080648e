"""What the fields of a ticket of another system say, one by one, and what is wrong with them."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any

from bot.admin.people import roster
from bot.language.texts import Texts
from bot.runtime import sanitize
from store.folding import fold

LARGEST = 2**31 - 1  # what numbers of tickets are typed as, with room to count on
EARLIEST = datetime(
    1970, 1, 1, tzinfo=UTC
)  # what is before is a slip, and no zone can be reckoned near year 1
_DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")


@dataclass
class Fields:
    """Reads one field after the other; `wrong` gathers what could not be read, in plain words."""

    texts: Texts
    now: datetime
    wrong: list[str] = field(default_factory=list)

    def apart(self) -> "Fields":
        """For a part of the ticket, whose faults are told with its name."""
        return Fields(self.texts, self.now)

    def text(self, name: str, value: Any) -> str:
        """The value as text, "" for none; a number counts as one."""
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int):
            self.wrong.append(f"{name} is no text")
            return ""
        if sanitize.storable(str(value)) != str(value):
            self.wrong.append(f"{name} holds a character that no store keeps (a NUL, or half of one)")
            return ""
        return str(value)

    def needed(self, name: str, value: Any) -> str:
        if value in (None, ""):
            self.wrong.append(f"{name} is empty")
        return self.text(name, value)

    def line(self, name: str, text: str) -> None:
        """What a list shows in one line must be one."""
        if text:
            self.wrong += roster.unusable(text, name)

    def number(self, text: str) -> int:
        plain = text.removeprefix("#")
        if text and not (plain.isascii() and plain.isdigit() and 1 <= int(plain[:20]) <= LARGEST):
            self.wrong.append(f"{text!r} is no ticket number")
            return 0
        return int(plain or 0)

    def one_of(self, names: Collection[str], text: str, key: str) -> str | None:
        """By our name, or by the word of any language."""
        if not text:
            return None
        spelled = {name: {name, *spellings(self.texts, f"{key}.{name}")} for name in names}
        found = next((name for name, words in spelled.items() if fold(text) in words), None)
        if found is None:
            self.wrong.append(f"{text!r} is none of {', '.join(names)}")
        return found

    def time(self, text: str, zone: tzinfo | None = None) -> datetime | None:
        """«10-07-2025», «10/07/2025 14:30», or ISO 8601; where no zone is said, the desk's."""
        if not text:
            return None
        try:
            at = _moment(text, zone or self.texts.zone)
        except (ValueError, OverflowError):
            self.wrong.append(f"{text!r} is no date: write 10-07-2025 or 10-07-2025 14:30")
            return None
        if not EARLIEST <= at <= self.now:
            self.wrong.append(f"{text!r} is {'in the future' if at > self.now else 'before 1970'}")
        return at


def _moment(text: str, zone: tzinfo) -> datetime:
    if found := _DAY.fullmatch(text):
        day, month, year, hour, minute, second = (int(part or 0) for part in found.groups())
        return datetime(year, month, day, hour, minute, second, tzinfo=zone).astimezone(UTC)
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def spellings(texts: Texts, key: str) -> Iterator[str]:
    """A word, or several of one meaning, in every language."""
    for language in texts.languages:
        found = texts.find(language, key)
        yield from map(fold, [found] if isinstance(found, str) else found)
