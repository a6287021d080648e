"""Daemon threads for tasks that may hang: one that does takes a place, and never keeps the process alive."""

import logging
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

log = logging.getLogger(__name__)


class Pool:
    """Runs each task at once, on threads that are made when they are first needed and then kept.

    `size` is how many run at a time, for a caller who looks at `free`. `on_done` is called whenever a task has ended,
    well or not.
    """

    def __init__(self, name: str, size: int, on_done: Callable[[], None] = lambda: None):
        self._name, self._size, self._on_done = name, size, on_done
        self._running = self._threads = 0
        self._tasks: SimpleQueue[tuple[Callable[..., None], tuple[Any, ...]]] = SimpleQueue()
        self._changed = threading.Condition()

    @property
    def free(self) -> int:
        """How many more tasks can be started now."""
        return self._size - self._running

    def submit(self, task: Callable[..., None], *args: Any) -> None:
        """Starts the task."""
        with self._changed:
            self._running += 1
            needs_thread = self._running > self._threads
            self._threads = max(self._running, self._threads)
        self._tasks.put((task, args))
        if needs_thread:
            threading.Thread(target=self._work, name=self._name, daemon=True).start()

    def wait(self, timeout: float) -> bool:
        """Waits until no task runs; False where one still does after so many seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._running, timeout)

    def _work(self) -> None:
        while True:
            task, args = self._tasks.get()
            self._run(task, *args)

    def _run(self, task: Callable[..., None], *args: Any) -> None:
        try:
            task(*args)
        except Exception:
            log.exception("%s: a task broke", self._name)
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()
            self._on_done()
