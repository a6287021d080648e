"""Leasing at birth: what a transaction puts for a chat that it has locked is leased to a worker of the same process."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from store.messages.leases import LEASE, UNSENT
from store.tables import Chat, OutboxMessage, in_state
from store.transactions import lists

_TABLE = OutboxMessage.metadata.tables["outbox"]


class Leasing:
    """What is put for some chats is leased at once by a worker of this process, which sends it once it is committed, so
    that nobody needs to claim it. Only for chats that this transaction has locked, and where nothing is unsent but what
    the same worker has leased: so their rows go out in order."""

    def __init__(self, worker: str, at: datetime, channels: Collection[str], leased: Collection[int] = ()):
        """`leased` are the ids of the rows that the worker will send by itself."""
        self.worker, self.channels, self._leased = worker, channels, leased
        self._at = self._until = at
        self._rows: list[dict[str, Any]] = []
        self._chats: dict[int, Chat] = {}

    def begin(self, session: Session, chats: Collection[Chat]) -> None:
        """From now on what this transaction puts for those of these chats that are free is leased."""
        session.info["leasing"] = self
        self._until = self._at + LEASE
        self._chats = {chat.id: chat for chat in chats if chat.channel in self.channels}
        if self._chats:
            given = dict(
                chats=lists.padded(self._chats, 0), by=self.worker, leased=lists.padded(self._leased, 0)
            )
            for busy in session.connection().scalars(_BUSY, given):
                self._chats.pop(busy, None)

    def messages(self) -> list[OutboxMessage]:
        """What was leased, in order, each with its chat: once the transaction is committed."""
        return [OutboxMessage(**row, chat=self._chats[row["chat_id"]]) for row in self._rows]

    def take(self, row: dict[str, Any]) -> bool:
        """Leases the row, where its chat is free and nothing of it is awaited."""
        if row["chat_id"] not in self._chats or row["state"] != "waiting":
            return False
        row |= dict(state="sending", worker=self.worker, leased_until=self._until, attempts=1)
        self._rows.append(row)
        return True


def of(session: Session) -> Leasing | None:
    found: Leasing | None = session.info.get("leasing")
    return found


_BUSY = select(_TABLE.c.chat_id).where(
    _TABLE.c.chat_id.in_(bindparam("chats", expanding=True)),
    in_state(_TABLE.c.state, *UNSENT),
    _TABLE.c.kind != "toast",
    or_(
        _TABLE.c.worker.is_(None),
        _TABLE.c.worker != bindparam("by"),
        _TABLE.c.id.not_in(bindparam("leased", expanding=True)),
    ),
)
