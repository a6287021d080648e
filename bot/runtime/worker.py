"""The clockwork: hears what is due to be heard, fetches, delivers; woken by the bell, by what falls due, by the net.

What is due is always a query, so a restart forgets nothing, and any number of workers may run beside each other.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime

from apscheduler.schedulers.background import BackgroundScheduler

from bot.conversation import turns
from bot.delivery.sender import Delivery
from bot.desk import Desk
from bot.media.downloads import Downloads
from bot.runtime.backfill import AGAIN, EVERY, CatchingUp
from store.database import StoreAway
from store.upkeep import retention

log = logging.getLogger(__name__)

NET = 1.0  # seconds: how late a lost wake-up can make us
BREATH = 0.02  # what is due but locked by another must not keep us spinning
RENEWAL = 2.0
AFTER_A_FAULT = 1.0


class Loop:
    """Does all that is due, and again when it is woken, when the next thing is due, or when `net` seconds passed."""

    def __init__(
        self, name: str, task: Callable[[], datetime | None], now: Callable[[], datetime], net: float = NET
    ):
        self._name, self._task, self._now, self._net = name, task, now, net
        self._woken = threading.Event()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._away = False

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._woken.set()

    def end(self) -> None:
        """Begins nothing more."""
        self._ending.set()
        self._woken.set()

    def join(self, timeout: float) -> None:
        self._thread.join(timeout)

    def _run(self) -> None:
        while not self._ending.is_set():
            self._woken.clear()
            pause = self._once()
            if pause > 0:
                self._woken.wait(pause)

    def _once(self) -> float:
        """Seconds until it should be done again."""
        try:
            due = self._task()
        except StoreAway as away:
            self._tell_once(away)
            return self._rest()
        except Exception:
            log.exception("%s broke; it goes on", self._name)
            return self._rest()
        if self._away:
            log.warning("%s: the store is back", self._name)
        self._away = False
        return self._net if due is None else max(BREATH, min(self._net, (due - self._now()).total_seconds()))

    def _rest(self) -> float:
        """After a fault not even the bell makes it hurry."""
        self._ending.wait(AFTER_A_FAULT)
        return 0

    def _tell_once(self, away: StoreAway) -> None:
        if not self._away:
            log.warning("%s waits for the store: %s", self._name, away)
        self._away = True


class Worker:
    """Everything that runs by itself beside the receivers."""

    def __init__(self, desk: Desk):
        self._desk = desk
        self._delivery = Delivery(desk, on_done=lambda: self._loops["outbox"].wake())
        self._downloads = Downloads(desk, on_done=lambda: self._loops["files"].wake())
        self._loops = {
            "hear": Loop("hearing", lambda: turns.hear_waiting(desk), desk.now),
            "files": Loop("fetching", self._downloads.fetch, desk.now),
            "outbox": Loop("delivering", self._delivery.deliver, desk.now),
        }
        self._renewing = Loop("renewing", self._delivery.renew, desk.now, net=RENEWAL)
        self._clock = BackgroundScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "misfire_grace_time": None}
        )
        self._clock.add_job(self._sweep, "interval", hours=1, next_run_time=desk.now())
        catching_up = CatchingUp(desk)
        self._clock.add_job(catching_up.look, "date", run_date=desk.now() + AGAIN)
        self._clock.add_job(
            catching_up.look, "interval", seconds=EVERY.total_seconds(), next_run_time=desk.now()
        )
        self._unsubscribe: Callable[[], None] = lambda: None

    def start(self) -> None:
        self._unsubscribe = self._desk.bell.subscribe(self._wake)
        for loop in (*self._loops.values(), self._renewing):
            loop.start()
        self._clock.start()

    def stop(self, timeout: float = 4.0) -> None:
        """Takes nothing new in hand and lets what is in flight end, for so many seconds at most."""
        until = time.monotonic() + timeout
        self._unsubscribe()
        for loop in self._loops.values():
            loop.end()
        self._clock.shutdown(wait=False)
        for loop in self._loops.values():  # first: what one is just taking in hand will be in flight
            loop.join(_left(until))
        if not (self._delivery.stop(_left(until)) and self._downloads.stop(_left(until))):
            log.warning("stopped with a call in flight; it may be made twice")
        self._renewing.end()
        self._renewing.join(0.5)

    def _wake(self, topics: frozenset[str]) -> None:
        for topic, loop in self._loops.items():
            if topic in topics or "*" in topics:
                loop.wake()

    def _sweep(self) -> None:
        try:
            rows = 1
            while rows:
                with self._desk.store.write() as session:
                    rows = retention.sweep(session, self._desk.now())
        except StoreAway:
            log.warning("the sweep waits for its next hour: the store is away")


def _left(until: float) -> float:
    return max(0.0, until - time.monotonic())
