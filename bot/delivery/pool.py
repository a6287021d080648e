"""So many hands at once: threads that a hanging call cannot keep the process alive with, kept from task to task."""

import logging
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

log = logging.getLogger(__name__)


class Crew:
    """Runs tasks beside each other, at most `size` of them; `freed` is called whenever one ends."""

    def __init__(self, name: str, size: int, freed: Callable[[], None]):
        self._name, self._size, self._freed = name, size, freed
        self._working = self._hands = 0
        self._tasks: SimpleQueue[tuple[Callable[..., None], tuple[Any, ...]]] = SimpleQueue()
        self._change = threading.Condition()

    @property
    def room(self) -> int:
        """How many tasks can be started now."""
        return self._size - self._working

    def start(self, task: Callable[..., None], *args: Any) -> None:
        with self._change:
            self._working += 1
            one_more, self._hands = self._working > self._hands, max(self._working, self._hands)
        self._tasks.put((task, args))
        if one_more:
            threading.Thread(target=self._work, name=self._name, daemon=True).start()

    def rest(self, timeout: float) -> bool:
        """Waits until nobody works; False where somebody still does after so many seconds."""
        with self._change:
            return self._change.wait_for(lambda: not self._working, timeout)

    def _work(self) -> None:
        while True:
            task, args = self._tasks.get()
            self._do(task, *args)

    def _do(self, task: Callable[..., None], *args: Any) -> None:
        try:
            task(*args)
        except Exception:
            log.exception("%s: a task broke", self._name)
        finally:
            with self._change:
                self._working -= 1
                self._change.notify_all()
            self._freed()
