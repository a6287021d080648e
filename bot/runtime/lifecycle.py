"""Runs the parts of a process until it is told to end (by SIGTERM or Ctrl-C), and stops them in good order."""

import gc
import logging
import signal
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from queue import SimpleQueue
from typing import Protocol

from bot import channels
from bot.clock import working_time
from bot.desk import Desk
from bot.language import meaning
from bot.settings import traces

log = logging.getLogger(__name__)

TIMEOUT = 3.5  # seconds for what is in flight


class Part(Protocol):
    def start(self) -> None: ...

    def stop(self, timeout: float) -> None:
        """Begins nothing new, and returns when what is in flight has ended, or after so many seconds."""


def run_until_told(desk: Desk, parts: Sequence[Part], ready: str) -> None:
    """Starts the parts in order, says that it is ready, and returns when all have ended. A second signal kills.

    Where something breaks meanwhile, what has started is stopped before the error goes on.
    """
    # An Event deadlocks where the signal comes while its own thread begins to wait.
    told: SimpleQueue[int] = SimpleQueue()
    before = {
        number: signal.signal(number, lambda sent, _: told.put(sent))
        for number in (signal.SIGTERM, signal.SIGINT)
    }
    running: Sequence[Part] = ()
    try:
        desk.bell.start()
        channels.open_all(desk.channels.values())
        take_times(desk)
        _start(parts)
        running = parts
        log.info(ready)
        working_time.look_ahead(desk)
        settle_down()
        told.get()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        _stop(running)
        desk.bell.close()
        desk.store.close()


def take_times(desk: Desk) -> None:
    """Where the settings say so, from now on."""
    if desk.settings.log.traces:
        traces.setup(desk.settings.log.traces)
        desk.store.watch_statements(traces.begin_statement, traces.end)


def settle_down() -> None:
    """Reads what reading takes, and has the garbage collector pass over all that lives as long as the process does.

    A process serves meanwhile: who writes in its first tenth of a second is answered no later than if it had not begun.
    """
    meaning.warm_up()
    gc.freeze()


def _start(parts: Sequence[Part]) -> None:
    """Where one breaks, those before it are stopped, the last first."""
    with ExitStack() as started:
        for part in parts:
            part.start()
            started.callback(part.stop, TIMEOUT)
        started.pop_all()


def _stop(parts: Sequence[Part]) -> None:
    """All at once: none has to wait for another."""
    threads = [threading.Thread(target=part.stop, args=(TIMEOUT,)) for part in parts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
