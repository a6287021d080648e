"""What we say, kept until the provider has it: one row for each call that will be made to a provider.

`put` keeps a message in the transaction that made us say it; `leases` has it sent. A message that waits for one of its
files, or for its reader to write again, does not hold up what comes after it.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from store.database import ring
from store.messages import leasing
from store.tables import File, OutboxFile, OutboxMessage, in_state
from store.transactions import pending

WAITING = ("waiting", "waiting_for_file", "waiting_for_window")
TO_COME = (*WAITING, "sending")


def put(
    session: Session, chat_id: int, kind: str, content: dict[str, Any], at: datetime, **about: Any
) -> int:
    """Keeps one call to a provider, to be made once this transaction commits and its files are there; returns its id.

    `about` are further columns (ticket_id, entry_id, cause_id, reply_to_id …). What it withdraws and is not sent yet
    never will be.
    """
    file_ids = list(dict.fromkeys(content.get("files", ())))
    if "state" not in about and _are_to_be_fetched(session, file_ids):
        about["state"] = "waiting_for_file"
    gathered, leased_by = pending.of(session), leasing.of(session)
    outbox_id = gathered.next_id(_TABLE)
    row = {**_AS_PUT, **dict(chat_id=chat_id, kind=kind, content=content, created_at=at, due_at=at), **about}
    row["id"] = outbox_id
    is_leased = leased_by is not None and leased_by.take(row)
    gathered.insert(_TABLE, row)
    for file_id in file_ids:
        gathered.insert(_FILES, dict(outbox_id=outbox_id, file_id=file_id))
    _drop_withdrawn(session, content.get("withdraws", ()))
    if not is_leased:
        ring(session, "outbox" if kind == "toast" else f"{DUE}{chat_id}")
    ring(session, f"chat:{chat_id}")
    return outbox_id


DUE = "due:"
"""The topic "due:12" is rung when chat 12 has something to send. A worker that still has a row of that chat looks for
more once that row is settled."""
_TABLE = OutboxMessage.metadata.tables["outbox"]
_FILES = OutboxFile.metadata.tables["outbox_files"]
_AS_PUT: dict[str, Any] = dict(
    state="waiting", attempts=0, several=False, internal=False,
    ticket_id=None, entry_id=None, cause_id=None, reply_to_id=None, worker=None, leased_until=None,
)  # fmt: skip


def _are_to_be_fetched(session: Session, file_ids: Sequence[int]) -> bool:
    """Locks the files until the commit, so that whoever brings the last of them sees the row that waits for it."""
    if not file_ids:
        return False
    states = select(File.state).where(File.id.in_(file_ids)).with_for_update(read=True)
    return any(state not in ("kept", "lost") for state in session.scalars(states))


def _drop_withdrawn(session: Session, ids: Sequence[int]) -> None:
    if not ids:
        return
    late = update(OutboxMessage).where(
        OutboxMessage.id.in_(ids), OutboxMessage.state.in_(("waiting_for_file", "waiting_for_window"))
    )
    session.execute(late.values(state="dropped", error="withdrawn"))


def send_with_file(session: Session, file_id: int, at: datetime) -> None:
    """This file is there, or never will be: what waited for it is due now, unless it waits for another file too.

    Two files of one message that come at once do not see each other before they commit: the message's lock makes the
    second wait, and look anew.
    """
    waiting_for_it = (
        select(OutboxMessage.id)
        .join(OutboxFile, OutboxFile.outbox_id == OutboxMessage.id)
        .where(OutboxFile.file_id == file_id, in_state(OutboxMessage.state, "waiting_for_file"))
        .order_by(OutboxMessage.id)
        .with_for_update(of=OutboxMessage, key_share=True)
    )
    locked = session.scalars(waiting_for_it).all()
    missing = (
        select(OutboxFile.outbox_id)
        .join(File, File.id == OutboxFile.file_id)
        .where(OutboxFile.outbox_id == OutboxMessage.id, File.state.not_in(("kept", "lost")))
    )
    ready = update(OutboxMessage).where(OutboxMessage.id.in_(locked), ~missing.exists())
    for chat_id in session.scalars(ready.values(state="waiting", due_at=at).returning(OutboxMessage.chat_id)):
        ring(session, "outbox")
        ring(session, f"chat:{chat_id}")


def drop_of_chats(session: Session, chat_ids: Collection[int], why: str) -> None:
    """Nothing of what still waits for these chats will be sent there; `why` is kept as its error."""
    of_chats = update(OutboxMessage).where(
        OutboxMessage.chat_id.in_(chat_ids), OutboxMessage.state.in_(WAITING)
    )
    session.execute(of_chats.values(state="dropped", error=why))


def lock_unsent(session: Session, ids: Collection[int]) -> set[int]:
    """Those of these rows that nobody has begun to send: until the commit nobody will."""
    unsent = (OutboxMessage.id.in_(ids), OutboxMessage.state.in_(WAITING), OutboxMessage.attempts == 0)
    query = select(OutboxMessage).where(*unsent).order_by(OutboxMessage.id).with_for_update(key_share=True)
    found = session.scalars(query.execution_options(populate_existing=True)) if ids else ()
    return {row.id for row in found}


def reword(row: OutboxMessage, text: str, layout: Sequence[str] = ()) -> None:
    """Of a row that is locked and unsent: it says this instead, in this shape."""
    row.content = {**row.content, "text": text, "layout": list(layout)}


def drop_unsent(session: Session, ids: Collection[int], why: str) -> set[int]:
    """Those of these rows that nobody has begun to send never will be; returns their ids."""
    unsent = lock_unsent(session, ids)
    if unsent:
        dropped = update(OutboxMessage).where(OutboxMessage.id.in_(unsent))
        session.execute(dropped.values(state="dropped", error=why))
    return unsent


def waiting(session: Session, chat_id: int) -> Sequence[OutboxMessage]:
    """What is to be sent in a chat and leased by no worker, in order, locked until commit."""
    query = select(OutboxMessage).where(OutboxMessage.chat_id == chat_id, OutboxMessage.state == "waiting")
    locked = query.order_by(OutboxMessage.id).with_for_update(key_share=True)
    return session.scalars(locked.execution_options(populate_existing=True)).all()
