"""What a worker leases next: what it looks for in the store, and how much room each channel has."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.delivery.calls import Calls
from bot.delivery.queues import lookout
from bot.delivery.queues.leased import Leased
from bot.delivery.queues.lookout import Look, Lookout
from bot.desk import Desk
from store.messages import leases
from store.tables import OutboxMessage

SKEW = timedelta(seconds=0.1)
"""So much may the clocks of two processes differ: what was rung for and is due in a moment is due."""


@dataclass(frozen=True)
class Share:
    """How many rows may be leased now for these channels together."""

    channels: Sequence[str]
    size: int


class Claims:
    """The claims of one worker, which has so many rows of a channel `at_once` and no more."""

    def __init__(self, desk: Desk, worker: str, at_once: int, calls: Calls, leased: Leased):
        self._desk, self._worker, self._at_once = desk, worker, at_once
        self._calls, self._leased = calls, leased
        self._lookout = Lookout()
        self._due: datetime | None = None
        self._full: set[str] = set()

    @property
    def rung(self) -> bool:
        """Whether somebody rang since the last look, or a channel had no room then."""
        return self._lookout.rung or bool(self._full)

    def ring(self, look: Look = lookout.ALL) -> None:
        """Something is due: it is looked for by the next round."""
        self._lookout.ring(look)

    def ring_for(self, chats: Collection[int]) -> bool:
        """Something waits for these chats. Whether any of it may be leased now: the rest is looked for once what is
        before it is settled."""
        free = set(chats) - self._leased.look_later(chats)
        self.ring(lookout.at(free))
        return bool(free)

    def is_settled(self, row: OutboxMessage) -> None:
        """What came for its chat meanwhile is looked for."""
        if self._leased.is_to_be_looked_for(row.chat_id):
            self.ring(lookout.at([row.chat_id]))

    def shares(self) -> list[Share]:
        """One share for all channels that have plenty of room, and one for each that has little, so that it takes
        none of the others'; nothing for a channel that is full or paused."""
        leased, plenty_of = self._leased.by_channel(), max(1, self._at_once // 2)
        free = {name: max(0, self._at_once - leased[name]) for name in self._working()}
        plenty = [name for name, size in free.items() if size >= plenty_of]
        shares = [Share([name], size) for name, size in free.items() if 0 < size < plenty_of]
        return [*([Share(plenty, plenty_of)] if plenty else []), *shares]

    def _working(self) -> list[str]:
        return [name for name in self._desk.channels if not self._calls.paused(name)]

    def take(self, shares: Sequence[Share], settled: Sequence[OutboxMessage]) -> Look:
        """What the next transaction looks for: what was rung for, what is due by now, what found no room, and what
        stands behind the rows that it settles."""
        free = {channel for share in shares for channel in share.channels}
        if self._full & free or (self._due is not None and self._due <= self._desk.now()):
            self._full -= free
            self.ring()
        return self._lookout.take() | lookout.at({row.chat_id for row in settled})

    def lease(
        self,
        session: Session,
        shares: Sequence[Share],
        look: Look,
        settled: Sequence[OutboxMessage],
        now: datetime,
    ) -> list[OutboxMessage]:
        """Leases what it looks for, as far as there is room."""
        done = {row.id for row in settled}
        busy = [row for row in self._leased.rows if row.id not in done]
        in_hand = {row.chat_id for row in busy}
        self._leased.looked_for(look.chats - in_hand)
        waits = look.chats & in_hand
        self.ring(lookout.at(waits - self._leased.look_later(waits)))  # those that are settled by now
        if look.everything:
            self._due = leases.next_due(session, now)
            return self._claim(session, shares, None, busy, now)
        return self._claim(session, shares, look.chats, busy, now + SKEW) if look else []

    def _claim(
        self,
        session: Session,
        shares: Sequence[Share],
        chats: Collection[int] | None,
        busy: Collection[OutboxMessage],
        at: datetime,
    ) -> list[OutboxMessage]:
        return [
            row
            for share in shares
            for row in leases.claim(session, self._worker, share.channels, at, share.size, busy, chats)
        ]

    def due(
        self, shares: Sequence[Share], look: Look, claimed: Sequence[OutboxMessage], now: datetime
    ) -> datetime | None:
        """When it should be looked again, once that is committed; None where only a ring will tell."""
        if not shares:
            return None
        is_full = bool(claimed) and len(claimed) >= min(share.size for share in shares)
        self._full |= set(self._working()) - {channel for share in shares for channel in share.channels}
        if is_full:
            self.ring(look)  # there is more, or may be
        return now if is_full else self._due
