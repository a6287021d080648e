"""A provider's side of a hook: what people do, brought to any of the `doors` until it is taken."""

import http.client
import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence

from tests.faults.audit.ledger import Said


class Post:
    """`haste`: by how much shorter than the provider's own the waits are."""

    def __init__(self, doors: Callable[[], Sequence[int]], seed: int, haste: float = 1.0):
        self._doors, self._haste, self._dice = doors, haste, random.Random(seed)
        self._lock = threading.Lock()
        self.on_its_way = 0
        self.repeats = 0.03
        """How often an answer is lost on its way back, so that the same comes again."""
        self.cut_off = False
        """Whether it reaches nobody."""
        self.posted = self.failed = self.repeated = 0
        self.ending = threading.Event()

    def deliver(self, said: Said) -> None:
        raise NotImplementedError

    def _departs(self) -> None:
        with self._lock:
            self.on_its_way += 1

    def _ends(self) -> None:
        with self._lock:
            self.on_its_way -= 1

    def _is_taken(self, said: Said, answer: tuple[int, float | None]) -> bool:
        """Whether it is done with: not where the answer is lost, though it was a good one."""
        if not 200 <= answer[0] < 300:
            self.failed += 1
            return False
        said.taken = said.taken or time.monotonic()
        lost = self._dice.random() < self.repeats
        self.repeated += lost
        return not lost

    def _brings(
        self, said: Said, path: str, body: bytes, headers: Mapping[str, str], patience: float
    ) -> tuple[int, float | None]:
        """The status (0: no answer) and the delay that it asks for."""
        said.brought = said.brought or time.monotonic()
        self.posted += 1
        if self.cut_off:
            return 0, None
        status, answered, _ = knock(self._dice.choice(self._doors()), "POST", path, body, headers, patience)
        asked = answered.get("Retry-After")
        return status, float(asked) if asked else None


def knock(
    door: int, method: str, path: str, body: bytes, headers: Mapping[str, str], patience: float
) -> tuple[int, dict[str, str], bytes]:
    """Status (0: no answer), headers and body."""
    connection = http.client.HTTPConnection("127.0.0.1", door, timeout=patience)
    try:
        connection.request(method, path, body, dict(headers))
        answer = connection.getresponse()
        return answer.status, dict(answer.headers), answer.read()
    except (OSError, http.client.HTTPException):
        return 0, {}, b""
    finally:
        connection.close()
