"""What we say, kept until the provider has it: in order within a chat, many chats at once, by any number of workers.

A worker takes the first unsent row of a chat and has it in hand by a lease that it keeps renewing; whoever is killed
stops renewing, and another takes the row over. So at most the one call in flight of a chat is ever made twice. A row
that waits for its next try holds back the later ones of its chat. A toast answers a press that nobody waits for any
longer: it neither waits nor holds anything back. So is a row passed by that waits for a file or for the person.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased, joinedload
from sqlalchemy.sql.dml import ReturningUpdate

from store import memo, pending
from store.database import UtcDateTime, ring
from store.messages import message_ids
from store.messages.receipts import OUT
from store.tables import Chat, File, OutboxFile, OutboxMessage, in_state

UNSENT = ("waiting", "sending")
WAITING = ("waiting", "waiting_for_file", "waiting_for_window")
TO_COME = (*WAITING, "sending")
LEASE = timedelta(seconds=8)  # three renewals may be missed; a dead worker's row waits so long for another


def put(
    session: Session, chat_id: int, kind: str, content: dict[str, Any], at: datetime, **about: Any
) -> int:
    """Keeps one call to a provider, to be made once this transaction commits and its files are there. Its id."""
    file_ids = list(dict.fromkeys(content.get("files", ())))
    if "state" not in about and _to_be_fetched(session, file_ids):
        about["state"] = "waiting_for_file"
    gathered, leasing = pending.of(session), leasing_of(session)
    outbox_id = gathered.next_id(_TABLE)
    row = {**_AS_PUT, **dict(chat_id=chat_id, kind=kind, content=content, created_at=at, due_at=at), **about}
    row["id"] = outbox_id
    is_leased = leasing is not None and leasing.take(row)
    gathered.insert(_TABLE, row)
    for file_id in file_ids:
        gathered.insert(_FILES, dict(outbox_id=outbox_id, file_id=file_id))
    overtake(session, content.get("withdraws", ()))
    if not is_leased:
        ring(session, "outbox")
    ring(session, f"chat:{chat_id}")
    return outbox_id


class Leasing:
    """What is put for some chats is leased at once by a worker of this process, which sends it once it is committed, so
    that nobody needs to claim it. Only for chats that this transaction has locked, and where nothing is unsent but what
    the same worker has leased: so their rows go out in order."""

    def __init__(self, worker: str, until: datetime, channels: Collection[str]):
        self.worker, self.until, self.channels = worker, until, channels
        self._rows: list[dict[str, Any]] = []
        self._chats: dict[int, Chat] = {}

    def begin(self, session: Session, chats: Collection[Chat]) -> None:
        """From now on what this transaction puts for those of these chats that are free is leased."""
        session.info["leasing"] = self
        self._chats = {chat.id: chat for chat in chats if chat.channel in self.channels}
        if self._chats:
            given = dict(chats=_in_eights(self._chats), by=self.worker)
            for busy in session.connection().scalars(_BUSY, given):
                self._chats.pop(busy, None)

    def messages(self) -> list[OutboxMessage]:
        """What was leased, in order, each with its chat: once the transaction is committed."""
        return [OutboxMessage(**row, chat=self._chats[row["chat_id"]]) for row in self._rows]

    def take(self, row: dict[str, Any]) -> bool:
        """Leases the row, where its chat is free and nothing of it is awaited."""
        if row["chat_id"] not in self._chats or row["state"] != "waiting":
            return False
        row |= dict(state="sending", worker=self.worker, leased_until=self.until, attempts=1)
        self._rows.append(row)
        return True


def leasing_of(session: Session) -> Leasing | None:
    found: Leasing | None = session.info.get("leasing")
    return found


_TABLE = OutboxMessage.metadata.tables["outbox"]
_FILES = OutboxFile.metadata.tables["outbox_files"]
_AS_PUT: dict[str, Any] = dict(
    state="waiting", attempts=0, several=False, internal=False,
    ticket_id=None, entry_id=None, cause_id=None, reply_to_id=None, worker=None, leased_until=None,
)  # fmt: skip


def _to_be_fetched(session: Session, file_ids: Sequence[int]) -> bool:
    """Locks the files until the commit, so that whoever brings the last of them sees the row that waits for it."""
    if not file_ids:
        return False
    states = select(File.state).where(File.id.in_(file_ids)).with_for_update(read=True)
    return any(state not in ("kept", "lost") for state in session.scalars(states))


def release(session: Session, file_id: int, at: datetime) -> None:
    """Has the messages sent that waited for this file, if it was the last that was missing.

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


def claim(
    session: Session,
    worker: str,
    channels: Collection[str],
    at: datetime,
    limit: int,
    busy: Collection[int] = (),
) -> Sequence[OutboxMessage]:
    """Takes in hand what is due on these channels, the first row of each chat, with its chat and person loaded; not
    `busy`: what came of it is not known yet, though its lease may be over or a receipt may have asked for it anew."""
    given = dict(now=at, ways=list(channels), most=limit, by=worker, until=at + LEASE, busy=_in_eights(busy))
    claimed = session.connection().scalars(_claiming(), given).all()
    return session.scalars(_CLAIMED, {"ids": _in_eights(claimed)}).all() if claimed else []


def _in_eights(ids: Collection[int]) -> list[int]:
    """Filled up with ids that there are not: few lengths, since each is a statement to be prepared."""
    return [*ids, *[0] * (8 - len(ids) % 8)]


@cache
def _claiming() -> ReturningUpdate[int]:
    """Built once: to put it together costs more than to carry it out. Of the bare ids: mostly nothing is due."""
    row, now = OutboxMessage, bindparam("now", type_=UtcDateTime())
    due = (
        select(row.id)
        .join(Chat, Chat.id == row.chat_id)
        .where(_is_due(now), _is_first(now), Chat.channel.in_(bindparam("ways", expanding=True)))
        .where(row.id.not_in(bindparam("busy", expanding=True)))
        .order_by(row.due_at, row.id)
        .limit(bindparam("most"))
        .with_for_update(of=row, skip_locked=True)
        .cte("due")
    )
    in_hand = dict(state="sending", worker=bindparam("by"), leased_until=bindparam("until"))
    return (
        update(_TABLE)
        .where(_TABLE.c.id.in_(select(due.c.id)))
        .values(**in_hand, attempts=_TABLE.c.attempts + 1)
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
    """Nothing of the chat is before it: neither unsent, nor out of our hands and not yet out of the provider's."""
    row, other, unconfirmed = OutboxMessage, aliased(OutboxMessage), aliased(OutboxMessage)
    # A row may commit after a later one was leased already: that one is out, so this one waits for it.
    is_out = and_(in_state(other.state, "sending"), other.leased_until > at)
    ahead = exists().where(
        other.chat_id == row.chat_id,
        other.id != row.id,
        in_state(other.state, *UNSENT),
        or_(other.id < row.id, is_out),
        other.kind != "toast",
    )
    on_its_way = exists().where(unconfirmed.chat_id == row.chat_id, unconfirmed.confirm_by > at)
    return or_(row.kind == "toast", and_(~ahead, ~on_its_way))


def renew(session: Session, worker: str, ids: Collection[int], until: datetime) -> None:
    """Keeps in hand what this worker is still sending; what is being settled in this moment needs it no more."""
    mine = select(_TABLE.c.id).where(_TABLE.c.id.in_(ids), *_in_hand_of(worker))
    mine = mine.with_for_update(key_share=True, skip_locked=True)
    session.execute(update(_TABLE).where(_TABLE.c.id.in_(mine)).values(leased_until=until))


def give_back(session: Session, worker: str, ids: Collection[int]) -> None:
    """What this worker has leased and not sent may be leased by any other."""
    if ids:
        mine = update(_TABLE).where(_TABLE.c.id.in_(ids), *_in_hand_of(worker))
        back = dict(state="waiting", worker=None, leased_until=None, attempts=_TABLE.c.attempts - 1)
        session.execute(mine.values(**back))
        ring(session, "outbox")


@dataclass(frozen=True)
class Out:
    """A row that its provider has, and the ids under which it is shown there. The chat's next row waits until
    `confirm_by` for the provider to say that it is out, unless it has said so."""

    row: OutboxMessage
    message_ids: Sequence[str]
    confirm_by: datetime | None = None


def sent(session: Session, worker: str, outs: Sequence[Out], at: datetime) -> bool:
    """The providers have these; what they show is from now on about these rows. False where one of them is another
    worker's by now, who says it again: its first copy can be quoted all the same."""
    ours = _mark_sent(session, worker, outs, at)
    retried = [out.row.id for out in outs if out.row.id in ours and out.row.attempts > 1]
    if retried:
        message_ids.begin_again(session, retried)
    message_ids.keep_of_many(
        session,
        current=[(out.row, out.message_ids) for out in outs if out.row.id in ours],
        earlier=[(out.row, out.message_ids) for out in outs if out.row.id not in ours],
    )
    return len(ours) == len(outs)


def _mark_sent(session: Session, worker: str, outs: Sequence[Out], at: datetime) -> set[int]:
    """Those of these rows that were still this worker's, by id; one statement for all that need no receipt."""
    by_deadline: dict[datetime | None, list[int]] = {}
    for out in outs:
        by_deadline.setdefault(out.confirm_by, []).append(out.row.id)
    ours: set[int] = set()
    for confirm_by, ids in by_deadline.items():
        given = dict(ids=_in_eights(ids), by=worker, at=at, confirm=confirm_by)
        ours.update(session.connection().scalars(_SENT, given))
    return ours


def later(
    session: Session, row: OutboxMessage, worker: str, due_at: datetime, error: str, tries: int
) -> bool:
    """To be tried again; `tries` is how often this very kind of failure came, one after the other."""
    return _settle(session, row, worker, "waiting", due_at=due_at, error=error, attempts=tries)


def failed(session: Session, row: OutboxMessage, worker: str, error: str, reason: str = "") -> bool:
    return _settle(session, row, worker, "failed", error=error, reason=reason or None)


def still_in_hand(session: Session, row: OutboxMessage, worker: str) -> bool:
    """Whether nobody else settled it meanwhile; locks it."""
    query = select(OutboxMessage.id).where(OutboxMessage.id == row.id, *_in_hand_of(worker))
    return session.scalar(query.with_for_update(key_share=True)) is not None


def dropped(session: Session, row: OutboxMessage, worker: str, why: str) -> bool:
    return _settle(session, row, worker, "dropped", error=why)


def _settle(session: Session, row: OutboxMessage, worker: str, state: str, **more: Any) -> bool:
    """Moves a row out of this worker's hand; False where it is no longer there."""
    values = dict(state=state, worker=None, leased_until=None, **more)
    return bool(session.connection().execute(_OUT_OF_HAND, dict(row=row.id, by=worker, **values)).rowcount)


def _in_hand_of(worker: Any) -> tuple[ColumnElement[bool], ...]:
    return _TABLE.c.worker == worker, _TABLE.c.state == "sending"


_BUSY = select(_TABLE.c.chat_id).where(
    _TABLE.c.chat_id.in_(bindparam("chats", expanding=True)),
    in_state(_TABLE.c.state, *UNSENT),
    _TABLE.c.kind != "toast",
    or_(_TABLE.c.worker.is_(None), _TABLE.c.worker != bindparam("by")),
)
_OUT_OF_HAND = update(_TABLE).where(_TABLE.c.id == bindparam("row"), *_in_hand_of(bindparam("by")))
_SENT = (
    update(_TABLE)
    .where(_TABLE.c.id.in_(bindparam("ids", expanding=True)), *_in_hand_of(bindparam("by")))
    .values(state="sent", worker=None, leased_until=None, error=None, reason=None)
    .values(sent_at=bindparam("at", type_=UtcDateTime()))
    .values(
        confirm_by=case((_TABLE.c.status.in_(OUT), None), else_=bindparam("confirm", type_=UtcDateTime()))
    )
    .returning(_TABLE.c.id)
)


def block(session: Session, chat_id: int, at: datetime) -> None:
    """The person shut the door to us there."""
    session.execute(update(Chat).where(Chat.id == chat_id).values(blocked_at=at))
    memo.forget(session)


def overtake(session: Session, ids: Sequence[int]) -> None:
    """What is withdrawn while it still waits for a file or the window will not be said."""
    if not ids:
        return
    late = update(OutboxMessage).where(
        OutboxMessage.id.in_(ids), OutboxMessage.state.in_(("waiting_for_file", "waiting_for_window"))
    )
    session.execute(late.values(state="dropped", error="withdrawn"))


def drop_of_chats(session: Session, chat_ids: Collection[int], why: str) -> None:
    """Nothing of what still waits for these chats will be said there."""
    waiting = update(OutboxMessage).where(
        OutboxMessage.chat_id.in_(chat_ids), OutboxMessage.state.in_(WAITING)
    )
    session.execute(waiting.values(state="dropped", error=why))


def waiting(session: Session, chat_id: int) -> Sequence[OutboxMessage]:
    """What is still to be said in a chat and in nobody's hand, in order, locked until commit."""
    query = select(OutboxMessage).where(OutboxMessage.chat_id == chat_id, OutboxMessage.state == "waiting")
    locked = query.order_by(OutboxMessage.id).with_for_update(key_share=True)
    return session.scalars(locked.execution_options(populate_existing=True)).all()


def some(session: Session, ids: Sequence[int]) -> dict[int, OutboxMessage]:
    found = session.scalars(select(OutboxMessage).where(OutboxMessage.id.in_(ids)))
    return {message.id: message for message in found}


def next_due(session: Session, at: datetime) -> datetime | None:
    """When something will be due that is not due now."""
    found = session.execute(_next_due(), {"now": at}).one()
    return min((when for when in found if when is not None), default=None)


@cache
def _next_due() -> Select[*tuple[Any, ...]]:
    row, now = OutboxMessage, bindparam("now", type_=UtcDateTime())
    tries = select(func.min(row.due_at)).where(in_state(row.state, "waiting"), row.due_at > now)
    leases = select(func.min(row.leased_until)).where(in_state(row.state, "sending"), row.leased_until > now)
    receipts = select(func.min(row.confirm_by)).where(row.confirm_by > now)
    return select(tries.scalar_subquery(), leases.scalar_subquery(), receipts.scalar_subquery())
