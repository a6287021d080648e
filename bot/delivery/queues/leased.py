"""The rows that this process has leased and not settled yet, and which of them may go out now."""

import threading
import time
from collections import Counter
from collections.abc import Collection, Sequence

from bot.delivery.queues.chat_queues import ChatQueues
from store.messages import leases
from store.tables import OutboxMessage

LEASE_IS_SURE = leases.LEASE.total_seconds() - 2
"""Seconds after its beginning in which a row may still be begun."""


class Leased:
    """Each row from when it is leased until it is settled, or left to whoever leases it next."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rows: dict[int, OutboxMessage] = {}
        self._sure_until: dict[int, float] = {}
        self._chats = ChatQueues()
        self._look_later: set[int] = set()

    def __bool__(self) -> bool:
        return bool(self._rows)

    @property
    def rows(self) -> tuple[OutboxMessage, ...]:
        with self._lock:
            return tuple(self._rows.values())

    def by_channel(self) -> Counter[str]:
        """How many rows of each channel."""
        return Counter(row.chat.channel for row in self.rows)

    def add(self, row: OutboxMessage, at: float, *, may_have_more: bool = False) -> bool:
        """Whether it may go out now; else `following` will name it, or it is not ours any more: it was given back
        before it came here, or its lease, which began at that time of the monotonic clock, may be over.

        Where there may be more of its chat in the store, that is looked for once it is settled.
        """
        if time.monotonic() > at + LEASE_IS_SURE:
            return False
        with self._lock:
            self._rows[row.id] = row
            self._sure_until[row.id] = at + LEASE_IS_SURE
            if may_have_more and row.kind != "toast":
                self._look_later.add(row.chat_id)
        enters = self._chats.enter(row, at)
        if enters is None:
            self._forget([row])
        return bool(enters)

    def renewed(self, ids: Collection[int], at: float) -> None:
        """Their leases began anew at that time of the monotonic clock."""
        with self._lock:  # one that is settled meanwhile must not come back
            self._sure_until.update((id_, at + LEASE_IS_SURE) for id_ in ids if id_ in self._sure_until)

    def is_awaited(self, row: OutboxMessage) -> bool:
        """Whether another row of its chat waits for it to be settled."""
        return self._chats.is_awaited(row)

    def following(self, row: OutboxMessage) -> OutboxMessage | None:
        """The row is settled: returns the next one of its chat, which may go out now.

        One whose lease may be over is left to whoever takes it over.
        """
        self._forget([row])
        following = self._chats.leave(row)
        while following is not None and time.monotonic() > self._sure_until.get(following.id, 0.0):
            self._forget([following])
            following = self._chats.leave(following)
        return following

    def look_later(self, chats: Collection[int]) -> set[int]:
        """Returns those of these chats of which a row is still being sent: nothing can be leased for them before it is
        settled, and then `is_to_be_looked_for` says that they are to be looked at."""
        with self._lock:
            here = {chat_id for chat_id in chats if self._holds(chat_id)}
            self._look_later |= here
        return here

    def looked_for(self, chats: Collection[int]) -> None:
        """What waits for these chats is about to be looked for."""
        with self._lock:
            self._look_later.difference_update(chats)

    def is_to_be_looked_for(self, chat_id: int) -> bool:
        """Whether more waits for a chat of which nothing is here any longer."""
        with self._lock:
            found = chat_id in self._look_later and not self._holds(chat_id)
            if found:
                self._look_later.remove(chat_id)
        return found

    def _holds(self, chat_id: int) -> bool:
        return any(row.chat_id == chat_id and row.kind != "toast" for row in self._rows.values())

    def forget_what_waits(self) -> list[OutboxMessage]:
        """The rows that have not begun, for the caller to give back."""
        rows = self._chats.clear()
        self._forget(rows)
        return rows

    def close_chat(self, row: OutboxMessage) -> None:
        """The row has to be sent again: what is behind it is forgotten, and nothing of its chat begins until
        `reopen_chat`."""
        self._forget(self._chats.close(row))

    def reopen_chat(self, row: OutboxMessage, given_back: Sequence[int]) -> None:
        """The rows of its chat with these ids are given back to the store."""
        self._chats.reopen(row.chat_id, given_back, time.monotonic())

    def _forget(self, rows: Sequence[OutboxMessage]) -> None:
        with self._lock:
            for row in rows:
                self._rows.pop(row.id, None)
                self._sure_until.pop(row.id, None)
