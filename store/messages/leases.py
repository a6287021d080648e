"""Who sends which row of the outbox: in order within a chat, many chats at once, by any number of workers.

A worker leases the first unsent row of a chat and renews the lease while it sends it. One that is killed stops
renewing, and another worker takes the row over: at most the one call in flight of a chat is ever made twice. A row that
waits for its next try holds back the later ones of its chat, unless its provider took it and then failed: those may be
out already. A toast (the answer to a press of a button) is of use for a moment only: it neither waits nor holds
anything back.

Times are told by the database's clock: a worker on a machine whose own is wrong takes over nothing too early.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased, joinedload
from sqlalchemy.sql.dml import ReturningUpdate

from store.database import UtcDateTime, ring
from store.messages import message_ids
from store.messages.receipts import FAILED, OUT, ring_writer
from store.tables import Chat, OutboxMessage, in_state
from store.transactions import lists

UNSENT = ("waiting", "sending")
LEASE = timedelta(seconds=8)  # three renewals may be missed; a dead worker's row waits so long for another
_TABLE = OutboxMessage.metadata.tables["outbox"]
_NOW = bindparam("now", type_=UtcDateTime())


def claim(
    session: Session,
    worker: str,
    channels: Collection[str],
    at: datetime,
    limit: int,
    busy: Collection[OutboxMessage] = (),
    chats: Collection[int] | None = None,
) -> Sequence[OutboxMessage]:
    """Leases to this worker what is due on these channels, the first row of each chat and at most so many; of these
    chats only, where they are given, however much waits for the others. Returns the rows with their chats and persons.

    `busy` are rows that this worker still has to write down: they are left out, though their lease may be over or a
    receipt may have asked for another try. So is what stands behind them, however long a queue it may be.
    """
    given = dict(now=at, until=at + LEASE, channels=list(channels), most=limit, by=worker)
    given["busy"] = lists.padded([row.id for row in busy], 0)
    given["busy_chats"] = lists.padded({row.chat_id for row in busy if row.kind != "toast"}, 0)
    if chats is not None:
        given["chats"] = lists.padded(chats, 0)
    claimed = session.connection().scalars(_claiming(chats is not None), given).all()
    return session.scalars(_CLAIMED, {"ids": lists.padded(claimed, 0)}).all() if claimed else []


@cache
def _claiming(of_chats: bool) -> ReturningUpdate[int]:
    """Built once: to put it together costs more than to carry it out. Of the bare ids: mostly nothing is due."""
    row, now = OutboxMessage, _NOW
    chosen = [row.chat_id.in_(bindparam("chats", expanding=True))] if of_chats else []
    due = (
        select(row.id)
        .where(_is_due(now), _is_first(now), *chosen)
        .where(
            exists().where(Chat.id == row.chat_id, Chat.channel.in_(bindparam("channels", expanding=True)))
        )
        .where(row.id.not_in(bindparam("busy", expanding=True)))
        .where(or_(row.kind == "toast", row.chat_id.not_in(bindparam("busy_chats", expanding=True))))
        .order_by(row.due_at, row.id)
        .limit(bindparam("most"))
        .with_for_update(of=row, skip_locked=True)
        .cte("due")
    )
    return (
        update(_TABLE)
        .where(_TABLE.c.id.in_(select(due.c.id)))
        .values(state="sending", worker=bindparam("by"), leased_until=bindparam("until"))
        .values(attempts=_TABLE.c.attempts + 1)
        .returning(_TABLE.c.id)
    )


_CLAIMED = (
    select(OutboxMessage)
    .where(OutboxMessage.id.in_(bindparam("ids", expanding=True)))
    .options(joinedload(OutboxMessage.chat))
    .order_by(OutboxMessage.due_at, OutboxMessage.id)
)


def _is_due(at: ColumnElement[datetime]) -> ColumnElement[bool]:
    row = OutboxMessage
    # "IN" says again what the rest says: by it SQLite sees that the index of unsent rows will do.
    return and_(
        in_state(row.state, *UNSENT),
        or_(
            and_(in_state(row.state, "waiting"), row.due_at <= at),
            and_(in_state(row.state, "sending"), row.leased_until <= at),
        ),
    )


def _is_first(at: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Nothing of the chat is before it: neither unsent, nor sent and waiting for the provider to say that it is out."""
    row, other, unconfirmed = OutboxMessage, aliased(OutboxMessage), aliased(OutboxMessage)
    # A row may commit after a later one was leased already: that one is out, so this one waits for it.
    is_out = and_(in_state(other.state, "sending"), other.leased_until > at)
    ahead = exists().where(
        other.chat_id == row.chat_id,
        other.id != row.id,
        in_state(other.state, *UNSENT),
        or_(other.id < row.id, is_out),
        other.kind != "toast",
        or_(is_out, func.coalesce(other.status, "") != FAILED),
    )
    on_its_way = exists().where(unconfirmed.chat_id == row.chat_id, unconfirmed.confirm_by > at)
    return or_(row.kind == "toast", and_(~ahead, ~on_its_way))


def renew(session: Session, worker: str, ids: Collection[int], at: datetime) -> None:
    """Keeps these rows leased to this worker for LEASE from now.

    One that somebody has locked is just being written down, and needs it no more.
    """
    mine = select(_TABLE.c.id).where(_TABLE.c.id.in_(ids), *_leased_to(worker))
    mine = mine.with_for_update(key_share=True, skip_locked=True)
    session.execute(update(_TABLE).where(_TABLE.c.id.in_(mine)).values(leased_until=at + LEASE))


def give_back(session: Session, worker: str, ids: Collection[int]) -> None:
    """What this worker has leased and not sent may be leased by any other."""
    if ids:
        mine = update(_TABLE).where(_TABLE.c.id.in_(ids), *_leased_to(worker))
        back = dict(state="waiting", worker=None, leased_until=None, attempts=_TABLE.c.attempts - 1)
        session.execute(mine.values(**back))
        ring(session, "outbox")


def give_back_of_chat(session: Session, worker: str, row: OutboxMessage) -> list[int]:
    """As `give_back`, for all that this worker has leased of a row's chat but the row itself; returns their ids."""
    others = (_TABLE.c.chat_id == row.chat_id, _TABLE.c.id != row.id, _TABLE.c.kind != "toast")
    mine = select(_TABLE.c.id).where(*others, *_leased_to(worker))
    ids = list(session.connection().scalars(mine))
    give_back(session, worker, ids)
    return ids


@dataclass(frozen=True)
class Accepted:
    """A row that its provider took, and the ids under which it is shown there. The chat's next row waits until
    `confirm_by` for the provider to say that it is out, unless it has said so."""

    row: OutboxMessage
    message_ids: Sequence[str]
    confirm_by: datetime | None = None


def mark_sent(session: Session, worker: str, accepted: Sequence[Accepted], at: datetime) -> bool:
    """Writes down that the providers took these rows. False where one of them is another worker's by now, who sends it
    again: its first copy can be quoted all the same."""
    ours = _mark_sent(session, worker, accepted, at)
    retried = [each.row.id for each in accepted if each.row.id in ours and each.row.attempts > 1]
    if retried:
        message_ids.begin_again(session, retried)
    message_ids.keep_of_many(
        session,
        current=[(each.row, each.message_ids) for each in accepted if each.row.id in ours],
        earlier=[(each.row, each.message_ids) for each in accepted if each.row.id not in ours],
    )
    for each in accepted:
        if each.row.id in ours:
            ring_writer(session, each.row)
    return len(ours) == len(accepted)


def _mark_sent(session: Session, worker: str, accepted: Sequence[Accepted], at: datetime) -> set[int]:
    """The ids of those that were still leased to this worker; one statement for all that need no receipt."""
    by_deadline: dict[datetime | None, list[int]] = {}
    for each in accepted:
        by_deadline.setdefault(each.confirm_by, []).append(each.row.id)
    ours: set[int] = set()
    for confirm_by, ids in by_deadline.items():
        given = dict(ids=lists.padded(ids, 0), by=worker, at=at, confirm=confirm_by)
        ours.update(session.connection().scalars(_SENT, given))
    return ours


def defer(
    session: Session, row: OutboxMessage, worker: str, due_at: datetime, error: str, tries: int
) -> bool:
    """To be tried again at that time; `tries` is how often this very kind of failure came, one after the other.

    Like `mark_failed` and `mark_dropped`, it changes nothing and returns False where the row is leased to this worker
    no more.
    """
    return _end(session, row, worker, "waiting", due_at=due_at, error=error, attempts=tries)


def change(
    session: Session,
    row: OutboxMessage,
    worker: str,
    kind: str,
    content: dict[str, Any],
    at: datetime,
    error: str,
) -> bool:
    """To be sent at once in another form, since it was refused in this one; as `defer`."""
    return _end(session, row, worker, "waiting", kind=kind, content=content, due_at=at, error=error)


def mark_failed(session: Session, row: OutboxMessage, worker: str, error: str, reason: str = "") -> bool:
    """It will not be tried again; `reason` is a key of the texts' [undelivered], for who must hear of it."""
    failed = _end(session, row, worker, "failed", error=error, reason=reason or None)
    if failed:
        ring_writer(session, row)
    return failed


def mark_dropped(session: Session, row: OutboxMessage, worker: str, why: str) -> bool:
    """It need not be sent any longer."""
    return _end(session, row, worker, "dropped", error=why)


def is_leased(session: Session, row: OutboxMessage, worker: str) -> bool:
    """Whether the row is still leased to this worker; locks it until commit."""
    query = select(OutboxMessage.id).where(OutboxMessage.id == row.id, *_leased_to(worker))
    return session.scalar(query.with_for_update(key_share=True)) is not None


def _end(session: Session, row: OutboxMessage, worker: str, state: str, **more: Any) -> bool:
    values = dict(state=state, worker=None, leased_until=None, **more)
    return bool(session.connection().execute(_END, dict(row=row.id, by=worker, **values)).rowcount)


def _leased_to(worker: Any) -> tuple[ColumnElement[bool], ...]:
    return _TABLE.c.worker == worker, _TABLE.c.state == "sending"


_END = update(_TABLE).where(_TABLE.c.id == bindparam("row"), *_leased_to(bindparam("by")))
_CONFIRM_BY = case((_TABLE.c.status.in_(OUT), None), else_=bindparam("confirm", type_=UtcDateTime()))
_SENT = (
    update(_TABLE)
    .where(_TABLE.c.id.in_(bindparam("ids", expanding=True)), *_leased_to(bindparam("by")))
    .values(state="sent", worker=None, leased_until=None, error=None, reason=None)
    .values(sent_at=bindparam("at", type_=UtcDateTime()), confirm_by=_CONFIRM_BY)
    .returning(_TABLE.c.id)
)


def next_due(session: Session, at: datetime) -> datetime | None:
    """When something will be due that is not due now; None where only news will tell."""
    dues = session.execute(_next_due(), {"now": at}).one()
    return min((when for when in dues if when is not None), default=None)


@cache
def _next_due() -> Select[*tuple[Any, ...]]:
    row, now = OutboxMessage, _NOW
    unsent = in_state(row.state, *UNSENT)
    tries = select(func.min(row.due_at)).where(unsent, in_state(row.state, "waiting"), row.due_at > now)
    until = select(func.min(row.leased_until)).where(unsent, in_state(row.state, "sending"))
    receipts = select(func.min(row.confirm_by)).where(row.confirm_by > now)
    leases = until.where(row.leased_until > now)
    return select(tries.scalar_subquery(), leases.scalar_subquery(), receipts.scalar_subquery())
