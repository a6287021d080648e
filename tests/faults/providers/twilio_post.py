"""Twilio's side of the hook: signed forms, each on its own way, tried six times within 15 s, and once more elsewhere.

So it does with `#rc=5&rp=all` and a fallback address, as we ask for. What was not taken then never comes again: it
stands in the list of messages, from which we must read it.
"""

import threading
import time
from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from tests.fakes.twilio import sign
from tests.faults.audit.ledger import Said
from tests.faults.providers import post
from tests.faults.providers.twilio import READS_WITHIN, TRIES, backing_off

PUBLIC_URL = "http://127.0.0.1:8080"
HOOK = "/hooks/whatsapp"
IN_ALL = 15.0


class Post(post.Post):
    """`listed` are those that nobody took. There is no haste in it: who gives up sooner gives up more."""

    def __init__(self, doors: Callable[[], Sequence[int]], seed: int):
        super().__init__(doors, seed)
        self.listed: list[Said] = []

    def deliver(self, said: Said) -> None:
        """What one person sends in a row may come in any order."""
        self._departs()
        threading.Thread(target=self._work, args=(said,), name=said.key, daemon=True).start()

    def _work(self, said: Said) -> None:
        failed_over = {"ErrorCode": "11200", "ErrorUrl": PUBLIC_URL + HOOK}
        if not (self._tries(said, said.wire.body) or self._tries(said, said.wire.body | failed_over)):
            said.listed = True
            self.listed.append(said)
        self._ends()

    def _tries(self, said: Said, form: dict[str, str]) -> bool:
        until = time.monotonic() + IN_ALL
        for failures in range(TRIES):
            left = until - time.monotonic()
            if left <= 0:
                return said.taken is not None
            if self._is_taken(
                said, self._brings(said, HOOK, *signed(form, said.key), min(left, READS_WITHIN))
            ):
                return True
            self.ending.wait(min(left, backing_off(self._dice, failures)))
        return said.taken is not None


def signed(form: dict[str, str], key: str) -> tuple[bytes, dict[str, str]]:
    """The body and the headers of one call to us."""
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Twilio-Signature": sign(PUBLIC_URL + HOOK, form),
        "I-Twilio-Idempotency-Token": key,
    }
    return urlencode(form).encode(), headers
