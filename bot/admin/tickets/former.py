"""Reads tickets of another system: a table with the columns of its manual, or JSON as `ticketero export` writes it.

What a cell or a field says is read here; who is meant by a name is found by `importing`, which knows the store.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.admin import spreadsheets
from bot.admin.tickets.fields import Fields, spellings
from bot.admin.trouble import Trouble
from bot.language.texts import Texts
from store.people import people

COLUMNS = (
    "number", "created_at", "requester", "affected_person", "phone", "company", "problem", "status", "technician",
    "category", "criticality", "solution", "closed_at",
)  # fmt: skip
TEXTS = (*COLUMNS, "phone_as_typed")
NEEDED = (*COLUMNS[:6], "status")
MAY_BE_EMPTY = {"phone", "company"}
LEVELS = ("low", "medium", "high", "critical")
STATES = ("open", "closed", "deleted")
_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(;[ -~]*)?", re.ASCII)


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
    joined_to: int | None = None
    joined_at: datetime | None = None
    images: tuple["WrittenFile", ...] = ()
    thread: tuple["WrittenEntry", ...] = ()
    wrong: tuple[str, ...] = ()

    def text(self, name: str) -> str:
        return self.texts.get(name, "")


@dataclass(frozen=True)
class WrittenEntry:
    """at: None where it could not be read. former_texts: what it said before it was edited."""

    at: datetime | None
    author: str
    role: str
    text: str
    internal: bool
    edited: bool
    former_texts: tuple[str, ...]
    files: tuple["WrittenFile", ...]


@dataclass(frozen=True)
class WrittenFile:
    """`name` as the sender called it; content_type: "" where nobody says."""

    path: Path
    name: str
    content_type: str


def read(path: Path, texts: Texts, now: datetime) -> list[Written]:
    """The tickets of a file. Raises Trouble for what is wrong with the file itself."""
    if path.suffix.casefold() == ".json":
        return [
            _from_json(ticket, place, path.parent, Fields(texts, now))
            for place, ticket in enumerate(_json(path), 1)
        ]
    words = {name: {name, *spellings(texts, f"former.columns.{name}")} for name in COLUMNS}
    rows = spreadsheets.read(path, words, NEEDED)
    return [_from_row(row, Fields(texts, now)) for row in rows]


def _from_row(row: spreadsheets.Row, fields: Fields) -> Written:
    if row.superfluous:
        fields.wrong.append(f"there are more cells than columns: {', '.join(row.superfluous)}")
    return _written(f"line {row.line}", row.cells, fields)


def _json(path: Path) -> list[dict[str, Any]]:
    try:
        content = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise Trouble(f"{path}: {error.strerror}") from None
    except RecursionError:
        raise Trouble(f"{path} is not JSON: it is nested too deeply") from None
    except ValueError as error:
        raise Trouble(f"{path} is not JSON: {error}") from None
    tickets = content if isinstance(content, list) else [content]
    if not all(isinstance(ticket, dict) for ticket in tickets):
        raise Trouble(
            f"{path}: a list of tickets is expected, each an object as `ticketero export` writes it"
        )
    return tickets


def _from_json(ticket: dict[str, Any], place: int, folder: Path, fields: Fields) -> Written:
    thread = [*_thread(ticket, folder, fields)]
    mark = ticket.get("satisfaction")
    if mark is not None and not (type(mark) is int and 1 <= mark <= 5):
        fields.wrong.append(f"the satisfaction is 1 to 5, not {mark!r}")
    number = ticket.get("number")
    return _written(
        f"Ticket {number}" if isinstance(number, int) else f"ticket {place} of the file", ticket, fields,
        satisfaction=mark,
        joined_to=fields.number(fields.text("joined_to", ticket.get("joined_to"))) or None,
        joined_at=_last(ticket, "joined", fields),
        images=tuple(_files(ticket, "images", folder, fields)),
        thread=tuple(thread),
    )  # fmt: skip


def _thread(ticket: dict[str, Any], folder: Path, fields: Fields) -> Iterator[WrittenEntry]:
    for place, entry in enumerate(_list(ticket, "thread", fields), 1):
        its = fields.apart()
        yield _entry(entry, folder, its)
        fields.wrong += (f"entry {place} of its thread cannot be read: {fault}" for fault in its.wrong)


def _list(holder: Mapping[str, Any], name: str, fields: Fields) -> list[dict[str, Any]]:
    found = holder.get(name) or []
    if isinstance(found, list) and all(isinstance(each, dict) for each in found):
        return found
    fields.wrong.append(f"{name} is no list of objects")
    return []


def _entry(entry: dict[str, Any], folder: Path, fields: Fields) -> WrittenEntry:
    role = entry.get("role", "client")
    if role not in people.ROLES:
        fields.wrong.append(f"the role is {', '.join(people.ROLES)}, not {role!r}")
        role = "client"
    former = entry.get("former_texts") or []
    if not isinstance(former, list):
        fields.wrong.append("former_texts is no list")
        former = []
    return WrittenEntry(
        at=fields.time(fields.needed("at", entry.get("at")), UTC),
        author=fields.needed("author", entry.get("author")),
        role=role,
        text=fields.text("text", entry.get("text")),
        internal=bool(entry.get("internal")),
        edited=bool(entry.get("edited") or former),
        former_texts=tuple(fields.text("former_texts", text) for text in former),
        files=tuple(_files(entry, "files", folder, fields)),
    )


def _files(holder: dict[str, Any], name: str, folder: Path, fields: Fields) -> Iterator[WrittenFile]:
    for file in _list(holder, name, fields):
        called, kind = (fields.text(said, file.get(said)) for said in ("name", "content_type"))
        spelled = fields.text("path", file.get("path")) or called
        path = _inside(folder, spelled)
        if kind and not _TYPE.fullmatch(kind):
            fields.wrong.append(f"{kind!r} is no content_type")
        if path is None:
            fields.wrong.append(f"there is no file {str(folder / spelled)!r}")
        else:
            yield WrittenFile(path, called or path.name, kind)


def _inside(folder: Path, spelled: str) -> Path | None:
    """The file of that path; one that leads out of the folder is none of ours."""
    try:
        path = folder / spelled
        return path if path.resolve().is_relative_to(folder.resolve()) and path.is_file() else None
    except (OSError, ValueError):  # no system has a file of such a name
        return None


def _last(ticket: Mapping[str, Any], what: str, fields: Fields) -> datetime | None:
    """When that was done last, by its events."""
    times = [event.get("at") for event in _list(ticket, "events", fields) if event.get("what") == what]
    return fields.time(fields.text("at", times[-1]), UTC) if times else None


def _written(where: str, ticket: Mapping[str, Any], fields: Fields, **more: Any) -> Written:
    empty = [name for name in NEEDED if name not in MAY_BE_EMPTY and ticket.get(name) in (None, "")]
    fields.wrong += (f"{name} is empty" for name in empty)
    given = {name: fields.text(name, ticket.get(name)) for name in TEXTS}
    status = fields.one_of(STATES, given["status"], "former.states")
    created, closed = fields.time(given["created_at"]), fields.time(given["closed_at"])
    if status == "deleted" and "events" in ticket:
        closed = closed or _last(ticket, "deleted", fields)
    if created and closed and closed < created:
        fields.wrong.append("it was closed before it was opened")
    for name in ("affected_person", "category"):
        fields.line(name, given[name])
    return Written(
        where=where,
        number=fields.number(given["number"]),
        status=status or "",
        created_at=created,
        closed_at=None if status == "open" else closed or created,
        criticality=fields.one_of(LEVELS, given["criticality"], "criticality"),
        texts=given,
        wrong=tuple(fields.wrong),
        **more,
    )
