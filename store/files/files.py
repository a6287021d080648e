"""The files that people send, from their announcement to their bytes in the photo store.

Who fetches a file leases it; if they die, it is due again when the lease is over, and fetching it twice harms nobody.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy import delete as delete_rows
from sqlalchemy.orm import Session

from store.database import ring
from store.messages import outbox
from store.tables import DiscardedFile, File, OutboxFile, in_state
from store.transactions import upsert

OURS = "desk"
"""The channel of files that we make ourselves; `ref` says of what."""
UPLOADED = "webchat"
"""The channel whose files are in the photo store before they are announced; `ref` is their SHA-256."""
DISCARDED = 100  # bytes that are deleted between two transactions
LEASE = timedelta(seconds=30)  # longer than a channel lets a fetch take
DELETED_AT_ONCE = 100


def announce(
    session: Session, channel: str, ref: str, at: datetime, *, approved: bool = True, **about: Any
) -> File:
    """Keeps that a person sent a file, to be fetched at once; a stranger's, not yet `approved`, once it is."""
    state = "wanted" if approved else "unapproved"
    sha256 = ref if channel == UPLOADED else None
    due_at = at if approved else None
    file = File(channel=channel, ref=ref, sha256=sha256, state=state, due_at=due_at, **about)
    session.add(file)
    session.flush()
    ring(session, "files")
    return file


def about(person_id: int) -> str:
    """The `ref` of the file with all that is kept of a person."""
    return f"person {person_id}"


def approve_of_messages(session: Session, inbox_ids: Collection[int], at: datetime) -> None:
    """The stranger who sent these messages was let in: their files may be fetched."""
    theirs = update(File).where(File.inbox_id.in_(inbox_ids), File.state == "unapproved")
    session.execute(theirs.values(state="wanted", due_at=at))
    ring(session, "files")


def get_many(session: Session, ids: Sequence[int]) -> list[File]:
    """These files, in the order in which they are asked for."""
    if not ids:
        return []
    found = {file.id: file for file in session.scalars(select(File).where(File.id.in_(ids)))}
    return [found[file_id] for file_id in ids if file_id in found]


def claim(session: Session, channel: str, at: datetime, limit: int) -> Sequence[File]:
    """Leases at most so many files that are to be fetched from a channel now."""
    due = (
        select(File)
        .where(in_state(File.state, "wanted"), File.due_at <= at, File.channel == channel)
        .order_by(File.due_at, File.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = session.scalars(due).all()
    for file in claimed:
        file.due_at, file.attempts = at + LEASE, file.attempts + 1
    return claimed


def mark_stored(session: Session, file_id: int, at: datetime, **facts: Any) -> None:
    """Its bytes are in the photo store: `facts` are sha256, size, is_image and content_type; what waited for it goes
    out."""
    _settle(session, file_id, at, state="kept", error=None, **facts)


def mark_lost(session: Session, file_id: int, reason: str, at: datetime) -> bool:
    """It cannot be had; what waited for it goes out without it. False where it was stored or lost before."""
    return _settle(session, file_id, at, state="lost", error=reason)


def defer(session: Session, file_id: int, due_at: datetime, error: str, tries: int) -> None:
    """To be tried again at that time; `tries` is how often this very kind of failure came, one after the other."""
    wanted = update(File).where(File.id == file_id, File.state == "wanted")
    session.execute(wanted.values(due_at=due_at, error=error, attempts=tries))


def _settle(session: Session, file_id: int, at: datetime, **values: Any) -> bool:
    wanted = update(File).where(File.id == file_id, File.state == "wanted")
    if session.scalar(wanted.values(due_at=None, **values).returning(File.id)) is None:
        return False
    outbox.send_with_file(session, file_id, at)
    return True


def next_due(session: Session, at: datetime) -> datetime | None:
    """When a file will be due that is not due now."""
    return session.scalar(
        select(func.min(File.due_at)).where(in_state(File.state, "wanted"), File.due_at > at)
    )


def of_messages(session: Session, inbox_ids: Sequence[int]) -> dict[int, list[File]]:
    """The files of each of these messages, by message id."""
    found: dict[int, list[File]] = {}
    if inbox_ids:
        for file in session.scalars(select(File).where(File.inbox_id.in_(inbox_ids)).order_by(File.id)):
            found.setdefault(file.inbox_id or 0, []).append(file)
    return found


def detach(session: Session, inbox_ids: Sequence[int]) -> None:
    """The files of these messages belong to no ticket again: their message is being moved."""
    if inbox_ids:
        moved = update(File).where(File.inbox_id.in_(inbox_ids))
        session.execute(moved.values(ticket_id=None, entry_id=None))


def delete(session: Session, ids: Sequence[int]) -> None:
    """Forgets these files; their bytes are discarded once this is committed."""
    of_them = File.id.in_(ids)
    _discard(session, of_them)
    session.execute(delete_rows(OutboxFile).where(OutboxFile.file_id.in_(ids)))
    session.execute(delete_rows(File).where(of_them).execution_options(synchronize_session=False))


def _discard(session: Session, of_them: ColumnElement[bool]) -> None:
    kept = select(File.sha256).where(of_them, File.sha256.is_not(None)).distinct()
    noted = [dict(sha256=sha256) for sha256 in session.scalars(kept)]
    if noted:
        upsert.insert_or_replace(session, DiscardedFile, noted, ())
        ring(session, "forget")


def discarded(session: Session, after: str = "") -> Sequence[str]:
    """The next bytes (by SHA-256, in that order) to be deleted: those that no file has. Others that were noted are
    forgotten here."""
    query = select(DiscardedFile.sha256).where(DiscardedFile.sha256 > after)
    noted = session.scalars(query.order_by(DiscardedFile.sha256).limit(DISCARDED)).all()
    had = somebodys(session, noted)
    forget_discarded(session, had)
    nobodys = [sha256 for sha256 in noted if sha256 not in had]
    return nobodys or (discarded(session, noted[-1]) if noted else [])


def somebodys(session: Session, hashes: Sequence[str]) -> set[str]:
    """Which of these bytes some file has."""
    return set(filter(None, session.scalars(select(File.sha256).where(File.sha256.in_(hashes)))))


def forget_discarded(session: Session, hashes: Collection[str]) -> None:
    """They are deleted, or somebody's again."""
    session.execute(delete_rows(DiscardedFile).where(DiscardedFile.sha256.in_(hashes)))
