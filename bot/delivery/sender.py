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
from collections import Counter, deque
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.channels.channel import Channel, Misconfigured, SendsAsync, TryLater, Undeliverable
from bot.channels.messages import Outbound
from bot.delivery import record, render, result
from bot.delivery.chat_queues import ChatQueues
from bot.delivery.pool import Pool
from bot.delivery.result import GiveUp, Outcome, Retry, Sent, WaitForWindow
from bot.desk import Desk
from bot.replies import window
from store.database import StoreAway
from store.messages import leases
from store.people import chats
from store.tables import OutboxMessage

log = logging.getLogger(__name__)

AT_ONCE = 24  # chats of a channel
LEASE_IS_SURE = (
    leases.LEASE.total_seconds() - 2
)  # seconds after its beginning in which a row may still be begun
STORE_RETRY = 0.2  # seconds until a store that is away is tried again


Settled = tuple[OutboxMessage, Sent]


@dataclass(frozen=True)
class Share:
    """How many rows may be leased now for these channels together."""

    channels: Sequence[str]
    size: int


class Delivery:
    """The deliveries of one worker. `on_done` is called when there is something to settle, or room for more."""

    def __init__(self, desk: Desk, on_done: Callable[[], None] = lambda: None, at_once: int = AT_ONCE):
        self.worker = secrets.token_hex(8)
        self._desk, self._on_done, self._at_once = desk, on_done, at_once
        self._pools = {name: Pool(f"delivery {name}", at_once, lambda: None) for name in desk.channels}
        self._chats = ChatQueues()
        self._leased: dict[int, str] = {}
        self._leases_end: dict[int, float] = {}
        self._to_settle: deque[Settled] = deque()
        self._paused_until: dict[str, datetime] = {}
        self._stopping = threading.Event()
        self._changed = threading.Condition()
        self._settle_until = math.inf

    @property
    def busy(self) -> bool:
        """Whether a row is leased and not settled yet."""
        return bool(self._leased)

    @property
    def has_to_settle(self) -> bool:
        """Whether something was sent and that is not written down yet."""
        return bool(self._to_settle)

    def deliver(self) -> datetime | None:
        """One round: settles what was sent, leases what is due and sends it. Raises StoreAway.

        Returns when more will be due; None where only a ring of the bell will tell.
        """
        return self._round(self._shares())

    def renew(self) -> None:
        """Renews the leases of what is still being sent. Raises StoreAway."""
        if ids := tuple(self._leased):
            sure_until = time.monotonic() + LEASE_IS_SURE
            with self._desk.store.write() as session:
                leases.renew(session, self.worker, ids, self._desk.now() + leases.LEASE)
            self._leases_end.update((id_, sure_until) for id_ in ids if id_ in self._leases_end)

    def stop(self, timeout: float) -> bool:
        """Leases nothing more and drains; False where a call is still out after so many seconds.

        What is leased and has not begun is given back, for another worker to send.
        """
        self._stopping.set()
        self._settle_until = time.monotonic() + timeout
        self._give_back(self._chats.clear())
        return self.drain(timeout)

    def _give_back(self, rows: Sequence[OutboxMessage]) -> None:
        self._let_go(rows)
        with suppress(StoreAway), self._desk.store.write() as session:  # else their leases end by themselves
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

    def leasing(self) -> leases.Leasing:
        """Leases for what the coming transaction puts."""
        return leases.Leasing(self.worker, self._desk.now() + leases.LEASE, self._instant_channels())

    def _instant_channels(self) -> list[str]:
        """Those whose messages can be leased as they are put: a call needs no thread, and no receipt is waited for."""
        if self._stopping.is_set():
            return []
        instant = [
            name
            for name, channel in self._desk.channels.items()
            if isinstance(channel, SendsAsync) and not channel.confirms_within
        ]
        return [name for name in instant if name not in self._paused_until]

    def take_sent(self) -> list[Settled]:
        """What is to be settled: either `settled` or `put_back` follows."""
        taken = []
        with suppress(IndexError):
            while True:
                taken.append(self._to_settle.popleft())
        return taken

    def settle(self, session: Session, sent: Sequence[Settled]) -> None:
        record.settle_plain(self._desk, session, self.worker, sent)

    def settled(self, sent: Sequence[Settled]) -> None:
        """It is committed: the next rows of these chats go out."""
        for row, _ in sent:
            self._forget(row)

    def put_back(self, sent: Sequence[Settled]) -> None:
        self._to_settle.extendleft(reversed(sent))

    def send(self, rows: Sequence[OutboxMessage]) -> None:
        """Sends rows that this worker has leased, each once those before it in its chat are settled."""
        for row in rows:
            self._leased[row.id] = row.chat.channel
            self._leases_end[row.id] = time.monotonic() + LEASE_IS_SURE
            enters = self._chats.enter(row)
            if enters:
                self._start(row)
            elif enters is None:
                self._let_go([row])

    # ------------------------------------------------------------------------------------------------------

    def _round(self, shares: Sequence[Share]) -> datetime | None:
        now, sent = self._desk.now(), self.take_sent()
        try:
            with self._desk.store.write() as session:
                self.settle(session, sent)
                busy = set(self._leased).difference(row.id for row, _ in sent)
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
        self.send(claimed)
        may_be_more = claimed and len(claimed) >= min(share.size for share in shares)
        return now if may_be_more else due

    def _claim(
        self, session: Session, shares: Sequence[Share], busy: Collection[int], now: datetime
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
        now, leased, plenty_of = self._desk.now(), Counter(self._leased.values()), max(1, self._at_once // 2)
        free = {
            name: max(0, self._at_once - leased[name])
            for name in self._desk.channels
            if self._paused_until.get(name, now) <= now
        }
        plenty = [name for name, size in free.items() if size >= plenty_of]
        shares = [Share([name], size) for name, size in free.items() if 0 < size < plenty_of]
        return [*([Share(plenty, plenty_of)] if plenty else []), *shares]

    def _start(self, row: OutboxMessage) -> None:
        """A plain row of a channel that can be awaited needs no thread; the others look things up, or wait."""
        channel = self._desk.channels[row.chat.channel]
        if isinstance(channel, SendsAsync) and render.needs_no_look_up(row):
            self._begin(channel, row)
        else:
            self._pools[row.chat.channel].submit(self._carry, row)

    def _begin(self, channel: SendsAsync, row: OutboxMessage) -> None:
        try:
            with self._desk.store.read() as session:  # which opens no connection, since nothing is looked up
                message = render.write(self._desk, session, row, self._desk.now())
            call = channel.begin(message)
        except Exception as error:
            self._ended(row, self._outcome_of(row, error))
            return
        call.add_done_callback(lambda done: self._ended(row, self._outcome_of_call(row, message, done)))

    def _outcome_of_call(
        self, row: OutboxMessage, message: Outbound, done: "Future[tuple[str, ...]]"
    ) -> Outcome:
        try:
            return self._sent(row, message, done.result())
        except CancelledError:
            return self._outcome_of(row, TryLater("the process is about to end", unknown=True))
        except Exception as error:
            return self._outcome_of(row, error)

    def _carry(self, row: OutboxMessage) -> None:
        try:
            outcome = self._hand_over(row)
        except Exception as error:
            outcome = self._outcome_of(row, error)
        self._ended(row, outcome)

    def _hand_over(self, row: OutboxMessage) -> Outcome:
        now, channel = self._desk.now(), self._desk.channels[row.chat.channel]
        with self._desk.store.read() as session:
            message = render.write(self._desk, session, row, now)
        if row.kind == "message" and not window.is_open(self._desk, row.chat, now):
            return WaitForWindow(told=False)
        return self._sent(row, message, _call(channel, row, message))

    def _sent(self, row: OutboxMessage, message: Outbound, ids: tuple[str, ...]) -> Sent:
        channel = self._desk.channels[row.chat.channel]
        self._resume(channel.name)
        links = tuple(file.name for file in message.files if not channel.carries(file))
        return Sent(ids or (message.targets if row.kind == "edit" else ()), links)

    def _outcome_of(self, row: OutboxMessage, error: Exception) -> Outcome:
        """Whatever goes wrong is an outcome too."""
        if isinstance(error, Misconfigured):
            self._pause(row.chat.channel, error)
        elif not isinstance(error, render.Obsolete | StoreAway | TryLater | Undeliverable):
            log.error("delivery of outbox %s broke", row.id, exc_info=error)
        return result.of_failure(row, error, self._desk.now())

    def _ended(self, row: OutboxMessage, outcome: Outcome) -> None:
        if record.is_plain(outcome, self._desk, row):
            self._to_settle.append((row, outcome))
            self._notify()
        else:
            self._pools[row.chat.channel].submit(self._settle_alone, row, outcome)

    def _pause(self, channel: str, wrong: Misconfigured) -> None:
        """Nothing is leased for it until one row is tried again; told once."""
        if channel not in self._paused_until:
            log.error("%s is wrongly configured; what goes out by it waits: %s", channel, wrong)
        self._paused_until[channel] = self._desk.now() + timedelta(seconds=result.PAUSE)

    def _resume(self, channel: str) -> None:
        if self._paused_until.pop(channel, None):
            log.warning("%s works again", channel)

    def _settle_alone(self, row: OutboxMessage, outcome: Outcome) -> None:
        """Settles a row in a transaction of its own, however long the store is away."""
        if _is_to_be_sent_again(row, outcome):
            self._let_go(self._chats.close(row))
        try:
            settled = self._settle_patiently(row, outcome)
        except Exception:  # it must not go out again and again because we cannot note that it did
            log.exception("settling outbox %s broke", row.id)
            settled = self._settle_patiently(row, GiveUp("", "settling broke"))
        if settled:
            self._forget(row)

    def _settle_patiently(self, row: OutboxMessage, outcome: Outcome) -> bool:
        """False where the process must end before the store is back: whoever takes the row over sends it again."""
        while True:
            try:
                with self._desk.store.write() as session:
                    given_back = self._give_back_behind(session, row, outcome)
                    record.settle(self._desk, session, self.worker, row, outcome)
                self._chats.reopen(row.chat_id, given_back)
                return True
            except StoreAway:
                if time.monotonic() >= self._settle_until:
                    return False
                time.sleep(STORE_RETRY)

    def _give_back_behind(self, session: Session, row: OutboxMessage, outcome: Outcome) -> list[int]:
        """What is leased behind a row that has to be sent again waits for it in the store. The chat is locked, so that
        no round leases more of it beside us. Returns the rows' ids."""
        if not _is_to_be_sent_again(row, outcome):
            return []
        chats.lock(session, row.chat_id)
        return leases.give_back_of_chat(session, self.worker, row)

    def _forget(self, row: OutboxMessage) -> None:
        """The row is settled; the next one of its chat goes out, while its lease is sure."""
        self._let_go([row])
        following = self._chats.leave(row)
        while following is not None and time.monotonic() > self._leases_end.get(following.id, 0.0):
            self._let_go([following])  # whoever takes it over sends it
            following = self._chats.leave(following)
        if following is not None:
            self._start(following)
        self._notify()

    def _let_go(self, rows: Sequence[OutboxMessage]) -> None:
        for row in rows:
            self._leased.pop(row.id, None)
            self._leases_end.pop(row.id, None)

    def _notify(self) -> None:
        with self._changed:
            self._changed.notify_all()
        self._on_done()


def _is_to_be_sent_again(row: OutboxMessage, outcome: Outcome) -> bool:
    return isinstance(outcome, Retry | WaitForWindow) and row.kind != "toast"


def _call(channel: Channel, row: OutboxMessage, message: Outbound) -> tuple[str, ...]:
    """The provider's ids of what it took. A row is one call; but where files were lost, their names make its text
    longer, and it is cut anew."""
    lost_files = len(message.files) < len(row.content.get("files", ()))
    parts = channel.parts(message) if lost_files else [message]
    return tuple(message_id for part in parts for message_id in channel.send(part))
