"""`ticketero people links`: a fresh invitation for everybody who cannot come in yet, as a file to hand out."""

import codecs
import os
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import BinaryIO

from bot.admin import files, spreadsheets
from bot.admin.people import entering
from bot.desk import Desk
from store.people import invitations
from store.tables import Person

AT_ONCE = 25  # a code takes 10 ms, and nobody else writes meanwhile


def write(desk: Desk, path: Path) -> Iterator[str]:
    """A line for everybody active who has neither a chat nor a valid code: name, company, code, a link a channel.

    The file is in place as soon as its first lines are; where nobody needs a code, one that is there stays as it is,
    with the codes that nobody could write again. Raises Trouble where it cannot be written: then whoever has no line
    has no new code either.
    """
    for name, channel in desk.channels.items():  # what must be asked of a provider is asked before
        if (link := entering.link(channel, "TK")) and link.startswith("no link"):
            yield f"{name}: {link}"
    written = 0
    with files.begun(path) as (file, put_in_place):
        _put(desk, file, [["name", "company", "code", *desk.channels]], codecs.BOM_UTF8)
        while some := _invite_some(desk, file):
            written += some
            put_in_place()
        if written == 0 and path.exists():
            yield f"Invitations written: 0. {path} stays as it was."
            return
        put_in_place()
    yield f"Invitations written: {written}. They are secrets: {path} can be read by its owner alone."


def _invite_some(desk: Desk, file: BinaryIO) -> int:
    """Invites the next few, whose lines are on the disk before their codes are kept; returns how many."""
    now = desk.now()
    with desk.store.write() as session:
        waiting = invitations.uninvited(session, now, AT_ONCE)
        _put(desk, file, [_cells(desk, person, invitations.make(session, person, now)) for person in waiting])
    return len(waiting)


def _cells(desk: Desk, person: Person, code: str) -> list[str]:
    links = [channel.invitation_link(code) or "" for channel in desk.channels.values()]
    return [person.name, person.company or "", code, *links]


def _put(desk: Desk, file: BinaryIO, rows: Sequence[Sequence[str]], mark: bytes = b"") -> None:
    made = StringIO()
    spreadsheets.write(made, desk.settings.desk.language, rows)
    file.write(mark + made.getvalue().encode())
    file.flush()
    os.fsync(file.fileno())
