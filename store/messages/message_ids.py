"""The provider's ids of what we sent: how a quote, a press or a receipt finds its row of the outbox.

A row that is sent again gets new ids. Those of its present try are `current`: they are what an edit or a withdrawal of
the row goes to, and their receipts count. The others may have arrived all the same, and can be quoted.

An edit goes to the ids of the message that it edits and has them too: of several rows with the same id, the newest says
what the person sees now.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from store.tables import OutboxMessage, SentMessage
from store.transactions import bulk

_TABLE = SentMessage.metadata.tables["sent_messages"]


def keep(session: Session, row: OutboxMessage, ids: Sequence[str], *, current: bool) -> None:
    """Keeps the ids of one try of a row, in order."""
    keep_of_many(session, [(row, ids)] if current else [], [] if current else [(row, ids)])


def keep_of_many(
    session: Session,
    current: Collection[tuple[OutboxMessage, Sequence[str]]],
    earlier: Collection[tuple[OutboxMessage, Sequence[str]]] = (),
) -> None:
    """As `keep`, for many rows in few statements. An id that is known as current stays so."""
    bulk.insert_or_replace(session, _TABLE, list(_parts(current, current=True)), ("position", "current"))
    bulk.insert_missing(session, _TABLE, list(_parts(earlier, current=False)))


def _parts(
    rows: Collection[tuple[OutboxMessage, Sequence[str]]], *, current: bool
) -> Iterator[dict[str, Any]]:
    for row, ids in rows:
        for position, message_id in enumerate(dict.fromkeys(ids)):
            yield dict(
                chat_id=row.chat_id, message_id=message_id, outbox_id=row.id,
                position=position, current=current,
            )  # fmt: skip


def begin_again(session: Session, outbox_ids: Collection[int]) -> None:
    """These rows are to be sent anew: the ids that they have are of an earlier try from now on."""
    of_rows = (SentMessage.outbox_id.in_(outbox_ids), SentMessage.current)
    session.execute(
        update(SentMessage).where(*of_rows).values(current=False).execution_options(synchronize_session=False)
    )


def of(session: Session, outbox_id: int) -> tuple[str, ...]:
    """The ids under which the person sees a row, in order; empty while it is not sent."""
    query = select(SentMessage.message_id).where(SentMessage.outbox_id == outbox_id, SentMessage.current)
    return tuple(session.scalars(query.order_by(SentMessage.position, SentMessage.message_id)))


def of_every_try(session: Session, outbox_id: int) -> dict[str, bool]:
    """All ids that a row ever had, and whether each is current."""
    query = select(SentMessage.message_id, SentMessage.current)
    return dict(session.execute(query.where(SentMessage.outbox_id == outbox_id)).all())


def count(session: Session, outbox_id: int) -> int:
    """How many ids a row ever had: so often did the provider take it, or a part of it."""
    query = select(func.count()).select_from(SentMessage).where(SentMessage.outbox_id == outbox_id)
    return session.scalar(query) or 0


def said_since(session: Session, chat_id: int, at: datetime, but: int) -> tuple[str, ...]:
    """The ids of all that we sent in a chat since then, but for one row, in no order."""
    query = (
        select(SentMessage.message_id)
        .join(OutboxMessage, OutboxMessage.id == SentMessage.outbox_id)
        .where(SentMessage.chat_id == chat_id, OutboxMessage.id != but, OutboxMessage.sent_at >= at)
        .distinct()
    )
    return tuple(session.scalars(query))
