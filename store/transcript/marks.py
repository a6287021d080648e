"""What became of each message that a person sent: kept, in which ticket, and whether it reached the other side."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from store.messages.receipts import ARRIVED
from store.tables import Entry, InboxMessage, OutboxMessage, Ticket

_Copy = tuple[str, str | None, bool]
"""A copy's state, the furthest receipt of it, and whether one is still to come."""


@dataclass(frozen=True)
class Mark:
    """ticket: the number of the ticket where it went, as an internal note or not. sign: "kept", "arrived" or "failed"
    (no copy can arrive)."""

    ticket: int | None = None
    sign: str = "kept"
    internal: bool = False


def of(session: Session, rows: Sequence[InboxMessage]) -> dict[int, Mark]:
    """The mark of each of these messages of one chat, by its id."""
    placed = [row for row in rows if row.ticket_id is not None]
    numbers = _numbers(session, {row.ticket_id for row in placed if row.ticket_id})
    copies = _copies(session, placed)
    notes = _notes(session, {row.entry_id for row in placed if row.entry_id})
    marks = {
        row.id: Mark(
            numbers.get(row.ticket_id or 0),
            _sign(copies[row.entry_id, row.ticket_id]),
            internal=row.entry_id in notes,
        )
        for row in placed
    }
    return {row.id: marks.get(row.id, Mark()) for row in rows}


def _notes(session: Session, entry_ids: Iterable[int]) -> set[int]:
    return set(session.scalars(select(Entry.id).where(Entry.id.in_(entry_ids), Entry.internal)))


def _numbers(session: Session, ticket_ids: Iterable[int]) -> dict[int, int]:
    found = session.execute(select(Ticket.id, Ticket.number).where(Ticket.id.in_(ticket_ids)))
    return {row.id: row.number for row in found}


def _copies(
    session: Session, rows: Sequence[InboxMessage]
) -> dict[tuple[int | None, int | None], list[_Copy]]:
    """What was told to others, by entry and ticket: of a message that became part of an opening, the ticket's cards."""
    entries = {row.entry_id for row in rows if row.entry_id}
    opened = {row.ticket_id for row in rows if not row.entry_id}
    copy = OutboxMessage
    query = (
        select(copy.entry_id, copy.ticket_id, copy.state, copy.status, copy.confirm_by)
        .where(or_(copy.entry_id.in_(entries), copy.ticket_id.in_(opened) & copy.entry_id.is_(None)))
        .where(copy.kind == "message", copy.chat_id.not_in({row.chat_id for row in rows}))
    )
    found: dict[tuple[int | None, int | None], list[_Copy]] = defaultdict(list)
    for entry_id, ticket_id, state, status, confirm_by in session.execute(query) if rows else ():
        found[entry_id, ticket_id].append((state, status, confirm_by is not None))
    return found


def _sign(copies: Sequence[_Copy]) -> str:
    if any(_has_arrived(*copy) for copy in copies):
        return "arrived"
    return "failed" if copies and all(state == "failed" for state, _, _ in copies) else "kept"


def _has_arrived(state: str, status: str | None, awaited: bool) -> bool:
    """Where receipts come it is the receipt that tells, else that the provider took it."""
    return state == "sent" and (status in ARRIVED or (status is None and not awaited))
