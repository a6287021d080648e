"""Carries the outbox to the channels: many chats at once, in order within each, and every failure told apart.

Each channel has a pool of its own, so that a provider that hangs holds up nobody else's messages.

No provider is called inside a transaction. One transaction a round settles what was sent since the last one and leases
what is due: the busier the desk, the more rows share it. A call is made twice only where a process dies between the
call and its settling, and then it is one call for each chat.
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
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.channels.channel import Channel, Misconfigured, TryLater, Undeliverable
from bot.channels.messages import Outbound
from bot.delivery import record, render, result
from bot.delivery.pool import Pool
from bot.delivery.result import GiveUp, Outcome, Sent, WaitForWindow
from bot.desk import Desk
from bot.replies import window
from store.database import StoreAway
from store.messages import outbox
from store.tables import OutboxMessage

log = logging.getLogger(__name__)

AT_ONCE = 24  # chats of a channel
STORE_RETRY = 0.2  # seconds until a store that is away is tried again


@dataclass(frozen=True)
class Share:
    """How many rows may be leased now for these channels together."""

    channels: Sequence[str]
    size: int


class Delivery:
    """The deliveries of one worker. `on_done` is called when there is something to settle, or room for more."""

    def __init__(self, desk: Desk, on_done: Callable[[], None] = lambda: None, at_once: int = AT_ONCE):
        self.worker = secrets.token_hex(8)
        self._desk = desk
        self._pools = {name: Pool(f"delivery {name}", at_once, on_done) for name in desk.channels}
        self._plenty = max(1, at_once // 2)
        self._leased: set[int] = set()
        self._to_settle: deque[tuple[OutboxMessage, Sent]] = deque()
        self._paused_until: dict[str, datetime] = {}
        self._stopping = threading.Event()
        self._settle_until = math.inf

    @property
    def busy(self) -> bool:
        """Whether a row is leased and not settled yet."""
        return bool(self._leased)

    def deliver(self) -> datetime | None:
        """One round: settles what was sent, leases what is due and hands it to the pools. Raises StoreAway.

        Returns when more will be due; None where only a ring of the bell will tell.
        """
        return self._round(self._shares())

    def renew(self) -> None:
        """Renews the leases of what is still being sent. Raises StoreAway."""
        if ids := tuple(self._leased):
            with self._desk.store.write() as session:
                outbox.renew(session, self.worker, ids, self._desk.now() + outbox.LEASE)

    def stop(self, timeout: float) -> bool:
        """Leases nothing more and drains; False where a call is still out after so many seconds."""
        self._stopping.set()
        self._settle_until = time.monotonic() + timeout
        return self.drain(timeout)

    def drain(self, timeout: float) -> bool:
        """Waits until no call is in flight and all that was sent is settled; False where it is not by then."""
        until = time.monotonic() + timeout
        idle = all(pool.wait(max(0, until - time.monotonic())) for pool in self._pools.values())
        while self._to_settle:
            try:
                self._round([])
            except StoreAway:
                if time.monotonic() >= until:
                    return False
                time.sleep(STORE_RETRY)
        return idle and not self._leased

    def _round(self, shares: Sequence[Share]) -> datetime | None:
        now, sent = self._desk.now(), self._take_sent()
        try:
            with self._desk.store.write() as session:
                record.settle_plain(self._desk, session, self.worker, sent)
                busy = self._leased.difference(row.id for row, _ in sent)
                claimed = self._claim(session, shares, busy, now)
                due = None if claimed else outbox.next_due(session, now)
        except StoreAway:
            self._to_settle.extendleft(reversed(sent))
            raise
        except Exception:
            for row, outcome in sent:  # one by one: the row that breaks it must not keep the others
                self._settle(row, outcome)
            raise
        self._leased.difference_update(row.id for row, _ in sent)
        for row in claimed:
            self._start(row)
        may_be_more = claimed and len(claimed) >= min(share.size for share in shares)
        return now if may_be_more else due

    def _take_sent(self) -> list[tuple[OutboxMessage, Sent]]:
        taken = []
        with suppress(IndexError):
            while True:
                taken.append(self._to_settle.popleft())
        return taken

    def _claim(
        self, session: Session, shares: Sequence[Share], busy: Collection[int], now: datetime
    ) -> list[OutboxMessage]:
        return [
            row
            for share in shares
            for row in outbox.claim(session, self.worker, share.channels, now, share.size, busy)
        ]

    def _shares(self) -> list[Share]:
        """One share for all channels that have plenty of room, and one for each that has little, so that it takes
        none of the others'; nothing for a channel that is full or paused."""
        if self._stopping.is_set():
            return []
        now = self._desk.now()
        free = {
            name: pool.free for name, pool in self._pools.items() if self._paused_until.get(name, now) <= now
        }
        plenty = [name for name, size in free.items() if size >= self._plenty]
        shares = [Share([name], size) for name, size in free.items() if 0 < size < self._plenty]
        return [*([Share(plenty, self._plenty)] if plenty else []), *shares]

    def _start(self, row: OutboxMessage) -> None:
        self._leased.add(row.id)
        self._pools[row.chat.channel].submit(self._carry, row)

    def _carry(self, row: OutboxMessage) -> None:
        outcome = self._send(row)
        if record.is_plain(outcome, self._desk, row):
            self._to_settle.append((row, outcome))
        else:
            self._settle(row, outcome)

    def _send(self, row: OutboxMessage) -> Outcome:
        """Calls the provider; whatever goes wrong is an outcome too."""
        failure: Exception
        try:
            return self._hand_over(row)
        except (render.Obsolete, StoreAway, TryLater, Undeliverable, Misconfigured) as expected:
            failure = expected
        except Exception as bug:
            log.exception("delivery of outbox %s broke", row.id)
            failure = bug
        return result.of_failure(row, failure, self._desk.now())

    def _hand_over(self, row: OutboxMessage) -> Outcome:
        now, channel = self._desk.now(), self._desk.channels[row.chat.channel]
        with self._desk.store.read() as session:
            message = render.write(self._desk, session, row, now)
        if row.kind == "message" and not window.is_open(self._desk, row.chat, now):
            return WaitForWindow(told=False)
        try:
            ids = _call(channel, row, message)
        except Misconfigured as wrong:
            self._pause(channel.name, wrong)
            raise
        self._resume(channel.name)
        links = tuple(file.name for file in message.files if not channel.carries(file))
        return Sent(ids or (message.targets if row.kind == "edit" else ()), links)

    def _pause(self, channel: str, wrong: Misconfigured) -> None:
        """Nothing is leased for it until one row is tried again; told once."""
        if channel not in self._paused_until:
            log.error("%s is wrongly configured; what goes out by it waits: %s", channel, wrong)
        self._paused_until[channel] = self._desk.now() + timedelta(seconds=result.PAUSE)

    def _resume(self, channel: str) -> None:
        if self._paused_until.pop(channel, None):
            log.warning("%s works again", channel)

    def _settle(self, row: OutboxMessage, outcome: Outcome) -> None:
        """Settles a row in a transaction of its own, however long the store is away."""
        try:
            settled = self._settle_patiently(row, outcome)
        except Exception:  # it must not go out again and again because we cannot note that it did
            log.exception("settling outbox %s broke", row.id)
            settled = self._settle_patiently(row, GiveUp("", "settling broke"))
        if settled:
            self._leased.discard(row.id)

    def _settle_patiently(self, row: OutboxMessage, outcome: Outcome) -> bool:
        """False where the process must end before the store is back: whoever takes the row over sends it again."""
        while True:
            try:
                with self._desk.store.write() as session:
                    record.settle(self._desk, session, self.worker, row, outcome)
                return True
            except StoreAway:
                if time.monotonic() >= self._settle_until:
                    return False
                time.sleep(STORE_RETRY)


def _call(channel: Channel, row: OutboxMessage, message: Outbound) -> tuple[str, ...]:
    """The provider's ids of what it took. A row is one call; but where files were lost, their names make its text
    longer, and it is cut anew."""
    lost_files = len(message.files) < len(row.content.get("files", ()))
    parts = channel.parts(message) if lost_files else [message]
    return tuple(message_id for part in parts for message_id in channel.send(part))
