"""A call of Twilio's API as it came, what the person sees of it, what may go wrong with it, and how Twilio answers."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.fakes.line import Answer

ACCOUNT, TOKEN, NUMBER = "AC" + "0a1b" * 8, "a-token-that-nobody-may-see", "whatsapp:+14155550100"
WINDOW = timedelta(hours=24)
BASE = f"/2010-04-01/Accounts/{ACCOUNT}"

World = Callable[[str, str, dict[str, str], bytes], Answer]
"""A request to us (method, address, headers, body) → status, headers, body."""


@dataclass(frozen=True)
class Call:
    """One call as it came; `params` of the form, the JSON or the query."""

    method: str
    params: dict[str, Any]
    at: float = field(default_factory=time.monotonic)

    @property
    def chat(self) -> str:
        return str(self.params.get("To", ""))


@dataclass(frozen=True)
class Shown:
    """A message as the person sees it; options are (label, data) of WhatsApp's own buttons."""

    id: str
    text: str
    options: tuple[tuple[str, str], ...] = ()
    media: tuple[bytes, ...] = ()


@dataclass
class Fault:
    """kind: an HTTP status, "drop" (done, but the line breaks) or "junk" (done, but the answer is no JSON)."""

    kind: str
    chat: str | None
    times: int
    retry_after: float | None
    code: int


@dataclass
class Sent:
    """A message of ours that Twilio took, with what its states are told to."""

    sid: str
    to: str
    status_url: str
    error: int = 0


def sign(url: str, form: dict[str, str], token: str = TOKEN) -> str:
    """As Twilio documents it, made apart from the library that checks it."""
    said = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), said.encode(), hashlib.sha1).digest()).decode()


def json_answer(status: int, body: Any) -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(body).encode()


def refused(status: int, code: int, why: str) -> Answer:
    return json_answer(status, {"code": code, "message": why, "status": status})
