"""Rounds: what has come by several chats at once is taken in by one transaction.

There is no thread for it. Whoever comes while nobody is at work leads: it takes in what waits, its own message among
it, and then wakes one of those who came meanwhile to lead the next round. So one who comes alone waits for nobody, and
the more come at once, the more share a transaction; while they are many, a round waits a moment for a few more.

A round holds one message a chat at most. Where anything goes wrong in it, nothing was done, and each message is taken
in by itself: what a message does never depends on whom it shared a transaction with.
"""

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.channels.messages import Inbound
from bot.conversation import turns
from bot.delivery.sender import Delivered, Delivery
from bot.desk import Desk
from store.database import Conflicted, StoreAway

log = logging.getLogger(__name__)

MOST = 32  # messages a round
TRIES = 3  # rounds in which a message may find its chat locked by another process
MOMENT = 0.003  # seconds until it is tried again
GATHERING = 0.004  # seconds by which a round waits for more, where the one before it was shared


@dataclass(eq=False)
class Waiter:
    """A message on its way into the store, and the thread that waits for it.

    done: it is in the store, or `failure` says why it is not. alone: its own thread takes it in, in a transaction of
    its own.
    """

    inbound: Inbound
    woken: threading.Event = field(default_factory=threading.Event)
    tries: int = 0
    done: bool = False
    alone: bool = False
    failure: Exception | None = None

    @property
    def chat(self) -> turns.Place:
        return self.inbound.channel, self.inbound.address

    @property
    def decided(self) -> bool:
        return self.done or self.alone


@dataclass
class Tally:
    """What this process has done in rounds so far: how many, with how many messages, in how many seconds."""

    rounds: int = 0
    messages: int = 0
    seconds: float = 0.0


class Rounds:
    """The rounds of one process; `delivery` is who delivers in it, if anybody does."""

    def __init__(self, desk: Desk):
        self._desk = desk
        self.delivery: Delivery | None = None
        self.tally = Tally()
        self._lock = threading.Lock()
        self._waiting: list[Waiter] = []
        self._alone: set[turns.Place] = set()
        self._led = self._shared = False

    @property
    def waiting(self) -> int:
        """How many messages wait for the next round."""
        return len(self._waiting)

    def take_in(self, inbound: Inbound) -> None:
        """The message is in the store when this returns; the same delivery again changes nothing. Raises StoreAway."""
        waiter = Waiter(inbound)
        if not self._queue(waiter):
            waiter.woken.wait()
        if not waiter.decided:
            self._lead(waiter)
        if waiter.alone:
            self._take_in_alone(waiter)
        elif waiter.failure is not None:
            raise waiter.failure

    def _queue(self, waiter: Waiter) -> bool:
        """True for whoever is to lead, since nobody does."""
        with self._lock:
            self._waiting.append(waiter)
            leads, self._led = not self._led, True
        return leads

    def _lead(self, own: Waiter) -> None:
        """Takes in round after round until its own message is decided about, and hands the lead on."""
        try:
            if self._shared:
                time.sleep(GATHERING)
            while not own.decided:
                self._round_of(own, self._next())
        finally:
            self._hand_on()

    def _next(self) -> list[Waiter]:
        """The first messages that wait, one a chat; none of a chat whose former message is being taken in alone."""
        with self._lock:
            chosen: dict[turns.Place, Waiter] = {}
            for waiter in self._waiting:
                if waiter.chat not in self._alone and len(chosen) < MOST:
                    chosen.setdefault(waiter.chat, waiter)
            found = list(chosen.values())
            self._waiting = [waiter for waiter in self._waiting if waiter not in found]
        return found

    def _hand_on(self) -> None:
        """Wakes somebody who waits, to lead; where nobody does, the next to come leads."""
        with self._lock:
            self._led = bool(self._waiting)
            self._shared = self._shared and self._led
            following = self._waiting[0] if self._waiting else None
        if following is not None:
            following.woken.set()

    def _round_of(self, own: Waiter, waiters: Sequence[Waiter]) -> None:
        try:
            self._round(waiters)
        except BaseException:  # the end of this thread is not the others'
            self._decide([waiter for waiter in waiters if waiter is not own], alone=True)
            raise

    def _round(self, waiters: Sequence[Waiter]) -> None:
        if not waiters:
            time.sleep(MOMENT)
            return
        self._shared = len(waiters) > 1
        began = time.monotonic()
        try:
            left = self._take_in_together([waiter.inbound for waiter in waiters])
        except Conflicted:
            self._decide(waiters, alone=True)
        except StoreAway as away:
            self._decide(waiters, failure=away)
        except Exception as error:
            log.warning("a round of %d is taken in one by one: %s", len(waiters), type(error).__name__)
            self._decide(waiters, alone=True)
        else:
            self.tally.rounds += 1
            self.tally.messages += len(waiters) - len(left)
            self.tally.seconds += time.monotonic() - began
            done = [waiter for waiter in waiters if waiter.inbound not in left]
            self._decide(done)
            _note([waiter.inbound for waiter in done], time.monotonic() - began)
            self._try_again([waiter for waiter in waiters if waiter.inbound in left])

    def _take_in_together(self, inbounds: Sequence[Inbound]) -> list[Inbound]:
        """One transaction. Where this process delivers, it also settles what was sent since the last one, and what is
        said in answer goes out as soon as it is committed."""
        delivery = self.delivery
        if delivery is None:
            with self._desk.store.write() as session:
                return turns.take_in_together(self._desk, session, inbounds)
        sent: list[Delivered] = []
        try:
            with self._desk.store.write() as session:
                began, leasing, sent = time.monotonic(), delivery.leasing(), delivery.take_sent()
                delivery.settle(session, sent)
                left = turns.take_in_together(self._desk, session, inbounds, leasing)
        except BaseException:
            delivery.put_back(sent)
            raise
        try:
            delivery.settled(sent)
            delivery.send(leasing.messages(), began)
        except Exception:  # the round is committed all the same
            log.exception("what a round says does not go out; its leases run out")
        return left

    def _decide(
        self, waiters: Sequence[Waiter], *, failure: Exception | None = None, alone: bool = False
    ) -> None:
        for waiter in waiters:
            waiter.failure = failure
            if alone:
                with self._lock:
                    self._alone.add(waiter.chat)
            waiter.done, waiter.alone = not alone, alone
            waiter.woken.set()

    def _try_again(self, waiters: Sequence[Waiter]) -> None:
        """What a round left stays first in its chat; after some tries its own thread takes it in, and waits for the
        chat."""
        for waiter in waiters:
            waiter.tries += 1
        again = [waiter for waiter in waiters if waiter.tries < TRIES]
        self._decide([waiter for waiter in waiters if waiter not in again], alone=True)
        if again:
            with self._lock:
                self._waiting[:0] = again
            time.sleep(MOMENT)

    def _take_in_alone(self, waiter: Waiter) -> None:
        began = time.monotonic()
        try:
            turns.take_in(self._desk, waiter.inbound)
            _note([waiter.inbound], time.monotonic() - began)
        finally:
            with self._lock:
                self._alone.discard(waiter.chat)


def _note(inbounds: Sequence[Inbound], seconds: float) -> None:
    """A line a round, which names nobody and quotes nothing."""
    if inbounds:
        channels = "+".join(sorted({inbound.channel for inbound in inbounds}))
        about = {"messages": len(inbounds), "channel": channels, "ms": round(seconds * 1000)}
        log.info("took in what came", extra=about)


def of(desk: Desk) -> Rounds:
    """The rounds of this process for a desk."""
    return desk.once(Rounds)
