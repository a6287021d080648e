"""Reads tickets of another system: a table with the columns of its manual, or JSON as `ticketero export` writes it.

What a cell or a field says is read here; who is meant by a name is found by `importing`, which knows the store.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

from bot.admin import spreadsheets
from bot.admin.trouble import Trouble
from bot.language.texts import Texts
from store.folding import fold

COLUMNS = (
    "number", "created_at", "requester", "affected_person", "phone", "company", "problem", "status", "technician",
    "category", "criticality", "solution", "closed_at",
)  # fmt: skip
NEEDED = (*COLUMNS[:6], "status")
MAY_BE_EMPTY = {"phone", "company"}
LEVELS = ("low", "medium", "high", "critical")
STATES = ("open", "closed", "deleted")
LARGEST = 2**31 - 1  # what numbers of tickets are typed as, with room to count on
_DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")


@dataclass(frozen=True)
class Written:
    """A ticket as it is written down, its words read; `wrong` is what could not be. Names are still names."""

    where: str
    number: int = 0
    status: str = ""
    created_at: datetime | None = None
    closed_at: datetime | None = None
    criticality: str | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    satisfaction: int | None = None
    images: tuple[Path, ...] = ()
    thread: tuple["WrittenEntry", ...] = ()
    wrong: tuple[str, ...] = ()

    def text(self, name: str) -> str:
        return self.texts.get(name, "")


@dataclass(frozen=True)
class WrittenEntry:
    at: datetime
    author: str
    role: str
    text: str
    internal: bool
    files: tuple[Path, ...]


def read(path: Path, texts: Texts) -> list[Written]:
    """The tickets of a file. Raises Trouble for what is wrong with the file itself."""
    if path.suffix.casefold() == ".json":
        return [_from_json(ticket, path.parent, texts) for ticket in _json(path)]
    words = {name: {name, *_spellings(texts, f"former.columns.{name}")} for name in COLUMNS}
    rows = spreadsheets.read(path, words, NEEDED)
    return [_from_row(row, texts) for row in rows]


def _from_row(row: spreadsheets.Row, texts: Texts) -> Written:
    more = [f"there are more cells than columns: {', '.join(row.superfluous)}"] if row.superfluous else []
    return _written(f"line {row.line}", row.cells, texts, wrong=more)


def _json(path: Path) -> list[dict[str, Any]]:
    try:
        content = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise Trouble(f"{path}: {error.strerror}") from None
    except ValueError as error:
        raise Trouble(f"{path} is not JSON: {error}") from None
    tickets = content if isinstance(content, list) else [content]
    if not all(isinstance(ticket, dict) for ticket in tickets):
        raise Trouble(
            f"{path}: a list of tickets is expected, each an object as `ticketero export` writes it"
        )
    return tickets


def _from_json(ticket: dict[str, Any], folder: Path, texts: Texts) -> Written:
    wrong: list[str] = []
    plain = {
        name: str(value) for name, value in ticket.items() if isinstance(value, str | int) and value != ""
    }
    thread = []
    for place, entry in enumerate(_list(ticket, "thread", wrong), 1):
        try:
            thread.append(_entry(entry, folder, wrong))
        except (KeyError, TypeError, ValueError) as error:
            wrong.append(f"entry {place} of its thread cannot be read: {error}")
    mark = ticket.get("satisfaction")
    if mark is not None and mark not in (1, 2, 3, 4, 5):
        wrong.append(f"the satisfaction is 1 to 5, not {mark!r}")
    return _written(
        f"Ticket {ticket.get('number')}", plain, texts, wrong,
        satisfaction=mark if isinstance(mark, int) else None,
        images=tuple(_files(ticket, "images", folder, wrong)),
        thread=tuple(thread),
    )  # fmt: skip


def _list(holder: dict[str, Any], name: str, wrong: list[str]) -> list[dict[str, Any]]:
    found = holder.get(name) or []
    if isinstance(found, list) and all(isinstance(each, dict) for each in found):
        return found
    wrong.append(f"{name} is no list of objects")
    return []


def _entry(entry: dict[str, Any], folder: Path, wrong: list[str]) -> WrittenEntry:
    role = entry.get("role", "client")
    if role not in ("client", "technician", "lead"):
        raise ValueError(f"the role is client, technician or lead, not {role!r}")
    files = tuple(_files(entry, "files", folder, wrong))
    at = _aware(datetime.fromisoformat(entry["at"]), UTC)
    return WrittenEntry(
        at, str(entry["author"]), role, str(entry.get("text", "")), bool(entry.get("internal")), files
    )


def _files(holder: dict[str, Any], name: str, folder: Path, wrong: list[str]) -> Iterator[Path]:
    """The files that are there; a path that leads out of the folder is none of ours."""
    for file in _list(holder, name, wrong):
        path = folder / str(file.get("path") or file.get("name") or "")
        if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
            wrong.append(f"there is no file {path}")
        else:
            yield path


def _written(
    where: str, given: Mapping[str, str], texts: Texts, wrong: Collection[str] = (), **more: Any
) -> Written:
    faults = [
        *wrong,
        *(f"{name} is empty" for name in NEEDED if name not in MAY_BE_EMPTY and not given.get(name)),
    ]
    status = _one_of(STATES, given.get("status", ""), "former.states", texts, faults)
    created = _time(given.get("created_at", ""), texts.zone, faults)
    closed = _time(given.get("closed_at", ""), texts.zone, faults)
    if created and closed and closed < created:
        faults.append("it was closed before it was opened")
    return Written(
        where=where,
        number=_number(given.get("number", ""), faults),
        status=status or "",
        created_at=created,
        closed_at=None if status == "open" else closed or created,
        criticality=_one_of(LEVELS, given.get("criticality", ""), "criticality", texts, faults),
        texts=given,
        wrong=tuple(faults),
        **more,
    )


def _number(text: str, faults: list[str]) -> int:
    plain = text.removeprefix("#")
    if text and not (plain.isascii() and plain.isdigit() and 1 <= int(plain[:20]) <= LARGEST):
        faults.append(f"{text!r} is no ticket number")
        return 0
    return int(plain or 0)


def _one_of(names: Collection[str], text: str, key: str, texts: Texts, faults: list[str]) -> str | None:
    """By our name, or by the word of any language."""
    if not text:
        return None
    spelled = {name: {name, *_spellings(texts, f"{key}.{name}")} for name in names}
    found = next((name for name, words in spelled.items() if fold(text) in words), None)
    if found is None:
        faults.append(f"{text!r} is none of {', '.join(names)}")
    return found


def _spellings(texts: Texts, key: str) -> Iterator[str]:
    """A word, or several of one meaning, in every language."""
    for language in texts.languages:
        found = texts.find(language, key)
        yield from map(fold, [found] if isinstance(found, str) else found)


def _time(text: str, zone: tzinfo, faults: list[str]) -> datetime | None:
    """«10-07-2025», «10/07/2025 14:30», or ISO 8601; where no zone is said, the desk's."""
    if not text:
        return None
    try:
        if found := _DAY.fullmatch(text):
            day, month, year, hour, minute, second = (int(part or 0) for part in found.groups())
            return datetime(year, month, day, hour, minute, second, tzinfo=zone).astimezone(UTC)
        return _aware(datetime.fromisoformat(text), zone)
    except ValueError:
        faults.append(f"{text!r} is no date: write 10-07-2025 or 10-07-2025 14:30")
        return None


def _aware(at: datetime, zone: tzinfo) -> datetime:
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
