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
from datetime import datetime

from sqlalchemy.orm import Session

from bot.delivery import settle
from bot.delivery.calls import Calls
from bot.delivery.claims import Claims, Share
from bot.delivery.other_forms import Otherwise
from bot.delivery.queues.leased import Leased
from bot.delivery.queues.lookout import Look
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


class Delivery:
    """The deliveries of one worker.

    `on_done` is called when there is something to settle, or room for more; with True where another row waits for it.
    """

    def __init__(
        self, desk: Desk, on_done: Callable[[bool], None] = lambda urgent: None, at_once: int = AT_ONCE
    ):
        self.worker = secrets.token_hex(8)
        self._desk, self._on_done = desk, on_done
        self._calls = Calls(desk, at_once, self._ended)
        self._leased = Leased()
        self._claims = Claims(desk, self.worker, at_once, self._calls, self._leased)
        self._to_settle: deque[Delivered] = deque()
        self._stopping = threading.Event()
        self._changed = threading.Condition()
        self._settle_until = math.inf

    @property
    def has_to_settle(self) -> bool:
        """Whether something was sent and that is not written down yet."""
        return bool(self._to_settle)

    def deliver(self) -> datetime | None:
        """One round: settles what was sent, leases all that is due and sends it. Raises StoreAway.

        Returns when more will be due; None where only a ring of the bell will tell.
        """
        self.ring()
        return self.go_on()

    def go_on(self) -> datetime | None:
        """As `deliver`, but looks only for what was rung for, for what stands behind what is settled, and at all that
        is due when it should be."""
        return self._round([] if self._stopping.is_set() else self._claims.shares())

    def ring(self) -> None:
        """Something is due."""
        self._claims.ring()

    def ring_for(self, chats: Collection[int]) -> bool:
        """Something waits for these chats. Whether any of it may be leased now: if not, `on_done` is called once it
        may."""
        return self._claims.ring_for(chats)

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
        """What is to be settled, once the transaction for it has begun: until then another may settle it. The caller
        must say what became of it: by `settled`, or by `put_back`."""
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

    def send(self, rows: Sequence[OutboxMessage], leased_at: float, *, may_have_more: bool = False) -> None:
        """Sends rows that this worker has leased at that time of the monotonic clock, each once those before it in its
        chat are settled; what may stand behind them in the store is looked for then."""
        if self._stopping.is_set():
            self._give_back(rows)
            return
        begun = [row for row in rows if self._leased.add(row, leased_at, may_have_more=may_have_more)]
        for row in begun:
            self._calls.start(row)
        if self._to_settle and len(begun) < len(rows):
            self._notify(urgent=True)  # one may wait for what was sent just now

    # ------------------------------------------------------------------------------------------------------

    def _round(self, shares: Sequence[Share]) -> datetime | None:
        look = Look()
        sent: list[Delivered] = []
        try:
            with self._desk.store.write() as session:
                began, now, sent = time.monotonic(), self._desk.now(), self.take_sent()
                settled = [row for row, _ in sent]
                if shares:
                    look = self._claims.take(shares, settled)
                self.settle(session, sent)
                claimed = self._claims.lease(session, shares, look, settled, now)
        except StoreAway:
            self._claims.ring(look)
            self.put_back(sent)
            raise
        except Exception:
            self._claims.ring(look)
            for row, outcome in sent:  # one by one: the row that breaks it must not keep the others
                self._settle_alone(row, outcome)
            raise
        self.settled(sent)
        self.send(claimed, began, may_have_more=True)
        return self._claims.due(shares, look, claimed, now)

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
        if closed:
            self._claims.ring()  # nobody else rings for its next try
            self._notify(urgent=True)

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
        self._claims.is_settled(row)
        self._notify(urgent=self._claims.rung)

    def _notify(self, urgent: bool = False) -> None:
        with self._changed:
            self._changed.notify_all()
        self._on_done(urgent)


def _is_to_be_sent_again(row: OutboxMessage, outcome: Outcome) -> bool:
    return isinstance(outcome, Retry | Otherwise | WaitForWindow) and row.kind != "toast"
