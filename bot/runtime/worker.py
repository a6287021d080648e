"""The worker: hears the bursts that are over, downloads files and delivers messages, each in a loop of its own.

What is due is always a query, so a restart forgets nothing, and any number of workers may run beside each other.
"""

import logging
import time
from collections.abc import Callable
from contextlib import suppress

from apscheduler.schedulers.background import BackgroundScheduler

from bot.clock import absences, deadlines, digest, forgetting, reminders, satisfaction, silence
from bot.conversation import turns
from bot.delivery.sender import Delivery
from bot.desk import Desk
from bot.media.downloads import Downloads
from bot.runtime import rounds, troubles
from bot.runtime.backfill import EVERY, SECOND, Backfill
from bot.runtime.loop import Loop
from store.database import StoreAway
from store.messages import outbox

log = logging.getLogger(__name__)

# Seconds.
RENEW_EVERY = 2.0
FORGET_EVERY = 60.0
MINUTE, HOUR = 60.0, 3600.0
TASKS: tuple[tuple[Callable[[Desk], None], float], ...] = (
    (deadlines.reckon_all, HOUR),
    (reminders.remind, 2.0),
    (silence.close, 2.0),
    (digest.tell, 5.0),
    (absences.end, MINUTE),
    (satisfaction.ask, HOUR),
    (forgetting.sweep, HOUR),
    (forgetting.end_sessions, HOUR),
)
"""What each worker looks after, and how often; of several workers one does it."""


class Worker:
    """All that a process does by itself beside receiving."""

    def __init__(self, desk: Desk, *, paused: bool = False):
        """`paused`: it hears what people write, and makes no call to anybody."""
        self._desk, self._paused = desk, paused
        self._delivery = Delivery(desk, on_done=self._settle_soon)
        self._downloads = Downloads(desk, on_done=lambda: self._loops["files"].wake())
        met = troubles.of(desk)
        self._loops = {
            "hear": Loop("hearing", lambda: turns.hear_waiting(desk), desk.now, met),
            "files": Loop("fetching", self._downloads.fetch, desk.now, met),
            "forget": Loop(
                "forgetting", lambda: forgetting.forget(desk), desk.now, met, longest=FORGET_EVERY
            ),
            "outbox": Loop(
                "delivering",
                self._delivery.go_on,
                desk.now,
                met,
                still_needed=lambda: self._delivery.has_to_settle,
            ),
        }
        self._renewing = Loop("renewing", self._delivery.renew, desk.now, met, longest=RENEW_EVERY)
        self._clock = BackgroundScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "misfire_grace_time": None}
        )
        if paused:
            self._loops = {"hear": self._loops["hear"]}
        else:
            self._plan()
        self._unsubscribe: Callable[[], None] = lambda: None

    def _plan(self) -> None:
        desk = self._desk
        for task, every in TASKS:
            self._clock.add_job(self._do, "interval", seconds=every, next_run_time=desk.now(), args=[task])
        backfill = Backfill(desk)
        self._clock.add_job(backfill.run, "date", run_date=desk.now() + SECOND)
        self._clock.add_job(backfill.run, "interval", seconds=EVERY.total_seconds(), next_run_time=desk.now())

    def start(self) -> None:
        self._unsubscribe = self._desk.bell.subscribe(self._wake)
        if not self._paused:
            rounds.of(self._desk).delivery = self._delivery
        for loop in (*self._loops.values(), self._renewing):
            loop.start()
        self._clock.start()

    def stop(self, timeout: float = 4.0) -> None:
        """Leases nothing more and lets the calls in flight end, for so many seconds at most."""
        until = time.monotonic() + timeout
        self._unsubscribe()
        rounds.of(self._desk).delivery = None
        for loop in self._loops.values():
            loop.end()
        self._clock.shutdown(wait=False)
        for loop in self._loops.values():  # first: what one is just leasing will be in flight
            loop.join(_left(until))
        if not (self._delivery.stop(_left(until)) and self._downloads.stop(_left(until))):
            log.warning("stopped with a call in flight; it may be made twice")
        self._renewing.end()
        self._renewing.join(0.5)

    def _settle_soon(self, urgent: bool) -> None:
        loop = self._loops["outbox"]
        if urgent:
            loop.wake()
        else:
            loop.wake_soon()

    def _wake(self, topics: frozenset[str]) -> None:
        if topics & {"outbox", "*"}:
            self._delivery.ring()
        for topic, loop in self._loops.items():
            if topic in topics or "*" in topics:
                loop.wake()
        due = {int(topic.removeprefix(outbox.DUE)) for topic in topics if topic.startswith(outbox.DUE)}
        if due and not self._paused and self._delivery.ring_for(due):
            self._loops["outbox"].wake()

    def _do(self, task: Callable[[Desk], None]) -> None:
        """What falls due while the store is away is done when it is back: the loops say that it is away."""
        with suppress(StoreAway):
            task(self._desk)


def _left(until: float) -> float:
    return max(0.0, until - time.monotonic())
