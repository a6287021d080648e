"""A Twilio that fails as the real one does: its API, list and files with moods, and the states that it tells of ours.

States come in any order, some twice, some late, each tried six times. A call of unknown outcome stands in the list of
messages all the same, so that nobody need repeat it.
"""

import hashlib
import random
import threading
from collections.abc import Callable, Mapping, Sequence
from email.message import Message
from urllib.parse import urlsplit

from tests.fakes import twilio as fake_twilio
from tests.fakes.line import Answer
from tests.fakes.twilio import FakeTwilio, Sent
from tests.faults.audit.arrivals import Arrival, Arrivals, Shown
from tests.faults.providers.post import knock
from tests.faults.providers.weather import Blow, Weather

TRIES = 6  # the first and `rc=5`
READS_WITHIN = 15.0
BLOCKED, TOO_MANY = 63014, 63018
STATES = ("sent", "delivered", "read")


class Provider(FakeTwilio):
    """The API; `weather` and `blocked_by` (people) make it fail. `told`: the furthest state that we took.

    `doors` are ours, by any of which it comes in; without them it calls as a test arranges.
    """

    def __init__(
        self,
        seed: int,
        arrivals: Arrivals | None = None,
        doors: Callable[[], Sequence[int]] | None = None,
        haste: float = 1.0,
    ):
        self.weather, self.arrivals = Weather(seed), arrivals or Arrivals()
        self.told: dict[str, str] = {}
        self.blocked_by: set[str] = set()
        self._dice, self._haste = random.Random(seed), haste
        self._ending = threading.Event()
        super().__init__()
        if doors is not None:
            self._doors, self.world, self.holds_back = doors, self._calls, True

    def close(self) -> None:
        self._ending.set()
        super().close()

    def _calls(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        place = urlsplit(url)
        path = f"{place.path}?{place.query}" if place.query else place.path
        return knock(self._dice.choice(self._doors()), method, path, body, headers, READS_WITHIN)

    # -- what is asked of it ------------------------------------------------------------------------------

    def _api(self, method: str, path: str, headers: Message, body: bytes) -> Answer:
        blow = self.weather.blow()
        if blow and blow.kind.isdigit() and not (blow.kind >= "500" and self._dice.random() < 0.5):
            return _refusal(blow)
        answer = super()._api(method, path, headers, body)
        return self._spoilt(answer, blow, is_file="/Media/" in path) if blow else answer

    def _files_host(self, method: str, path: str, headers: Message, body: bytes) -> Answer:
        blow = self.weather.blow()
        if blow and blow.kind.isdigit():
            return int(blow.kind), {}, b""
        answer = super()._files_host(method, path, headers, body)
        return self._spoilt(answer, blow, is_file=True) if blow else answer

    def _spoilt(self, answer: Answer, blow: Blow, is_file: bool) -> Answer:
        """It was done, and who asked does not learn it: not even a 5xx says that it was not."""
        status, headers, content = answer
        if blow.kind.isdigit():
            return _refusal(blow)
        if blow.kind == "hang":
            self._ending.wait(blow.seconds)
            return answer
        if blow.kind == "junk" and not is_file:
            return 200, {"Content-Type": "text/html"}, b"<html>what?</html>"
        if blow.kind == "cut" and content:
            return (
                status,
                {**headers, "Content-Length": str(len(content)), "Connection": "close"},
                content[:-9],
            )
        return 0, {}, b""

    # -- what it shows, and what it tells of it -----------------------------------------------------------

    def _carried(self, to: str, content: object, urls: list[str]) -> tuple[int, tuple[bytes, ...]]:
        if to in self.blocked_by:
            return BLOCKED, ()
        if (storm := self.weather.storm) and self._dice.random() * 100 < storm.fails:
            return TOO_MANY, ()
        return super()._carried(to, content, urls)

    def _show(self, chat: str, shown: fake_twilio.Shown) -> None:
        super()._show(chat, shown)
        words, options = choices(shown)
        self.arrivals.show(chat, Shown(shown.id, words, options))
        files = tuple(hashlib.sha256(each).hexdigest() for each in shown.media)
        lines = numbered([label for label, _ in shown.options])
        self.arrivals.add(
            Arrival(chat, "message", shown.text + lines, (), files, ids=(shown.id,), listed=True)
        )

    def _tell_states(self, sent: Sent) -> None:
        if self.holds_back:
            threading.Thread(target=self._tell_in_time, args=(sent,), daemon=True).start()
        else:
            super()._tell_states(sent)

    def _tell_in_time(self, sent: Sent) -> None:
        states = ["failed"] if sent.error else list(STATES[: self._dice.choice([2, 2, 3])])
        states += [state for state in states if self._dice.random() < 0.1]
        if self._dice.random() < 0.2:
            self._dice.shuffle(states)
        if self._dice.random() < 0.05:
            self._ending.wait(self._dice.uniform(4, 12) * self._haste)
        for state in states:
            self._ending.wait(self._dice.choice([0, 0.15, 0.3]) * self._haste)
            self._until_told(sent, state)

    def _until_told(self, sent: Sent, state: str) -> None:
        for failures in range(TRIES):
            if 200 <= self.tell(sent.sid, state, sent.error) < 300:
                return
            if self._ending.wait(backing_off(self._dice, failures)):
                return

    def tell(self, sid: str, status: str, error: int = 0, **more: str) -> int:
        answer = super().tell(sid, status, error, **more)
        if 200 <= answer < 300:
            self.told[sid] = max(self.told.get(sid, ""), status, key=_rank)
        return answer


def backing_off(dice: random.Random, failures: int) -> float:
    """Seconds to the next try: a guess, since Twilio only says that all of them take 15 s at most."""
    return dice.uniform(0, 0.25 * 2.0 ** (failures + 1))


def numbered(labels: Sequence[str]) -> str:
    """Choices as lines below a text."""
    lines = "\n".join(f"{place}. {label}" for place, label in enumerate(labels, 1))
    return f"\n\n{lines}" if lines else ""


def choices(shown: fake_twilio.Shown) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The words and the choices of a message, whether these are buttons or numbered lines at its end."""
    if shown.options:
        return shown.text, shown.options
    text, _, lines = shown.text.rpartition("\n\n")
    labels = [line.partition(". ")[2] for line in lines.split("\n")]
    if not text or numbered(labels) != f"\n\n{lines}":
        return shown.text, ()
    return text, tuple((label, "") for label in labels)


def _rank(status: str) -> int:
    return STATES.index(status) + 1 if status in STATES else 0


def _refusal(blow: Blow) -> Answer:
    status = int(blow.kind)
    if not status:
        return 0, {}, b""
    wait = {"Retry-After": str(blow.retry_after)} if blow.retry_after is not None else {}
    code = {401: 20003, 429: 20429}.get(status, 20500)
    refused = b'{"code": %d, "message": "as the weather is", "status": %d}' % (code, status)
    return status, {"Content-Type": "application/json", **wait}, refused
