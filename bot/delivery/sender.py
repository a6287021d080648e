"""The outbox → the channels: many chats at once, in order within each, and every failure told apart.

Each channel has hands of its own, so that a provider that hangs holds up nobody else's messages.

No provider is called inside a transaction. One transaction a round writes down what arrived since the last one and
takes in hand what is due: the busier the desk, the more rows share it. Only where a process dies between a call and its
writing down is it made twice: one call of a chat.
"""

import logging
import math
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from bot.channels.channel import Misconfigured, TryLater, Undeliverable
from bot.delivery import record, render, result
from bot.delivery.pool import Crew
from bot.delivery.result import Never, Outcome, Sent, Shut
from bot.desk import Desk
from bot.replies import window
from store.database import StoreAway
from store.messages import outbox
from store.tables import OutboxMessage

log = logging.getLogger(__name__)

AT_ONCE = 24  # chats of a channel
PATIENCE = 0.2  # seconds until a store that is away is tried again
Arrived = tuple[OutboxMessage, Sent]
Room = tuple[Sequence[str], int]


class Delivery:
    """One worker's deliveries; `freed` is called when there is something to write down, or room for more."""

    def __init__(self, desk: Desk, freed: Callable[[], None] = lambda: None, at_once: int = AT_ONCE):
        self.worker = secrets.token_hex(8)
        self._desk = desk
        self._crews = {name: Crew(f"delivery {name}", at_once, freed) for name in desk.channels}
        self._plenty = max(1, at_once // 2)
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
        """One round. Returns when more will be due; None where only news will tell. Raises StoreAway."""
        return self._round(self._rooms())

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
        while self._arrived:
            try:
                self._round([])
            except StoreAway:
                if time.monotonic() >= until:
                    return False
                time.sleep(PATIENCE)
        return rested and not self._in_hand

    def _round(self, rooms: Sequence[Room]) -> datetime | None:
        now, arrived = self._desk.now(), self._take_arrived()
        try:
            with self._desk.store.write() as session:
                record.arrived(self._desk, session, self.worker, arrived)
                busy = self._in_hand.difference(row.id for row, _ in arrived)
                claimed = [
                    row
                    for names, size in rooms
                    for row in outbox.claim(session, self.worker, names, now, size, busy)
                ]
                due = None if claimed else outbox.next_due(session, now)
        except StoreAway:
            self._arrived.extendleft(reversed(arrived))
            raise
        except Exception:
            for row, sent in arrived:
                self._settle(row, sent)
            raise
        self._in_hand.difference_update(row.id for row, _ in arrived)
        for row in claimed:
            self._start(row)
        return now if claimed and len(claimed) >= min(size for _, size in rooms) else due

    def _take_arrived(self) -> list[Arrived]:
        taken = []
        with suppress(IndexError):
            while True:
                taken.append(self._arrived.popleft())
        return taken

    def _rooms(self) -> list[Room]:
        """So many rows may go out now by these channels: one claim for all that have plenty of room, and one for each
        that has little, so that it takes none of the others'."""
        if self._ending.is_set():
            return []
        now = self._desk.now()
        open_ = {name: crew.room for name, crew in self._crews.items() if self._paused.get(name, now) <= now}
        plenty = [name for name, size in open_.items() if size >= self._plenty]
        rooms = [([name], size) for name, size in open_.items() if 0 < size < self._plenty]
        return [*([(plenty, self._plenty)] if plenty else []), *rooms]

    def _start(self, row: OutboxMessage) -> None:
        self._in_hand.add(row.id)
        self._crews[row.chat.channel].start(self._carry, row)

    def _carry(self, row: OutboxMessage) -> None:
        came_of_it = self._outcome(row)
        if record.is_plain(came_of_it, self._desk, row):
            self._arrived.append((row, came_of_it))
        else:
            self._settle(row, came_of_it)

    def _outcome(self, row: OutboxMessage) -> Outcome:
        try:
            return self._send(row)
        except (render.Moot, StoreAway, TryLater, Undeliverable, Misconfigured) as expected:
            return result.of_failure(row, expected, self._desk.now())
        except Exception as bug:
            log.exception("delivery of outbox %s broke", row.id)
            return result.of_failure(row, bug, self._desk.now())

    def _send(self, row: OutboxMessage) -> Outcome:
        now, name = self._desk.now(), row.chat.channel
        with self._desk.store.read() as session:
            message = render.write(self._desk, session, row, now)
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
        self._paused[channel] = self._desk.now() + timedelta(seconds=result.PAUSE)

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
                    record.write_down(self._desk, session, self.worker, row, came_of_it)
                return True
            except StoreAway:
                if time.monotonic() >= self._patience_ends:
                    return False  # whoever takes the row over cannot know that it went out
                time.sleep(PATIENCE)
