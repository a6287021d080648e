"""Carries the outbox to the channels: many chats at once, in order within each, and every failure told apart.

One transaction a round settles what was sent since the last one and leases what is due: the busier the desk, the more
rows share it. A call is made twice only where a process dies between the call and its settling, and then it is one call
for each chat.
"""

import logging
import math
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.delivery import settle
from bot.delivery.calls import Calls
from bot.delivery.other_forms import Otherwise
from bot.delivery.queues.leased import Leased
from bot.delivery.result import GiveUp, Outcome, Retry, Sent, WaitForWindow
from bot.desk import Desk
from store.database import StoreAway
from store.messages import leases, leasing
from store.people import chats
from store.tables import OutboxMessage

log = logging.getLogger(__name__)

AT_ONCE = 24  # chats of a channel
STORE_RETRY = 0.2  # seconds until a store that is away is tried again

Delivered = tuple[OutboxMessage, Sent]
"""A row that its provider took, and what it is to be settled with."""


@dataclass(frozen=True)
class Share:
    """How many rows may be leased now for these channels together."""

    channels: Sequence[str]
    size: int


class Delivery:
    """The deliveries of one worker.

    `on_done` is called when there is something to settle, or room for more; with True where another row waits for it.
    """

    def __init__(
        self, desk: Desk, on_done: Callable[[bool], None] = lambda urgent: None, at_once: int = AT_ONCE
    ):
        self.worker = secrets.token_hex(8)
        self._desk, self._on_done, self._at_once = desk, on_done, at_once
        self._calls = Calls(desk, at_once, self._ended)
        self._leased = Leased()
        self._to_settle: deque[Delivered] = deque()
        self._stopping = threading.Event()
        self._changed = threading.Condition()
        self._settle_until = math.inf

    @property
    def has_to_settle(self) -> bool:
        """Whether something was sent and that is not written down yet."""
        return bool(self._to_settle)

    def deliver(self) -> datetime | None:
        """One round: settles what was sent, leases what is due and sends it. Raises StoreAway.

        Returns when more will be due; None where only a ring of the bell will tell.
        """
        return self._round(self._shares())

    def can_lease(self, chats: Collection[int]) -> bool:
        """Whether something that waits for these chats may be leased now. If not, `on_done` is called once it may."""
        return not self._leased.looks_later(chats)

    def renew(self) -> None:
        """Renews the leases of what is still being sent. Raises StoreAway."""
        if ids := [row.id for row in self._leased.rows]:
            began = time.monotonic()
            with self._desk.store.write() as session:
                leases.renew(session, self.worker, ids, self._desk.now())
            self._leased.renewed(ids, began)

    def stop(self, timeout: float) -> bool:
        """Leases nothing more and drains; False where a call is still out after so many seconds.

        What is leased and has not begun is given back, for another worker to send.
        """
        self._stopping.set()
        self._settle_until = time.monotonic() + timeout
        self._give_back(self._leased.forget_what_waits())
        return self.drain(timeout)

    def _give_back(self, rows: Sequence[OutboxMessage]) -> None:
        """Where the store is away, their leases end by themselves."""
        if not rows:
            return
        with suppress(StoreAway), self._desk.store.write() as session:
            leases.give_back(session, self.worker, [row.id for row in rows])

    def drain(self, timeout: float) -> bool:
        """Waits until no call is in flight and all that was sent is settled; False where it is not by then."""
        until = time.monotonic() + timeout
        while self._leased:
            left = until - time.monotonic()
            if left <= 0:
                return False
            try:
                self._settle_or_wait(left)
            except StoreAway:
                time.sleep(min(STORE_RETRY, left))
        return True

    def _settle_or_wait(self, timeout: float) -> None:
        if self._to_settle:
            self._round([])
        else:
            with self._changed:
                self._changed.wait_for(lambda: self._to_settle or not self._leased, timeout)

    # -- what a round of arrivals does for the delivery ----------------------------------------------------

    def leasing(self) -> leasing.Leasing:
        """Leases for what the coming transaction puts."""
        instant = [] if self._stopping.is_set() else self._calls.instant_channels()
        return leasing.Leasing(self.worker, self._desk.now(), instant, [row.id for row in self._leased.rows])

    def take_sent(self) -> list[Delivered]:
        """What is to be settled. The caller must say what became of it: by `settled`, or by `put_back`."""
        taken = []
        with suppress(IndexError):
            while True:
                taken.append(self._to_settle.popleft())
        return taken

    def settle(self, session: Session, sent: Sequence[Delivered]) -> None:
        settle.many_plain(self._desk, session, self.worker, sent)

    def settled(self, sent: Sequence[Delivered]) -> None:
        """It is committed: the next rows of these chats go out."""
        for row, _ in sent:
            self._forget(row)

    def put_back(self, sent: Sequence[Delivered]) -> None:
        """Nothing was committed."""
        self._to_settle.extendleft(reversed(sent))
        self._notify()

    def send(self, rows: Sequence[OutboxMessage], leased_at: float) -> None:
        """Sends rows that this worker has leased at that time of the monotonic clock, each once those before it in its
        chat are settled."""
        if self._stopping.is_set():
            self._give_back(rows)
            return
        begun = [row for row in rows if self._leased.add(row, leased_at)]
        for row in begun:
            self._calls.start(row)
        if self._to_settle and len(begun) < len(rows):
            self._notify(urgent=True)  # one may wait for what was sent just now

    # ------------------------------------------------------------------------------------------------------

    def _round(self, shares: Sequence[Share]) -> datetime | None:
        began, now, sent = time.monotonic(), self._desk.now(), self.take_sent()
        try:
            with self._desk.store.write() as session:
                self.settle(session, sent)
                settled = {row.id for row, _ in sent}
                busy = [row for row in self._leased.rows if row.id not in settled]
                if shares:
                    self._leased.looked_for({row.chat_id for row, _ in sent} - {row.chat_id for row in busy})
                claimed = self._claim(session, shares, busy, now)
                due = None if claimed else leases.next_due(session, now)
        except StoreAway:
            self.put_back(sent)
            raise
        except Exception:
            for row, outcome in sent:  # one by one: the row that breaks it must not keep the others
                self._settle_alone(row, outcome)
            raise
        self.settled(sent)
        self.send(claimed, began)
        may_be_more = claimed and len(claimed) >= min(share.size for share in shares)
        return now if may_be_more else due

    def _claim(
        self, session: Session, shares: Sequence[Share], busy: Collection[OutboxMessage], now: datetime
    ) -> list[OutboxMessage]:
        return [
            row
            for share in shares
            for row in leases.claim(session, self.worker, share.channels, now, share.size, busy)
        ]

    def _shares(self) -> list[Share]:
        """One share for all channels that have plenty of room, and one for each that has little, so that it takes
        none of the others'; nothing for a channel that is full or paused."""
        if self._stopping.is_set():
            return []
        leased, plenty_of = self._leased.by_channel(), max(1, self._at_once // 2)
        free = {
            name: max(0, self._at_once - leased[name])
            for name in self._desk.channels
            if not self._calls.paused(name)
        }
        plenty = [name for name, size in free.items() if size >= plenty_of]
        shares = [Share([name], size) for name, size in free.items() if 0 < size < plenty_of]
        return [*([Share(plenty, plenty_of)] if plenty else []), *shares]

    def _ended(self, row: OutboxMessage, outcome: Outcome) -> None:
        if settle.is_plain(outcome, self._desk, row):
            self._to_settle.append((row, outcome))
            self._notify(urgent=self._leased.is_awaited(row))
        else:
            self._calls.on_thread(row, self._settle_alone, row, outcome)

    def _settle_alone(self, row: OutboxMessage, outcome: Outcome) -> None:
        """Settles a row in a transaction of its own, however long the store is away."""
        closed = _is_to_be_sent_again(row, outcome)
        if closed:
            self._leased.close_chat(row)
        try:
            settled = self._settle_patiently(row, outcome, closed)
        except Exception:
            log.exception("settling outbox %s broke", row.id)
            settled = self._give_up(row, closed)
        if settled:
            self._forget(row)

    def _give_up(self, row: OutboxMessage, closed: bool) -> bool:
        """It must not go out again and again because we cannot note that it did."""
        try:
            return self._settle_patiently(row, GiveUp("", "settling broke"), closed)
        except Exception:
            log.exception("outbox %s cannot even be given up; its lease runs out", row.id)
            self._leased.reopen_chat(row, [])
            return True

    def _settle_patiently(self, row: OutboxMessage, outcome: Outcome, closed: bool) -> bool:
        """False where the process must end before the store is back: whoever takes the row over sends it again."""
        while True:
            try:
                with self._desk.store.write() as session:
                    given_back = self._give_back_behind(session, row) if closed else []
                    settle.one(self._desk, session, self.worker, row, outcome)
                self._leased.reopen_chat(row, given_back)
                return True
            except StoreAway:
                if time.monotonic() >= self._settle_until:
                    return False
                time.sleep(STORE_RETRY)

    def _give_back_behind(self, session: Session, row: OutboxMessage) -> list[int]:
        """What is leased behind a row that has to be sent again waits for it in the store. The chat is locked, so that
        no round leases more of it beside us. Returns the rows' ids."""
        chats.lock(session, row.chat_id)
        return leases.give_back_of_chat(session, self.worker, row)

    def _forget(self, row: OutboxMessage) -> None:
        """The row is settled; the next one of its chat goes out."""
        following = self._leased.following(row)
        if following is not None:
            self._calls.start(following)
        self._notify(urgent=self._leased.is_to_be_looked_for(row.chat_id))

    def _notify(self, urgent: bool = False) -> None:
        with self._changed:
            self._changed.notify_all()
        self._on_done(urgent)


def _is_to_be_sent_again(row: OutboxMessage, outcome: Outcome) -> bool:
    return isinstance(outcome, Retry | Otherwise | WaitForWindow) and row.kind != "toast"
