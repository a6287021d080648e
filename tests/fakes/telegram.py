"""Telegram on this machine, for tests: the Bot API at the HTTP edge, so that the real library speaks to it.

It records every call, keeps what each chat shows, serves files and updates, goes wrong on demand, and holds every call
against the Bot API's rules: what Telegram would refuse is refused and stands in `complaints`.
"""

import hashlib
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any
from urllib.parse import unquote, urlsplit

from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header

from tests.fakes import bot_api

TOKEN = "4242:AA-a-token-that-nobody-may-see"
BOT = {"id": 4242, "is_bot": True, "first_name": "Mesa", "username": "MesaBot"}
FETCHED_AT_MOST = 20 << 20


@dataclass(frozen=True)
class Upload:
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Call:
    """One call as it came: params decoded from their JSON, files by the name of their field."""

    method: str
    params: dict[str, Any]
    files: dict[str, Upload]
    at: float = field(default_factory=time.monotonic)

    @property
    def chat(self) -> str:
        return str(self.params.get("chat_id", ""))


@dataclass(frozen=True)
class Shown:
    """A message as the person sees it now; options are (label, data)."""

    id: int
    text: str
    options: tuple[tuple[str, str], ...] = ()
    media: tuple[bytes, ...] = ()
    media_kind: str = ""
    media_name: str = ""
    edited: bool = False
    reply_to: int | None = None
    reaction: str = ""


@dataclass
class Fault:
    """kind: an HTTP status, "hang" (answers after `seconds`), "drop" (done, but the line breaks), "junk" (no JSON),
    "odd" (what was sent comes back in a form that nobody documented)."""

    kind: str
    method: str | None
    chat: str | None
    times: int
    retry_after: float | None
    seconds: float
    description: str

    def strikes(self, call: Call) -> bool:
        return self.times > 0 and self.method in (None, call.method) and self.chat in (None, call.chat)


class Refused(Exception):
    def __init__(self, description: str, status: int = 400):
        super().__init__(description)
        self.status = status


class FakeTelegram:
    def __init__(self, token: str = TOKEN):
        self.token = token
        self.calls: list[Call] = []
        self.complaints: list[str] = []
        self.toasts: list[tuple[str, str]] = []
        self.commands: dict[str, list[dict[str, str]]] = {}
        self.webhook: dict[str, Any] = {"url": ""}
        self.updates: list[dict[str, Any]] = []
        self._chats: dict[str, dict[int, Shown]] = {}
        self._ids: Counter[str] = Counter()
        self._files: dict[str, tuple[str, bytes]] = {}
        self._sizeless: set[str] = set()
        self._faults: list[Fault] = []
        self._heard = threading.Condition()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Line", (_Line,), {"fake": self}))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

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

    def wait_until(self, met: Callable[[], Any], seconds: float = 5.0) -> None:
        """Until a condition on what was called or shown is met; fails when it is not in time."""
        until = time.monotonic() + seconds
        with self._heard:
            while not met():
                left = until - time.monotonic()
                assert left > 0, f"not within {seconds} s; called: {[call.method for call in self.calls]}"
                self._heard.wait(min(left, 0.05))

    # What arrives at the door

    def answer(self, path: str, fields: dict[str, str], files: dict[str, Upload]) -> tuple[int, bytes]:
        download = re.fullmatch(r"/file/bot([^/]+)/([^/]+)/.+", path)
        if download:
            return self._download(download[1], download[2])
        asked = re.fullmatch(r"/bot([^/]+)/(\w+)", path)
        if not asked:
            return _failed(404, "Not Found")
        if asked[1] != self.token:
            return _failed(401, "Unauthorized")
        call = Call(asked[2], bot_api.decoded(asked[2], fields), files)
        with self._heard:
            self.calls.append(call)
            self._heard.notify_all()
        return self._carry_out(call)

    def _carry_out(self, call: Call) -> tuple[int, bytes]:
        fault = self._struck(call)
        if fault and fault.kind.isdigit():
            status = int(fault.kind)
            return _failed(status, fault.description or SAID.get(status, "Failed"), fault.retry_after)
        try:
            self._hold_to_the_rules(call)
            result = getattr(
                self, "_" + re.sub("[A-Z]", lambda capital: "_" + capital[0].lower(), call.method)
            )(call)
        except Refused as refused:
            return _failed(refused.status, str(refused))
        if fault and fault.kind == "hang":
            time.sleep(fault.seconds)
        if fault and fault.kind == "drop":
            return 0, b""
        if fault and fault.kind == "odd":
            result = {"message_id": result["message_id"], "date": "never", "poll": 5, "from": {}}
        if fault and fault.kind == "junk":
            return 200, b"<html>what?</html>"
        return 200, json.dumps({"ok": True, "result": result}).encode()

    def _struck(self, call: Call) -> Fault | None:
        with self._heard:
            for fault in self._faults:
                if fault.strikes(call):
                    fault.times -= 1
                    return fault
        return None

    def _hold_to_the_rules(self, call: Call) -> None:
        found = bot_api.complaints(call.method, call.params, call.files)
        if found:
            self.complaints += [f"{call.method}: {each}" for each in found]
            raise Refused(f"Bad Request: {found[0]}")

    def _download(self, token: str, file_id: str) -> tuple[int, bytes]:
        call = Call("download", {"file_id": unquote(file_id)}, {})
        with self._heard:
            self.calls.append(call)
        fault = self._struck(call)
        known = call.params["file_id"] in self._files and token == self.token
        if fault and fault.kind.isdigit():
            return _failed(int(fault.kind), "Failed")
        if fault and fault.kind == "hang":
            time.sleep(fault.seconds)
        return (200, self._files[call.params["file_id"]][1]) if known else _failed(404, "Not Found")

    # The methods

    def _get_me(self, call: Call) -> Any:
        return BOT | {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    def _send_message(self, call: Call) -> Any:
        return self._show(call, call.params["text"])

    def _send_file(self, call: Call, kind: str) -> Any:
        upload = self._upload(call, call.params.get(kind, f"attach://{kind}"))
        return self._show(call, call.params.get("caption", ""), kind, upload)

    def _send_photo(self, call: Call) -> Any:
        return self._send_file(call, "photo")

    def _send_video(self, call: Call) -> Any:
        return self._send_file(call, "video")

    def _send_voice(self, call: Call) -> Any:
        return self._send_file(call, "voice")

    def _send_audio(self, call: Call) -> Any:
        return self._send_file(call, "audio")

    def _send_document(self, call: Call) -> Any:
        return self._send_file(call, "document")

    def _send_media_group(self, call: Call) -> Any:
        return [
            self._show(call, item.get("caption", ""), item["type"], self._upload(call, item["media"]))
            for item in call.params["media"]
        ]

    def _edit_message_text(self, call: Call) -> Any:
        if self._shown(call).media:
            raise Refused("Bad Request: there is no text in the message to edit")
        return self._edit(call, call.params["text"])

    def _edit_message_caption(self, call: Call) -> Any:
        if not self._shown(call).media:
            raise Refused("Bad Request: there is no caption in the message to edit")
        return self._edit(call, call.params.get("caption", ""))

    def _set_message_reaction(self, call: Call) -> Any:
        chat = self._chats.setdefault(call.chat, {})
        emoji = "".join(each["emoji"] for each in call.params.get("reaction", []))
        number = int(call.params["message_id"])
        chat[number] = replace(chat.get(number, Shown(number, "")), reaction=emoji)
        return True

    def _delete_messages(self, call: Call) -> Any:
        for number in call.params["message_ids"]:
            self._chats.get(call.chat, {}).pop(number, None)
        return True

    def _answer_callback_query(self, call: Call) -> Any:
        self.toasts.append((call.params["callback_query_id"], call.params.get("text", "")))
        return True

    def _set_my_commands(self, call: Call) -> Any:
        scope = call.params.get("scope", {})
        self.commands[str(scope.get("chat_id", call.params.get("language_code", "")))] = call.params[
            "commands"
        ]
        return True

    def _set_webhook(self, call: Call) -> Any:
        self.webhook = dict(call.params)
        return True

    def _delete_webhook(self, call: Call) -> Any:
        self.webhook = {"url": ""}
        return True

    def _get_webhook_info(self, call: Call) -> Any:
        kept = {
            key: self.webhook[key] for key in ("last_error_date", "last_error_message") if key in self.webhook
        }
        return {
            "url": self.webhook["url"],
            "has_custom_certificate": False,
            "pending_update_count": 0,
            **kept,
        }

    def _get_file(self, call: Call) -> Any:
        file_id = call.params["file_id"]
        if file_id not in self._files:
            raise Refused("Bad Request: wrong file_id or the file is temporarily unavailable")
        path, content = self._files[file_id]
        if len(content) > FETCHED_AT_MOST:
            raise Refused("Bad Request: file is too big")
        place = path if path.startswith("/") else f"{file_id}/{path}"
        return {
            "file_id": file_id,
            "file_unique_id": file_id,
            **({} if file_id in self._sizeless else {"file_size": len(content)}),
            "file_path": place,
        }

    def _get_updates(self, call: Call) -> Any:
        if self.webhook["url"]:
            raise Refused(
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook", 409
            )
        offset, until = call.params.get("offset", 0), time.monotonic() + min(call.params.get("timeout", 0), 2)
        with self._heard:
            while True:
                self.updates = [
                    update for update in self.updates if update.get("update_id", offset) >= offset
                ]
                if self.updates or time.monotonic() > until:
                    return self.updates[: call.params.get("limit", 100)]
                self._heard.wait(0.05)

    # What is shown

    def _show(self, call: Call, text: str, kind: str = "", upload: Upload | None = None) -> Any:
        with self._heard:
            self._ids[call.chat] += 1
            number = 100 + self._ids[call.chat]
            shown = Shown(
                number,
                text,
                _options(call),
                (upload.content,) if upload else (),
                kind,
                upload.name if upload else "",
                reply_to=call.params.get("reply_parameters", {}).get("message_id"),
            )
            self._chats.setdefault(call.chat, {})[number] = shown
            self._heard.notify_all()
        return {
            "message_id": number,
            "date": 1,
            "chat": {"id": int(call.chat), "type": "private"},
            "text": text,
        }

    def _edit(self, call: Call, text: str) -> Any:
        before = self._shown(call)
        after = replace(before, text=text, options=_options(call), edited=True)
        if (before.text, before.options) == (after.text, after.options):
            raise Refused("Bad Request: message is not modified")
        with self._heard:
            self._chats[call.chat][before.id] = after
            self._heard.notify_all()
        return {
            "message_id": before.id,
            "date": 1,
            "chat": {"id": int(call.chat), "type": "private"},
            "text": text,
        }

    def _shown(self, call: Call) -> Shown:
        shown = self._chats.get(call.chat, {}).get(int(call.params["message_id"]))
        if shown is None:
            raise Refused("Bad Request: message to edit not found")
        return shown

    def _upload(self, call: Call, where: str) -> Upload:
        upload = call.files.get(where.removeprefix("attach://"))
        if upload is None:
            raise Refused("Bad Request: wrong remote file identifier specified")
        return upload


SAID = {
    400: "Bad Request: chat not found",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    413: "Request Entity Too Large",
    429: "Too Many Requests",
}


def _failed(status: int, description: str, retry_after: float | None = None) -> tuple[int, bytes]:
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    if retry_after is not None:
        body["parameters"] = {"retry_after": retry_after}
    return status, json.dumps(body).encode()


def _options(call: Call) -> tuple[tuple[str, str], ...]:
    return tuple((button["text"], button["callback_data"]) for button in bot_api.buttons(call.params))


def _in_memory(*_: Any, **__: Any) -> BytesIO:
    return BytesIO()


class _Line(BaseHTTPRequestHandler):
    """One connection, kept open as Telegram's are."""

    fake: FakeTelegram
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        body = self._body()
        if body is None:
            self.close_connection = True
            return
        content_type, options = parse_options_header(self.headers.get("Content-Type", ""))
        parser = FormDataParser(stream_factory=_in_memory, max_form_memory_size=None)
        _, form, files = parser.parse(BytesIO(body), content_type, len(body), options)
        uploads = {
            name: Upload(file.filename or "", file.content_type or "", file.read())
            for name, file in files.items()
        }
        self._answer(form.to_dict(), uploads)

    def do_GET(self) -> None:
        self._answer({}, {})

    def _body(self) -> bytes | None:
        """None where the caller was killed while it spoke."""
        length = int(self.headers.get("Content-Length") or 0)
        if "Transfer-Encoding" in self.headers:
            return self._chunks()
        body = self.rfile.read(length)
        return body if len(body) == length else None

    def _chunks(self) -> bytes | None:
        body = b""
        while line := self.rfile.readline().strip():
            size = int(line, 16)
            body += self.rfile.read(size)
            if not self.rfile.readline():
                return None
            if not size:
                return body
        return None

    def _answer(self, fields: dict[str, str], files: dict[str, Upload]) -> None:
        status, body = self.fake.answer(urlsplit(self.path).path, fields, files)
        if status == 0:
            self.close_connection = True
            return
        try:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True  # the caller lost patience

    def log_message(self, *said: Any) -> None: ...


@contextmanager
def running(token: str = TOKEN) -> Iterator[FakeTelegram]:
    """A Telegram for one test; what it had to complain of fails the test."""
    fake = FakeTelegram(token)
    try:
        yield fake
        assert fake.complaints == []
    finally:
        fake.close()
