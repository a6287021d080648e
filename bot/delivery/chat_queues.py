"""In a chat one row is out at a time, in order: the next one begins when the one before has been settled."""

import threading
from collections import deque

from store.tables import OutboxMessage


class ChatQueues:
    """The rows that this process has leased, by chat. A toast waits for nobody, and nobody for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._behind: dict[int, deque[OutboxMessage]] = {}

    def enter(self, row: OutboxMessage) -> bool:
        """Whether the row may go out now; else it goes when `leave` names it."""
        if row.kind == "toast":
            return True
        with self._lock:
            behind = self._behind.get(row.chat_id)
            if behind is None:
                self._behind[row.chat_id] = deque()
                return True
            behind.append(row)
            return False

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

    def clear(self) -> list[OutboxMessage]:
        """Nothing more goes out: the rows that have not begun."""
        with self._lock:
            waiting = [row for behind in self._behind.values() for row in behind]
            self._behind.clear()
            return waiting
