"""`ticketero export`: writes tickets as JSON, with their files byte for byte beside them."""

import json
import re
import unicodedata
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from bot.admin import files
from bot.admin.people import roster
from bot.admin.trouble import Trouble, tell_missing
from bot.clock.figures import pictured
from bot.desk import Desk
from bot.media import made
from store.errors import Refused
from store.files.photos import Missing
from store.tickets import export

_UNSAFE = re.compile(r'[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069<>:"/\\|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST = 120


def export_one(desk: Desk, number: int) -> Iterator[str]:
    """A ticket as JSON. Raises Trouble where it was never opened, and after it where files of it are missing."""
    with desk.store.read() as session:
        try:
            ticket = export.ticket(session, number)
        except Refused as refused:
            raise Trouble(roster.plainly(refused)) from None
    _name_files(ticket)
    yield _json(ticket)
    tell_missing([_missing(ticket, file) for file in export.files_of(ticket) if not _is_there(desk, file)])


def export_all(desk: Desk, folder: Path) -> Iterator[str]:
    """All into a folder: 121.json, and its files in 121/. Raises Trouble where the folder cannot be written, and at the
    end where files are missing; all else is there then."""
    count = 0
    gone: list[str] = []
    try:
        _make(folder)
        with desk.store.read() as session:
            for ticket in export.every(session):
                gone += _write(desk, folder, ticket)
                count += 1
    except OSError as error:
        raise Trouble(f"{error.filename or folder}: {error.strerror}") from None
    yield f"Tickets in {folder}: {count}."
    tell_missing(gone)


def draw_board(desk: Desk, target: Path) -> Iterator[str]:
    """The board as a PNG. Raises Trouble where the file cannot be written."""
    drawn = made.make(desk, pictured.BOARD)
    with files.whole(target) as out:
        out.write(drawn)
    yield f"The board is in {target}."


def _missing(ticket: dict[str, Any], file: dict[str, Any]) -> str:
    return f"  {file['path']} of Ticket {ticket['number']} ({file['sha256']})"


def _is_there(desk: Desk, file: dict[str, Any]) -> bool:
    try:
        desk.photos.expect(file["sha256"])
    except Missing:
        return False
    return True


def _make(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _name_files(ticket: dict[str, Any]) -> None:
    """Each file's `path` in the export: 121/photo.jpg, of two of one name 121/photo-2.jpg."""
    names: set[str] = set()
    for file in export.files_of(ticket):
        name = free_name(file["name"], names)
        names.add(name.casefold())
        file["path"] = f"{ticket['number']}/{name}"


def _write(desk: Desk, folder: Path, ticket: dict[str, Any]) -> Iterator[str]:
    """Yields the files whose bytes the photo store has lost."""
    _name_files(ticket)
    _write_file(folder / f"{ticket['number']}.json", (_json(ticket) + "\n").encode())
    for file in export.files_of(ticket):
        try:
            content = desk.photos.read(file["sha256"])
        except Missing:
            yield _missing(ticket, file)
            continue
        target = folder / file["path"]
        _make(target.parent)
        _write_file(target, content)


def _write_file(target: Path, content: bytes) -> None:
    with files.create(target) as out:
        out.write(content)


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
