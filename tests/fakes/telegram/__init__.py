"""Telegram on this machine, for tests: the Bot API at the HTTP edge, so that the real library speaks to it.

It records every call, keeps what each chat shows, serves files and updates, goes wrong on demand, and holds every call
against the Bot API's rules: what Telegram would refuse is refused and stands in `complaints`.
"""

import hashlib
import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from io import BytesIO
from typing import Any
from urllib.parse import unquote, urlsplit

from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header

from tests.fakes.line import BROKEN_OFF, Answer, Line
from tests.fakes.telegram import rules
from tests.fakes.telegram.calls import SAID, Call, Fault, Refused, Shown, Upload, failed
from tests.fakes.telegram.methods import BOT, Methods

__all__ = ["BOT", "SECRET", "TOKEN", "Call", "FakeTelegram", "Fault", "Shown", "Upload", "running"]

TOKEN = "4242:AA-a-token-that-nobody-may-see"
SECRET = "the-hook-s-secret"


class FakeTelegram(Methods):
    def __init__(self, token: str = TOKEN):
        super().__init__()
        self.token = token
        self.calls: list[Call] = []
        self.complaints: list[str] = []
        self._faults: list[Fault] = []
        self._line = Line(self._answer)
        self.url = self._line.url

    def close(self) -> None:
        self._line.close()

    def messages(self, chat: Any) -> list[Shown]:
        with self._heard:
            return list(self._chats.get(str(chat), {}).values())

    def called(self, method: str) -> list[Call]:
        with self._heard:
            return [call for call in self.calls if call.method == method]

    def keep_file(self, content: bytes, path: str = "photos/file_1.jpg") -> str:
        """The file_id by which the bot can fetch this file."""
        file_id = "AgAC" + hashlib.sha256(content).hexdigest()[:16] + str(len(self._files))
        self._files[file_id] = (path, content)
        return file_id

    def hide_size(self, file_id: str) -> None:
        """Telegram does not always tell how large a file is."""
        self._sizeless.add(file_id)

    def fault(
        self,
        kind: int | str,
        method: str | None = None,
        chat: Any = None,
        times: int = 1,
        *,
        retry_after: float | None = None,
        seconds: float = 1.0,
        description: str = "",
    ) -> None:
        """The next `times` calls of this method to this chat go wrong; None is any."""
        chat = None if chat is None else str(chat)
        self._faults.append(Fault(str(kind), method, chat, times, retry_after, seconds, description))

    @property
    def faults_left(self) -> int:
        """How many calls are still to go wrong."""
        return sum(fault.times for fault in self._faults)

    def heal(self) -> None:
        self._faults.clear()

    def queue(self, *updates: dict[str, Any]) -> None:
        """What getUpdates gives."""
        with self._heard:
            self.updates.extend(updates)
            self._heard.notify_all()

    def wait_until(self, met: Callable[[], Any], seconds: float = 20.0) -> None:
        """Until a condition on what was called or shown is met; fails when it is not in time."""
        until = time.monotonic() + seconds
        with self._heard:
            while not met():
                left = until - time.monotonic()
                assert left > 0, f"not within {seconds} s; called: {[call.method for call in self.calls]}"
                self._heard.wait(min(left, 0.05))

    # What arrives at the door

    def _answer(self, _verb: str, target: str, headers: Message, body: bytes) -> Answer:
        path = urlsplit(target).path
        download = re.fullmatch(r"/file/bot([^/]+)/([^/]+)/.+", path)
        if download:
            return self._download(download[1], download[2])
        asked = re.fullmatch(r"/bot([^/]+)/(\w+)", path)
        if not asked:
            return failed(404, "Not Found")
        if asked[1] != self.token:
            return failed(401, "Unauthorized")
        call = Call(asked[2], *_params(headers, body))
        with self._heard:
            self.calls.append(call)
            self._heard.notify_all()
        return self._carry_out(call)

    def _carry_out(self, call: Call) -> Answer:
        fault = self._struck(call)
        if fault and fault.kind.isdigit():
            status = int(fault.kind)
            return failed(status, fault.description or SAID.get(status, "Failed"), fault.retry_after)
        try:
            self._hold_to_the_rules(call)
            result = getattr(self, call.method)(call)
        except Refused as refused:
            return failed(refused.status, str(refused))
        if fault and fault.kind == "hang":
            time.sleep(fault.seconds)
        if fault and fault.kind == "drop":
            return BROKEN_OFF
        if fault and fault.kind == "odd":
            result = {"message_id": result["message_id"], "date": "never", "poll": 5, "from": {}}
        if fault and fault.kind == "junk":
            return 200, {}, b"<html>what?</html>"
        return 200, {}, json.dumps({"ok": True, "result": result}).encode()

    def _struck(self, call: Call) -> Fault | None:
        with self._heard:
            for fault in self._faults:
                if fault.strikes(call):
                    fault.times -= 1
                    return fault
        return None

    def _hold_to_the_rules(self, call: Call) -> None:
        found = rules.complaints(call.method, call.params, call.files)
        if found:
            self.complaints += [f"{call.method}: {each}" for each in found]
            raise Refused(f"Bad Request: {found[0]}")

    def _download(self, token: str, file_id: str) -> Answer:
        call = Call("download", {"file_id": unquote(file_id)}, {})
        with self._heard:
            self.calls.append(call)
        fault = self._struck(call)
        known = call.params["file_id"] in self._files and token == self.token
        if fault and fault.kind.isdigit():
            return failed(int(fault.kind), "Failed")
        if fault and fault.kind == "hang":
            time.sleep(fault.seconds)
        return (200, {}, self._files[call.params["file_id"]][1]) if known else failed(404, "Not Found")


def _params(headers: Message, body: bytes) -> tuple[dict[str, Any], dict[str, Upload]]:
    """What is asked, by JSON or by a form, and the files in that."""
    content_type, options = parse_options_header(headers.get("Content-Type", ""))
    if content_type == "application/json":
        return json.loads(body), {}
    parser = FormDataParser(stream_factory=_in_memory, max_form_memory_size=None)
    _, form, files = parser.parse(BytesIO(body), content_type, len(body), options)
    uploads = {
        name: Upload(file.filename or "", file.content_type or "", file.read())
        for name, file in files.items()
    }
    return rules.decoded(form.to_dict()), uploads


def _in_memory(*_: Any, **__: Any) -> BytesIO:
    return BytesIO()


@contextmanager
def running(token: str = TOKEN) -> Iterator[FakeTelegram]:
    """A Telegram for one test; what it had to complain of fails the test."""
    fake = FakeTelegram(token)
    try:
        yield fake
        assert fake.complaints == []
    finally:
        fake.close()
