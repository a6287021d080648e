"""A Telegram that fails as the real one does, and delivers as it does: the Bot API with moods, and the post.

What the Bot API's server does with a hook is in the source of tdlib/telegram-bot-api (WebhookActor.cpp): success is
any 2xx; the first failure is tried again at once, then after 2, 4, 8 … seconds, or when `Retry-After` says; one update
of a queue at a time, a chat's messages and edits in one, the same person's presses in another; a press lives 150 s.
"""

import hashlib
import http.client
import itertools
import json
import queue
import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.fake_telegram import Call, FakeTelegram, Fault, Shown, Upload
from tests.faults.ledger import Said

SECRET = "the-hook-s-secret"
PRESS_LIVES = 150.0
LONGEST_WAIT = 60.0
NO_ANSWER_AFTER = 50.0


@dataclass
class Arrival:
    """A call that was carried out. `told`: the caller could know; a broken line or a hanging answer hides it."""

    chat: str
    kind: str
    text: str
    options: tuple[tuple[str, str], ...] = ()
    files: tuple[str, ...] = ()
    targets: tuple[int, ...] = ()
    ids: tuple[int, ...] = ()
    at: float = field(default_factory=time.monotonic)
    told: bool = True


@dataclass(frozen=True)
class Storm:
    """So many calls of a hundred go wrong, one way or another."""

    percent: float
    kinds: Sequence[str] = ("429", "500", "502", "0", "drop", "junk", "hang")
    hang: float = 12.0
    """Seconds: more than the caller waits."""


class Provider(FakeTelegram):
    """The Bot API; `storm` and `shut` (chats that blocked the bot) make it fail."""

    def __init__(self, seed: int):
        super().__init__()
        self.storm: Storm | None = None
        self.shut: set[str] = set()
        self.arrivals: list[Arrival] = []
        self.struck = 0
        self._dice = random.Random(seed)
        self._feeds: dict[str, list[Shown]] = defaultdict(list)
        self._reacted: set[tuple[str, int]] = set()
        self._fates: dict[int, Fault | None] = {}
        self._current: dict[int, Arrival] = {}
        # Who is killed in the middle of a call hangs up without a word: nothing to be told on the terminal.
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]

    def next_id(self, chat: str) -> int:
        """A person's message takes the next number of its chat, as the bot's do."""
        with self._heard:
            self._ids[chat] += 1
            return 100 + self._ids[chat]

    def feed(self, chat: str, after: int) -> list[Shown]:
        """What came to this chat, but for the first `after` messages."""
        with self._heard:
            return self._feeds[chat][after:]

    def has_reacted(self, chat: str, message_id: int) -> bool:
        with self._heard:
            return (chat, message_id) in self._reacted

    def _carry_out(self, call: Call) -> tuple[int, bytes]:
        try:
            return super()._carry_out(call)
        finally:
            with self._heard:
                self._fates.pop(id(call), None)
                self._current.pop(id(call), None)

    def _struck(self, call: Call) -> Fault | None:
        with self._heard:
            fault = super()._struck(call) or self._shut_out(call) or self._of_the_storm(call)
            self._fates[id(call)] = fault
            self.struck += fault is not None
        return fault

    def _shut_out(self, call: Call) -> Fault | None:
        return Fault("403", None, None, 1, None, 0, "") if call.chat in self.shut else None

    def _of_the_storm(self, call: Call) -> Fault | None:
        if self.storm is None or self._dice.random() * 100 >= self.storm.percent:
            return None
        kind = self._dice.choice(list(self.storm.kinds))
        retry_after = self._dice.choice([1, 2]) if kind == "429" else None
        return Fault(kind, None, None, 1, retry_after, self.storm.hang, "")

    # What is carried out, as it is

    def _show(self, call: Call, text: str, kind: str = "", upload: Upload | None = None) -> Any:
        with self._heard:
            result = super()._show(call, text, kind, upload)
            number = result["message_id"]
            files = (hashlib.sha256(upload.content).hexdigest(),) if upload else ()
            shown = self._chats[call.chat][number]
            self._feeds[call.chat].append(shown)
            self._arrived(call, "message", text, shown.options, files, ids=(number,))
        return result

    def _edit(self, call: Call, text: str) -> Any:
        with self._heard:
            result = super()._edit(call, text)
            shown = self._chats[call.chat][result["message_id"]]
            self._arrived(call, "edit", text, shown.options, targets=(result["message_id"],))
        return result

    def _set_message_reaction(self, call: Call) -> Any:
        with self._heard:
            result = super()._set_message_reaction(call)
            number = int(call.params["message_id"])
            self._reacted.add((call.chat, number))
            emoji = "".join(each["emoji"] for each in call.params.get("reaction", []))
            self._arrived(call, "reaction", emoji, targets=(number,))
        return result

    def _delete_messages(self, call: Call) -> Any:
        with self._heard:
            result = super()._delete_messages(call)
            self._arrived(call, "withdraw", "", targets=tuple(map(int, call.params["message_ids"])))
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
        self.arrivals.append(arrival)


class Post:
    """Telegram's side of the hook: every update until a 2xx, in order within its queue, at any of the `doors`."""

    def __init__(self, doors: Callable[[], Sequence[int]], seed: int, haste: float = 1.0):
        """`haste`: by how much shorter than Telegram's own the waits are."""
        self._doors, self._haste, self._dice = doors, haste, random.Random(seed)
        self._queues: dict[str, queue.SimpleQueue[Said]] = {}
        self._lock = threading.Lock()
        self._on_its_way = 0
        self.repeats = 0.03
        """How often an answer is lost on its way back, so that the same update comes again."""
        self.posted = self.failed = self.repeated = 0
        self.ending = threading.Event()

    def deliver(self, said: Said) -> None:
        name = f"{said.chat} {'presses' if said.kind == 'press' else 'messages'}"
        with self._lock:
            self._on_its_way += 1
            if name not in self._queues:
                self._queues[name] = queue.SimpleQueue()
                threading.Thread(
                    target=self._work, args=(self._queues[name],), name=name, daemon=True
                ).start()
        self._queues[name].put(said)

    @property
    def on_its_way(self) -> int:
        return self._on_its_way

    def _work(self, waiting: "queue.SimpleQueue[Said]") -> None:
        while not self.ending.is_set():
            try:
                said = waiting.get(timeout=1)
            except queue.Empty:
                continue
            self._until_taken(said)
            with self._lock:
                self._on_its_way -= 1

    def _until_taken(self, said: Said) -> None:
        body = json.dumps(said.update).encode()
        for failures in itertools.count():
            if said.kind == "press" and time.monotonic() - said.at > PRESS_LIVES:
                said.given_up = True
                return
            status, retry_after = self._post(body)
            if 200 <= status < 300:
                said.taken = said.taken or time.monotonic()
                if self._dice.random() >= self.repeats:
                    return
                self.repeated += 1
                continue
            self.failed += 1
            wait = (
                retry_after
                if retry_after is not None
                else min(LONGEST_WAIT, 2.0**failures)
                if failures
                else 0
            )
            if self.ending.wait(wait * self._haste):
                return

    def _post(self, body: bytes) -> tuple[int, float | None]:
        """The status (0: no answer) and the delay that it asks for."""
        self.posted += 1
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
        door = self._dice.choice(self._doors())
        connection = http.client.HTTPConnection("127.0.0.1", door, timeout=NO_ANSWER_AFTER)
        try:
            connection.request("POST", "/hooks/telegram", body, headers)
            answer = connection.getresponse()
            answer.read()
            asked = answer.getheader("Retry-After")
            return answer.status, float(asked) if asked else None
        except (OSError, http.client.HTTPException):
            return 0, None
        finally:
            connection.close()
