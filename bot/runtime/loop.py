"""A loop that no fault ends: it runs when it is woken, when something falls due, and once a second at the latest."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime

from bot.runtime.troubles import Troubles
from store.database import StoreAway, try_again

log = logging.getLogger(__name__)

# Seconds.
LONGEST_PAUSE = 1.0  # how late a lost ring of the bell can make us
SHORTEST_PAUSE = 0.02  # what is due but locked by another must not keep us spinning
PAUSE_AFTER_FAULT = 1.0
SOON = 0.02  # so long what was sent waits for a round of arrivals to settle it


class Loop:
    """A thread that runs a task again and again: when it is woken, when the task said that more is due, and after
    `longest` seconds at the latest. No fault ends it."""

    def __init__(
        self,
        name: str,
        task: Callable[[], datetime | None],
        now: Callable[[], datetime],
        met: Troubles,
        longest: float = LONGEST_PAUSE,
        still_needed: Callable[[], bool] = lambda: True,
        pause_after_fault: float = PAUSE_AFTER_FAULT,
    ):
        """`still_needed` is asked after `wake_soon`: somebody else may have done it meanwhile."""
        self._name, self._task, self._now, self._met, self._longest = name, task, now, met, longest
        self._still_needed, self._pause_after_fault = still_needed, pause_after_fault
        self._woken = threading.Event()
        self._hurried = threading.Event()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._hurried.set()
        self._woken.set()

    def wake_soon(self) -> None:
        """Within SOON, where it is still needed by then."""
        self._woken.set()

    def end(self) -> None:
        """Runs the task no more; `join` waits for the run that is on."""
        self._ending.set()
        self.wake()

    def join(self, timeout: float) -> None:
        self._thread.join(timeout)

    def _run(self) -> None:
        while not self._ending.is_set():
            self._woken.clear()
            self._hurried.clear()
            self._wait(self._once())

    def _wait(self, pause: float) -> None:
        until = time.monotonic() + pause
        while (left := until - time.monotonic()) > 0 and self._woken.wait(left):
            if self._hurried.wait(SOON) or self._still_needed():
                return
            self._woken.clear()

    def _once(self) -> float:
        """Seconds until it should be done again."""
        try:
            due = try_again(self._task)
        except StoreAway as away:
            self._met.store_is_away(away)
            return self._rest()
        except Exception:
            log.exception("%s broke; it goes on", self._name)
            return self._rest()
        if due is None:
            return self._longest
        return max(SHORTEST_PAUSE, min(self._longest, (due - self._now()).total_seconds()))

    def _rest(self) -> float:
        """After a fault not even the bell makes it hurry."""
        self._ending.wait(self._pause_after_fault)
        return 0
