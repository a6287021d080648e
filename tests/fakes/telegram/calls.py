"""A call of the Bot API as it came, what the person sees of it, and what may go wrong with it."""

import json
import time
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.line import Answer

SAID = {
    400: "Bad Request: chat not found",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    413: "Request Entity Too Large",
    429: "Too Many Requests",
}
"""What Telegram says with an error, where a test says nothing else."""


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


def failed(status: int, description: str, retry_after: float | None = None) -> Answer:
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    if retry_after is not None:
        body["parameters"] = {"retry_after": retry_after}
    return status, {}, json.dumps(body).encode()
