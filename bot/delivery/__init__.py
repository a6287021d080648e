"""The outbox → the channels: many chats at once, in order within each, and every failure told apart.

Each channel has hands of its own, so that a provider that hangs holds up nobody else's messages.

No provider is called inside a transaction. One transaction a round writes down what arrived since the last one and
takes in hand what is due: the busier the desk, the more rows share it. Only a process that dies between the call and
its writing down has it made twice.
"""

import logging
import math
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.channels.channel import Misconfigured, TryLater, Undeliverable
from bot.crew import Crew
from bot.delivery import letter, outcome, settling, window
from bot.delivery.outcome import Never, Outcome, Sent, Shut
from bot.desk import Desk
from store import outbox
from store.database import StoreAway
from store.tables import OutboxMessage

log = logging.getLogger(__name__)

AT_ONCE = 24  # chats of a channel
Arrived = tuple[OutboxMessage, Sent]


class Delivery:
    """One worker's deliveries; `freed` is called when there is something to write down, or room for more."""

    def __init__(self, desk: Desk, freed: Callable[[], None] = lambda: None, at_once: int = AT_ONCE):
        self.worker = secrets.token_hex(8)
        self._desk = desk
        self._crews = {name: Crew(f"delivery {name}", at_once, freed) for name in desk.channels}
        self._in_hand: set[int] = set()
        self._arrived: deque[Arrived] = deque()
        self._paused: dict[str, datetime] = {}
        self._ending = threading.Event()
        self._patience_ends = math.inf

    @property
    def busy(self) -> bool:
        """Whether something is in hand."""
        return bool(self._in_hand)

    def deliver(self) -> datetime | None:
        """One round. Returns when more will be due; None where that will be told. Raises StoreAway."""
        arrived = self._take_arrived()
        try:
            return self._round(arrived)
        except StoreAway:
            self._arrived.extendleft(reversed(arrived))
            raise
        except Exception:
            for row, sent in arrived:
                self._settle(row, sent)
            raise

    def renew(self) -> None:
        """Keeps in hand what is still being sent. Raises StoreAway."""
        if ids := tuple(self._in_hand):
            with self._desk.store.write() as session:
                outbox.renew(session, self.worker, ids, self._desk.now() + outbox.LEASE)

    def stop(self, timeout: float) -> bool:
        """Takes nothing more in hand and waits for the calls in flight; False where one is still out then."""
        self._ending.set()
        self._patience_ends = time.monotonic() + timeout
        return self.rest(timeout)

    def rest(self, timeout: float) -> bool:
        """Waits until no call is in flight and all that arrived is written down; False where it is not by then."""
        until = time.monotonic() + timeout
        rested = all(crew.rest(max(0, until - time.monotonic())) for crew in self._crews.values())
        for row, sent in self._take_arrived():
            self._settle(row, sent)
        return rested and not self._in_hand

    def _take_arrived(self) -> list[Arrived]:
        return [self._arrived.popleft() for _ in range(len(self._arrived))]

    def _round(self, arrived: Sequence[Arrived]) -> datetime | None:
        now = self._desk.now()
        names = self._with_room(now)
        room = min((self._crews[name].room for name in names), default=0)
        with self._desk.store.write() as session:
            settling.arrived(self._desk, session, self.worker, arrived)
            claimed = outbox.claim(session, self.worker, names, now, room) if room else []
            due = None if arrived or claimed else outbox.next_due(session, now)
        self._in_hand.difference_update(row.id for row, _ in arrived)
        for row in claimed:
            self._start(row)
        return now if room and len(claimed) == room else due

    def _with_room(self, now: datetime) -> list[str]:
        """The channels by which something may go out now."""
        if self._ending.is_set():
            return []
        return [
            name for name, crew in self._crews.items() if crew.room and self._paused.get(name, now) <= now
        ]

    def _start(self, row: OutboxMessage) -> None:
        """Not what is in hand still: its lease ran out while the store was away."""
        if row.id not in self._in_hand:
            self._in_hand.add(row.id)
            self._crews[row.chat.channel].start(self._carry, row)

    def _carry(self, row: OutboxMessage) -> None:
        came_of_it = self._outcome(row)
        if settling.is_plain(came_of_it, self._desk, row):
            self._arrived.append((row, came_of_it))
        else:
            self._settle(row, came_of_it)

    def _outcome(self, row: OutboxMessage) -> Outcome:
        try:
            return self._send(row)
        except (letter.Moot, StoreAway, TryLater, Undeliverable, Misconfigured) as expected:
            return outcome.of_failure(row, expected, self._desk.now())
        except Exception as bug:
            log.exception("delivery of outbox %s broke", row.id)
            return outcome.of_failure(row, bug, self._desk.now())

    def _send(self, row: OutboxMessage) -> Outcome:
        now, name = self._desk.now(), row.chat.channel
        with self._desk.store.read() as session:
            message = letter.write(self._desk, session, row, now)
        if row.kind == "message" and not window.is_open(self._desk, row.chat, now):
            return Shut(told=False)
        channel = self._desk.channels[name]
        lost_files = len(message.files) < len(row.content.get("files", ()))
        try:
            parts = channel.parts(message) if lost_files else [message]
            ids = tuple(message_id for part in parts for message_id in channel.send(part))
        except Misconfigured as wrong:
            self._pause(name, wrong)
            raise
        if self._paused.pop(name, None):
            log.warning("%s works again", name)
        links = tuple(file.name for file in message.files if not channel.carries(file))
        return Sent(ids or (message.targets if row.kind == "edit" else ()), links)

    def _pause(self, channel: str, wrong: Misconfigured) -> None:
        if channel not in self._paused:
            log.error("%s is wrongly configured; what goes out by it waits: %s", channel, wrong)
        self._paused[channel] = self._desk.now() + timedelta(seconds=outcome.PAUSE)

    def _settle(self, row: OutboxMessage, came_of_it: Outcome) -> None:
        """Writes down by itself what came of a row, however long the store is away."""
        try:
            settled = self._patiently(row, came_of_it)
        except Exception:  # it must not go out again and again because we cannot note that it did
            log.exception("settling outbox %s broke", row.id)
            settled = self._patiently(row, Never("", "settling broke"))
        if settled:
            self._in_hand.discard(row.id)

    def _patiently(self, row: OutboxMessage, came_of_it: Outcome) -> bool:
        while True:
            try:
                with self._desk.store.write() as session:
                    settling.write_down(self._desk, session, self.worker, row, came_of_it)
                return True
            except StoreAway:
                if time.monotonic() >= self._patience_ends:
                    return False  # whoever takes the row over cannot know that it went out
                time.sleep(0.2)
