"""In a chat one row is out at a time, in order: the next one begins when the one before has been settled.

Where a row has to be tried again, those behind it must wait for it: they are given back to the store, whose claims keep
the order. Meanwhile the chat is closed here, and a row that is given back is never begun, whenever it may turn up.
"""

import math
import threading
from collections import deque
from collections.abc import Collection

from store.messages import leases
from store.tables import OutboxMessage

LEASE = leases.LEASE.total_seconds()


class ChatQueues:
    """The rows that this process has leased, by chat. A toast waits for nobody, and nobody for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._behind: dict[int, deque[OutboxMessage]] = {}
        self._closed: dict[int, set[int]] = {}
        self._given_back: dict[int, float] = {}

    def enter(self, row: OutboxMessage, leased_at: float) -> bool | None:
        """True: the row may go out now. False: it goes when `leave` names it. None: it is not ours any more: it was
        given back since that time of the monotonic clock, at which it was leased."""
        if row.kind == "toast":
            return True
        with self._lock:
            if row.chat_id in self._closed:
                self._closed[row.chat_id].add(row.id)
                return None
            if leased_at <= self._given_back.pop(row.id, -math.inf):
                return None
            behind = self._behind.get(row.chat_id)
            if behind is None:
                self._behind[row.chat_id] = deque()
                return True
            behind.append(row)
            return False

    def is_awaited(self, row: OutboxMessage) -> bool:
        """Whether another row waits behind it."""
        with self._lock:
            return bool(self._behind.get(row.chat_id)) and row.kind != "toast"

    def leave(self, row: OutboxMessage) -> OutboxMessage | None:
        """The row is settled; returns the one that may go out now."""
        if row.kind == "toast":
            return None
        with self._lock:
            behind = self._behind.get(row.chat_id)
            if behind:
                return behind.popleft()
            self._behind.pop(row.chat_id, None)
            return None

    def close(self, row: OutboxMessage) -> list[OutboxMessage]:
        """The row has to be tried again: nothing of its chat begins until `reopen`. Returns what was behind it."""
        with self._lock:
            behind = list(self._behind.pop(row.chat_id, ()))
            self._closed[row.chat_id] = {row.id for row in behind}
            return behind

    def reopen(self, chat_id: int, given_back: Collection[int], at: float) -> None:
        """The rows of the chat with these ids are given back to the store by that time of the monotonic clock. Those
        that have not come here yet are on their way, and will be refused; what does not come before its lease is over
        never will."""
        with self._lock:
            on_their_way = set(given_back) - self._closed.pop(chat_id, set(given_back))
            lately = {id_: then for id_, then in self._given_back.items() if then > at - LEASE}
            self._given_back = lately | dict.fromkeys(on_their_way, at)

    def clear(self) -> list[OutboxMessage]:
        """Nothing more goes out: the rows that have not begun."""
        with self._lock:
            waiting = [row for behind in self._behind.values() for row in behind]
            for behind in self._behind.values():
                behind.clear()
            return waiting
