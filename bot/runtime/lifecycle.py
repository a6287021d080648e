"""Keeps the parts of a process going until it is told to end, and ends them well: SIGTERM and Ctrl-C are the same."""

import logging
import signal
import threading
from collections.abc import Sequence
from typing import Protocol

from bot.desk import Desk

log = logging.getLogger(__name__)

TIMEOUT = 3.5  # seconds for what is in flight


class Part(Protocol):
    def start(self) -> None: ...

    def stop(self, timeout: float) -> None:
        """Takes on nothing new, and ends within so many seconds."""


def until_told(desk: Desk, parts: Sequence[Part], ready: str) -> None:
    """Starts the parts in order, says that it is ready, and returns when all have ended. A second signal kills."""
    told = threading.Event()
    before = {
        number: signal.signal(number, lambda *_: told.set()) for number in (signal.SIGTERM, signal.SIGINT)
    }
    desk.bell.start()
    for part in parts:
        part.start()
    log.info(ready)
    while not told.wait(3600):
        pass
    for number, handler in before.items():
        signal.signal(number, handler)
    _stop(parts)
    desk.bell.close()
    desk.store.close()


def _stop(parts: Sequence[Part]) -> None:
    """All at once: none has to wait for another."""
    threads = [threading.Thread(target=part.stop, args=(TIMEOUT,)) for part in parts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
