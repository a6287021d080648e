"""A Telegram that fails as the real one does, and delivers as it does: the Bot API with moods, and the post.

What the Bot API's server does with a hook is in the source of tdlib/telegram-bot-api (WebhookActor.cpp): success is
any 2xx; the first failure is tried again at once, then after 2, 4, 8 … seconds, or when `Retry-After` says; one update
of a queue at a time, a chat's messages and edits in one, the same person's presses in another; a press lives 150 s.
"""

import hashlib
import json
import queue
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from tests.fakes import telegram as fake_telegram
from tests.fakes.line import Answer
from tests.fakes.telegram import SECRET, Call, FakeTelegram, Fault, Upload
from tests.faults.audit.arrivals import Arrival, Arrivals, Shown
from tests.faults.audit.ledger import Said
from tests.faults.providers import post
from tests.faults.providers.weather import Blow, Weather

PRESS_LIVES = 150.0
LONGEST_WAIT = 60.0
NO_ANSWER_AFTER = 50.0


class Provider(FakeTelegram):
    """The Bot API; `weather` and `shut` (chats that blocked the bot) make it fail."""

    def __init__(self, seed: int, arrivals: Arrivals | None = None):
        super().__init__()
        self.weather, self.arrivals = Weather(seed), arrivals or Arrivals()
        self.shut: set[str] = set()
        self._reacted: set[tuple[str, int]] = set()
        self._fates: dict[int, Fault | None] = {}
        self._current: dict[int, Arrival] = {}

    def next_id(self, chat: str) -> int:
        """A person's message takes the next number of its chat, as the bot's do."""
        with self._heard:
            self._ids[chat] += 1
            return 100 + self._ids[chat]

    def has_reacted(self, chat: str, message_id: int) -> bool:
        with self._heard:
            return (chat, message_id) in self._reacted

    def _carry_out(self, call: Call) -> Answer:
        try:
            return super()._carry_out(call)
        finally:
            with self._heard:
                self._fates.pop(id(call), None)
                self._current.pop(id(call), None)

    def _struck(self, call: Call) -> Fault | None:
        with self._heard:
            fault = super()._struck(call) or self._shut_out(call) or _as_fault(self.weather.blow())
            self._fates[id(call)] = fault
        return fault

    def _shut_out(self, call: Call) -> Fault | None:
        return Fault("403", None, None, 1, None, 0, "") if call.chat in self.shut else None

    # What is carried out, as it is

    def _show(self, call: Call, text: str, kind: str = "", upload: Upload | None = None) -> Any:
        with self._heard:
            result = super()._show(call, text, kind, upload)
            number = result["message_id"]
            files = (hashlib.sha256(upload.content).hexdigest(),) if upload else ()
            shown = self._chats[call.chat][number]
            self.arrivals.show(call.chat, _shown(shown))
            self._arrived(call, "message", text, shown.options, files, ids=(str(number),))
        return result

    def _edit(self, call: Call, text: str) -> Any:
        with self._heard:
            result = super()._edit(call, text)
            shown = self._chats[call.chat][result["message_id"]]
            self._arrived(call, "edit", text, shown.options, targets=(str(result["message_id"]),))
        return result

    def setMessageReaction(self, call: Call) -> Any:
        with self._heard:
            result = super().setMessageReaction(call)
            number = int(call.params["message_id"])
            self._reacted.add((call.chat, number))
            emoji = "".join(each["emoji"] for each in call.params.get("reaction", []))
            self._arrived(call, "reaction", emoji, targets=(str(number),))
        return result

    def deleteMessages(self, call: Call) -> Any:
        with self._heard:
            result = super().deleteMessages(call)
            self._arrived(call, "withdraw", "", targets=tuple(map(str, call.params["message_ids"])))
        return result

    def _arrived(
        self, call: Call, kind: str, text: str, options: Any = (), files: Any = (), **ids: Any
    ) -> None:
        """The pictures of an album are one arrival."""
        before = self._current.get(id(call))
        if before is not None:
            before.files, before.ids = before.files + files, before.ids + ids.get("ids", ())
            return
        told = self._fates.get(id(call)) is None
        arrival = Arrival(call.chat, kind, text, options, files, told=told, **ids)
        self._current[id(call)] = arrival
        self.arrivals.add(arrival)


def _as_fault(blow: Blow | None) -> Fault | None:
    kind = "drop" if blow and blow.kind == "cut" else blow.kind if blow else ""
    return Fault(kind, None, None, 1, blow.retry_after, blow.seconds, "") if blow else None


def _shown(shown: fake_telegram.Shown) -> Shown:
    return Shown(str(shown.id), shown.text, shown.options)


class Post(post.Post):
    """Telegram's side of the hook: every update until a 2xx, in order within its queue."""

    def __init__(self, doors: Callable[[], Sequence[int]], seed: int, haste: float = 1.0):
        super().__init__(doors, seed, haste)
        self._queues: dict[str, queue.SimpleQueue[Said]] = {}

    def deliver(self, said: Said) -> None:
        name = f"{said.chat} {'presses' if said.kind == 'press' else 'messages'}"
        self._departs()
        with self._lock:
            if name not in self._queues:
                self._queues[name] = queue.SimpleQueue()
                threading.Thread(
                    target=self._work, args=(self._queues[name],), name=name, daemon=True
                ).start()
        self._queues[name].put(said)

    def _work(self, waiting: "queue.SimpleQueue[Said]") -> None:
        while not self.ending.is_set():
            try:
                said = waiting.get(timeout=1)
            except queue.Empty:
                continue
            self._until_taken(said)
            self._ends()

    def _until_taken(self, said: Said) -> None:
        body = json.dumps(said.wire.body).encode()
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
        failures = 0
        while True:
            if said.kind == "press" and time.monotonic() - said.at > PRESS_LIVES:
                said.given_up = True
                return
            answer = self._brings(said, "/hooks/telegram", body, headers, NO_ANSWER_AFTER)
            if self._is_taken(said, answer):
                return
            if 200 <= answer[0] < 300:
                continue
            wait = answer[1] if answer[1] is not None else _wait(failures)
            failures += 1
            if self.ending.wait(wait * self._haste):
                return


def _wait(failures: int) -> float:
    return min(LONGEST_WAIT, 2.0**failures) if failures else 0.0
