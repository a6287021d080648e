"""So many hands at once: threads that a hanging call cannot keep the process alive with."""

import logging
import threading
from collections.abc import Callable
from typing import Any

log = logging.getLogger(__name__)


class Crew:
    """Runs tasks beside each other, at most `size` of them; `freed` is called whenever one ends."""

    def __init__(self, name: str, size: int, freed: Callable[[], None]):
        self._name, self._size, self._freed = name, size, freed
        self._working = 0
        self._change = threading.Condition()

    @property
    def room(self) -> int:
        """How many tasks can be started now."""
        return self._size - self._working

    def start(self, task: Callable[..., None], *args: Any) -> None:
        with self._change:
            self._working += 1
        threading.Thread(target=self._do, args=(task, *args), name=self._name, daemon=True).start()

    def rest(self, timeout: float) -> bool:
        """Waits until nobody works; False where somebody still does after so many seconds."""
        with self._change:
            return self._change.wait_for(lambda: not self._working, timeout)

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
