"""What others were told of a person, what they sent of them, and what was done with them: found, and taken out.

To look through all that was ever said takes long, so it is read a batch at a time, while everybody works on; only what
is found is written. Whoever takes out the rest looks through what has come since.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from store.messages import outbox
from store.privacy import traces
from store.privacy.traces import Theirs
from store.tables import Event, InboxMessage, OutboxFile, OutboxMessage

BATCH = 1000
HARMLESS = ("assigned", "criticality", "category", "joined", "separated", "satisfaction")
"""Events whose detail names staff, levels, categories and numbers."""

T = TypeVar("T")
Work = Callable[[Callable[[Session], T]], T]
"""Does a task in a transaction."""


@dataclass(frozen=True)
class Kept:
    """A table: whether one of its rows is to be changed, and how some are."""

    table: Any
    tells: Callable[[Theirs, Any], bool]
    strip: Callable[[Sequence[int], Theirs, str, Session], None]


def strip(read: Work[Any], write: Work[Any], theirs: Theirs, label: str, reached: dict[str, int]) -> None:
    """Looks from the rows on that were `reached`, by table, and notes there how far it came."""
    for kept in (_TOLD, _SENT, _DONE):
        name = kept.table.__tablename__
        while found := read(partial(_look, kept, theirs, reached.get(name, 0))):
            ids, reached[name] = found
            if ids:
                write(partial(kept.strip, ids, theirs, label))


def _look(kept: Kept, theirs: Theirs, after: int, session: Session) -> tuple[list[int], int] | None:
    """Which of the next rows tell of them, and the last that was looked at; None where there are no more."""
    table = kept.table.__table__
    query = select(table).where(table.c.id > after).order_by(table.c.id).limit(BATCH)
    rows = session.execute(query).all()
    return ([row.id for row in rows if kept.tells(theirs, row)], rows[-1].id) if rows else None


def _is_told_of_them(theirs: Theirs, row: Any) -> bool:
    if row.chat_id in theirs.chats:
        return False
    if row.ticket_id in theirs.tickets or row.entry_id in theirs.entries:
        return True
    is_loose = row.ticket_id is None or row.several
    return is_loose and traces.tells(
        theirs.names if row.chat_id in theirs.staff else theirs.words, row.content
    )


def _strip_told(ids: Sequence[int], theirs: Theirs, label: str, session: Session) -> None:
    gone = update(OutboxMessage).where(OutboxMessage.id.in_(ids))
    gone = gone.execution_options(synchronize_session=False)
    session.execute(gone.values(content={"text": label}))
    session.execute(delete(OutboxFile).where(OutboxFile.outbox_id.in_(ids)))
    to_come = gone.where(OutboxMessage.state.in_(outbox.WAITING))
    session.execute(to_come.values(state="dropped", error="erased"))


def _is_sent_of_them(theirs: Theirs, row: Any) -> bool:
    """What colleagues and staff wrote in their tickets, or of them."""
    if row.chat_id in theirs.chats:
        return False
    if row.ticket_id in theirs.tickets or row.entry_id in theirs.entries:
        return True
    is_loose = row.ticket_id is None and row.chat_id in theirs.staff
    return traces.tells(theirs.names if is_loose else theirs.words, _said(row.payload))


def _said(payload: dict[str, Any]) -> list[Any]:
    """What of a message its sender said; who they are and how it came is theirs."""
    return [payload.get("text"), payload.get("payload"), payload.get("files")]


def _strip_sent(ids: Sequence[int], theirs: Theirs, label: str, session: Session) -> None:
    """The message stays known, so that it is not taken for a new one."""
    for message in session.scalars(_locked(InboxMessage, ids)):
        message.payload = _without_words(message.payload)
    session.flush()


def _without_words(payload: dict[str, Any]) -> dict[str, Any]:
    empty: dict[str, Any] = {"text": "", "payload": "", "files": []}
    return payload | {name: nothing for name, nothing in empty.items() if name in payload}


def _is_done_with_them(theirs: Theirs, row: Any) -> bool:
    """What was said in closing and changed of them; where they were the technician, their name."""
    if row.what == "assigned":
        return theirs.name in row.detail.values() and theirs.is_named_in(row.ticket_id)
    if row.what in ("closed", "solution") and row.actor_id == theirs.person:
        return True
    return row.what not in HARMLESS and (row.ticket_id in theirs.tickets or row.person_id == theirs.person)


def _strip_done(ids: Sequence[int], theirs: Theirs, label: str, session: Session) -> None:
    for event in session.scalars(_locked(Event, ids)):
        named = event.detail.items() if event.what == "assigned" else ()
        event.detail = {key: label if value == theirs.name else value for key, value in named}
    session.flush()


def _locked(table: Any, ids: Sequence[int]) -> Any:
    found = (
        select(table).where(table.id.in_(ids)).order_by(table.id).with_for_update(of=table, key_share=True)
    )
    return found.execution_options(populate_existing=True)


_TOLD = Kept(OutboxMessage, _is_told_of_them, _strip_told)
_SENT = Kept(InboxMessage, _is_sent_of_them, _strip_sent)
_DONE = Kept(Event, _is_done_with_them, _strip_done)
