"""The outbox → the channels: many chats at once, in order within each, and every failure told apart.

Each channel has hands of its own, so that a provider that hangs holds up nobody else's messages.

No provider is called inside a transaction: a row is taken in hand in one, sent, and settled in another, which also
takes the next row of its chat. Only a process that dies between the call and its settling has it made twice.
"""

import logging
import math
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot import failures, joining, letter, outcome, window
from bot.channels.channel import Misconfigured, TryLater, Undeliverable
from bot.crew import Crew
from bot.desk import Desk
from bot.outcome import Dropped, Later, Never, Outcome, Sent, Shut
from store import outbox, states, usage
from store.database import StoreAway
from store.tables import Chat, OutboxMessage

log = logging.getLogger(__name__)

AT_ONCE = 24  # chats of a channel


class Delivery:
    """One worker's deliveries; `freed` is called when there is room for more."""

    def __init__(self, desk: Desk, freed: Callable[[], None] = lambda: None, at_once: int = AT_ONCE):
        self.worker = secrets.token_hex(8)
        self._desk = desk
        self._crews = {name: Crew(f"delivery {name}", at_once, self._freed) for name in desk.channels}
        self._wake, self._crowded = freed, set[str]()
        self._in_hand: set[int] = set()
        self._paused: dict[str, datetime] = {}
        self._ending = threading.Event()
        self._patience_ends = math.inf

    def deliver(self) -> datetime | None:
        """Sets going all that is due and has room; returns when more will be due. Raises StoreAway."""
        now = self._desk.now()
        with self._desk.store.write() as session:
            rooms = {name: crew.room for name, crew in self._crews.items()}
            claimed = {name: self._claim(session, now, name, room) for name, room in rooms.items()}
            due = outbox.next_due(session, now)
        self._crowded = {name for name, room in rooms.items() if len(claimed[name]) >= room}
        for name, rows in claimed.items():
            for row in rows:
                self._in_hand.add(row.id)
                self._crews[name].start(self._carry, name, row)
        return now if any(self._crews[name].room for name in self._crowded) else due

    def _freed(self) -> None:
        """Where all that was due had room, there is nothing to look for because a call ended."""
        if self._crowded:
            self._wake()

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
        """Waits until no call is in flight."""
        until = time.monotonic() + timeout
        return all(crew.rest(max(0, until - time.monotonic())) for crew in self._crews.values())

    def _claim(
        self, session: Session, now: datetime, channel: str, limit: int, chat_id: int | None = None
    ) -> Sequence[OutboxMessage]:
        if self._ending.is_set() or not limit or self._paused.get(channel, now) > now:
            return []
        busy = tuple(self._in_hand)
        return outbox.claim(session, self.worker, channel, now, limit, chat_id=chat_id, busy=busy)

    def _carry(self, channel: str, row: OutboxMessage) -> None:
        """Sends this row, then whatever its chat has to say next."""
        following: OutboxMessage | None = row
        while following is not None:
            came_of_it = self._outcome(channel, following)
            following = self._settled(channel, following, came_of_it)

    def _outcome(self, channel: str, row: OutboxMessage) -> Outcome:
        try:
            return self._send(channel, row)
        except (letter.Moot, StoreAway, TryLater, Undeliverable, Misconfigured) as expected:
            return outcome.of_failure(row, expected, self._desk.now())
        except Exception as bug:
            log.exception("delivery of outbox %s broke", row.id)
            return outcome.of_failure(row, bug, self._desk.now())

    def _send(self, name: str, row: OutboxMessage) -> Outcome:
        now = self._desk.now()
        with self._desk.store.read() as session:
            message = letter.write(self._desk, session, row, now)
            if row.kind == "message" and not window.is_open(
                self._desk, session.get_one(Chat, row.chat_id), now
            ):
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

    def _settled(self, channel: str, row: OutboxMessage, came_of_it: Outcome) -> OutboxMessage | None:
        """Writes down what came of it, however long the store is away, and takes the next of its chat."""
        try:
            following = self._patiently(lambda: self._settle(channel, row, came_of_it))
        except Exception:  # it must not go out again and again because we cannot note that it did
            log.exception("settling outbox %s broke", row.id)
            following = self._patiently(lambda: self._settle(channel, row, Never("", "settling broke")))
        if following is not None:
            self._in_hand.add(following.id)
        self._in_hand.discard(row.id)
        return following

    def _patiently(self, step: Callable[[], OutboxMessage | None]) -> OutboxMessage | None:
        while True:
            try:
                return step()
            except StoreAway:
                if time.monotonic() >= self._patience_ends:
                    return None  # whoever takes the row over cannot know that it went out
                time.sleep(0.2)

    def _settle(self, channel: str, row: OutboxMessage, came_of_it: Outcome) -> OutboxMessage | None:
        with self._desk.store.write() as session:
            self._write_down(session, channel, row, came_of_it)
            rows = self._claim(session, self._desk.now(), channel, 1, chat_id=row.chat_id)
        return next(iter(rows), None)

    def _write_down(self, session: Session, channel: str, row: OutboxMessage, came_of_it: Outcome) -> None:
        now = self._desk.now()
        match came_of_it:
            case Sent(message_ids, as_links):
                self._sent(session, channel, row, message_ids, as_links, now)
            case Later() if out := states.out_already(session, row.id):
                # The call seemed to fail, and the provider has it.
                self._sent(session, channel, row, tuple(out), (), now)
            case Later(wait, why, tries):
                outbox.later(session, row, self.worker, now + timedelta(seconds=wait), why, tries)
                self._join_what_piles_up(session, channel, row)
            case Shut(told):
                if outbox.still_in_hand(session, row, self.worker):
                    window.hold(self._desk, session, row, told=told)
            case Dropped(why):
                outbox.dropped(session, row, self.worker, why)
            case Never(reason, why, blocked):
                if blocked:
                    outbox.block(session, row.chat_id, now)
                if outbox.failed(session, row, self.worker, why, reason) and reason:
                    self._tell(session, row, reason)

    def _sent(
        self,
        session: Session,
        name: str,
        row: OutboxMessage,
        message_ids: tuple[str, ...],
        as_links: tuple[str, ...],
        now: datetime,
    ) -> None:
        channel = self._desk.channels[name]
        confirm_by = now + channel.confirms_within if channel.confirms_within else None
        if not outbox.sent(session, row, self.worker, message_ids, now, confirm_by):
            return
        if channel.metered and message_ids:
            usage.count(session, channel.name, row.ticket_id, now)
        if as_links:
            failures.sent_as_links(self._desk, session, row, as_links)

    def _join_what_piles_up(self, session: Session, name: str, row: OutboxMessage) -> None:
        """Where each message costs and each person takes only so many, a delay makes several one."""
        channel = self._desk.channels[name]
        if channel.metered:
            joining.join(channel, outbox.waiting(session, row.chat_id))

    def _tell(self, session: Session, row: OutboxMessage, reason: str) -> None:
        """Whoever caused it hears; a fault of ours in that telling must not undo the settling."""
        try:
            with session.begin_nested():
                failures.undelivered(self._desk, session, row, reason)
        except StoreAway:
            raise
        except Exception:
            log.exception("telling that outbox %s failed broke", row.id)
