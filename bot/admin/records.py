"""`ticketero export`: writes tickets as JSON, with their files byte for byte beside them."""

import json
import re
import unicodedata
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from bot.admin import roster
from bot.admin.roster import Trouble
from bot.desk import Desk
from store.errors import Refused
from store.files.photos import Missing
from store.tickets import export

_UNSAFE = re.compile(r'[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069<>:"/\\|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST = 120


def export_one(desk: Desk, number: int) -> Iterator[str]:
    """A ticket as JSON. Raises Trouble where it was never opened."""
    with desk.store.read() as session:
        try:
            yield _json(export.ticket(session, number))
        except Refused as refused:
            raise Trouble(roster.plainly(refused)) from None


def export_all(desk: Desk, folder: Path) -> Iterator[str]:
    """All into a folder: 121.json, and its files in 121/. Raises Trouble where the folder cannot be written."""
    count = 0
    gone: list[str] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with desk.store.read() as session:
            for ticket in export.every(session):
                gone += _write(desk, folder, ticket)
                count += 1
    except OSError as error:
        raise Trouble(f"{error.filename or folder}: {error.strerror}") from None
    yield f"Tickets in {folder}: {count}."
    yield from gone


def _write(desk: Desk, folder: Path, ticket: dict[str, Any]) -> Iterator[str]:
    """Yields the files whose bytes the photo store has lost."""
    number = str(ticket["number"])
    (folder / f"{number}.json").write_text(_json(ticket) + "\n", "utf-8")
    names: set[str] = set()
    for file in export.files_of(ticket):
        name = free_name(file["name"], names)
        names.add(name.casefold())
        try:
            content = desk.photos.read(file["sha256"])
        except Missing:
            yield f"Ticket {number}: the photo store has no {file['sha256']} ({name})"
            continue
        (folder / number).mkdir(exist_ok=True)
        (folder / number / name).write_bytes(content)


def free_name(name: str, taken: Collection[str]) -> str:
    """A file name that every system takes, and that is not among those taken (in lower case)."""
    safe = _UNSAFE.sub("_", unicodedata.normalize("NFC", name)).strip(" .") or "file"
    safe = f"_{safe}" if _RESERVED.fullmatch(safe) else safe
    stem, dot, suffix = safe.rpartition(".") if re.search(r"[^.]\.\w{1,8}$", safe) else (safe, "", "")
    stem = stem.encode()[:_LONGEST].decode(errors="ignore")
    found, count = f"{stem}{dot}{suffix}", 1
    while found.casefold() in taken:
        count += 1
        found = f"{stem}-{count}{dot}{suffix}"
    return found


def _json(ticket: dict[str, Any]) -> str:
    return json.dumps(ticket, ensure_ascii=False, indent=2)
