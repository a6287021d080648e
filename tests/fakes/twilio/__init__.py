"""Twilio on this machine, for tests: its API, its content templates and the host of its files, at the HTTP edge.

It records every call, keeps what each person sees, goes wrong on demand, and holds our calls to the rules: the login,
1600 characters, one file a message, the window, files that are fetched from us. What Twilio would refuse is refused and
stands in `complaints`. Its own calls to us go through `world`, signed.
"""

import base64
import json
import re
import threading
import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.fakes.line import BROKEN_OFF, Answer, Line
from tests.fakes.twilio import rules
from tests.fakes.twilio.calls import (
    ACCOUNT,
    BASE,
    NUMBER,
    TOKEN,
    WINDOW,
    Call,
    Fault,
    Sent,
    Shown,
    World,
    json_answer,
    refused,
    sign,
)
from tests.fakes.twilio.files import Files
from tests.fakes.twilio.history import History
from tests.fakes.twilio.templates import Templates

__all__ = ["ACCOUNT", "NUMBER", "TOKEN", "FakeTwilio", "Sent", "Shown", "sign"]


class FakeTwilio:
    """`statuses` are told of each message, in that order, before the call that sent it is answered; with `holds_back`,
    only when `tell` is called."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC), number: str = NUMBER):
        self.now, self.number = now, number
        self.world: World | None = None
        self.calls: list[Call] = []
        self.complaints: list[str] = []
        self.answers: list[int] = []
        self.history, self.templates, self.files = History(lambda: self.now()), Templates(), Files()
        self.fails: dict[str, int] = {}
        self.fails_files: dict[str, int] = {}
        self.statuses: tuple[str, ...] = ("sent", "delivered")
        self.holds_back = False
        self.news = ""
        self._shown: dict[str, list[Shown]] = {}
        self._sent: list[Sent] = []
        self._open: dict[str, datetime] = {}
        self._faults: list[Fault] = []
        self._heard = threading.Condition()
        self._api_line, self._files_line = Line(self._api), Line(self._files_host)
        self.url = self._api_line.url

    def close(self) -> None:
        self._api_line.close()
        self._files_line.close()

    @property
    def settings(self) -> dict[str, Any]:
        """The section [whatsapp] with which a desk talks to this Twilio."""
        place = {"api_url": self.url, "content_url": self.url}
        templates = {"templates": {"news": self.news}} if self.news else {}
        return {"account_sid": ACCOUNT, "auth_token": TOKEN, "from": self.number, **place, **templates}

    # What a test asks and arranges

    def messages(self, chat: str) -> list[Shown]:
        with self._heard:
            return list(self._shown.get(chat, ()))

    def called(self, method: str) -> list[Call]:
        with self._heard:
            return [call for call in self.calls if call.method == method]

    def fault(
        self,
        kind: int | str,
        chat: str | None = None,
        times: int = 1,
        *,
        retry_after: float | None = None,
        code: int = 0,
    ) -> None:
        self._faults.append(Fault(str(kind), chat, times, retry_after, code))

    def shut(self, chat: str) -> None:
        """The person's window is over, whatever we think."""
        self._open.pop(chat, None)

    def form(
        self, sender: str, text: str = "", media: Iterable[tuple[str, bytes]] = (), **more: str
    ) -> dict[str, str]:
        """A message of a person: it is in the list, and this is what Twilio will post."""
        media = list(media)
        sid = ("MM" if media else "SM") + uuid.uuid4().hex
        form = {"MessageSid": sid, "SmsSid": sid, "AccountSid": ACCOUNT, "From": sender, "To": self.number}
        form |= {
            "Body": text,
            "NumMedia": str(len(media)),
            "SmsStatus": "received",
            "ApiVersion": "2010-04-01",
        }
        places = []
        for place, (content_type, content) in enumerate(media):
            places.append(self.files.keep(content_type, content))
            form[f"MediaUrl{place}"] = f"{self.url}{BASE}/Messages/{sid}/Media/{places[-1]}"
            form[f"MediaContentType{place}"] = content_type
        form |= more
        self.history.add(sid, sender, self.number, text, places, direction="inbound", status="received")
        self._open[sender] = self.now() + WINDOW
        return form

    def post(self, url: str, form: dict[str, str]) -> int:
        """A signed call to us."""
        assert self.world is not None
        url = url.split("#")[0]
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
            "X-Twilio-Signature": sign(url, form),
        }
        status, _, _ = self.world("POST", url, headers, urlencode(form).encode())
        self.answers.append(status)
        return status

    def tell(self, sid: str, status: str, error: int = 0, **more: str) -> int:
        """The state of a message of ours, to where it wants to be told."""
        sent = next(each for each in self._sent if each.sid == sid)
        form = {"MessageSid": sid, "MessageStatus": status, "AccountSid": ACCOUNT, "From": self.number}
        form |= {"To": sent.to, "ErrorCode": str(error)} if error else {"To": sent.to}
        return self.post(sent.status_url, form | more)

    @property
    def sent(self) -> list[Sent]:
        return list(self._sent)

    # What arrives at the door

    def _api(self, method: str, path: str, headers: Message, body: bytes) -> Answer:
        login = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if headers.get("Authorization") != f"Basic {login}":
            return refused(401, 20003, "Authenticate")
        place, query = urlsplit(path).path, dict(parse_qsl(urlsplit(path).query, keep_blank_values=True))
        media = re.fullmatch(rf"{BASE}/Messages/(\w+)/Media/(ME\w+)", place)
        if place == f"{BASE}/Messages.json":
            return self._create(body) if method == "POST" else self._list(query)
        if media:
            return self.files.redirect(media[2], self._files_line.url)
        if found := re.fullmatch(rf"{BASE}/Messages/(\w+)/Media\.json", place):
            return self.history.media(found[1], self.files.content_type)
        if place == f"{BASE}.json":
            return json_answer(200, {"sid": ACCOUNT, "status": "active", "friendly_name": "tests"})
        if place.startswith("/v1/Content"):
            return self._content(method, place, body)
        return refused(404, 20404, "The requested resource was not found")

    def _create(self, body: bytes) -> Answer:
        pairs = parse_qsl(body.decode(), keep_blank_values=True)
        urls = [value for name, value in pairs if name == "MediaUrl"]
        call = Call("create", {**dict(pairs), "MediaUrl": urls})
        with self._heard:
            self.calls.append(call)
            self._heard.notify_all()
        fault = self._struck(call)
        if fault and fault.kind.isdigit():
            wait = {"Retry-After": str(fault.retry_after)} if fault.retry_after is not None else {}
            status, headers, said = refused(int(fault.kind), fault.code, "as you wished")
            return status, headers | wait, said
        wrong = rules.broken(call.params, urls, self.number, self.templates.made)
        if wrong:
            self.complaints.append(f"{wrong[0]}: {wrong[1]}")
            return refused(400, *wrong)
        answer = self._take(call, urls)
        if fault and fault.kind == "drop":
            return BROKEN_OFF
        return (200, {"Content-Type": "text/html"}, b"<html>what?</html>") if fault else answer

    def _struck(self, call: Call) -> Fault | None:
        for fault in self._faults:
            if fault.times and fault.chat in (None, call.chat):
                fault.times -= 1
                return fault
        return None

    def _take(self, call: Call, urls: list[str]) -> Answer:
        to, content = call.chat, call.params.get("ContentSid")
        text, options = self._rendered(call.params) if content else (call.params.get("Body", ""), ())
        sid = ("MM" if urls else "SM") + uuid.uuid4().hex
        with self._heard:
            queued = {"direction": "outbound-api", "status": "queued"}
            row = self.history.add(sid, self.number, to, text, [], **queued)
        error, media = self._carried(to, content, urls)
        sent = Sent(sid, to, call.params.get("StatusCallback", ""), error)
        with self._heard:
            self.history.settle(sid, "failed" if error else "delivered", error or None)
            self._sent.append(sent)
            if not error:
                self._show(to, Shown(sid, text, options, media))
            self._heard.notify_all()
        self._tell_states(sent)
        return json_answer(201, row)

    def _show(self, chat: str, shown: Shown) -> None:
        self._shown.setdefault(chat, []).append(shown)

    def _tell_states(self, sent: Sent) -> None:
        if not self.holds_back:
            for status in ("failed",) if sent.error else self.statuses:
                self.tell(sent.sid, status, sent.error)

    def _carried(self, to: str, content: Any, urls: list[str]) -> tuple[int, tuple[bytes, ...]]:
        """The error, if there is one, and the files: Twilio fetches them from us, without any login."""
        if to in self.fails:
            return self.fails[to], ()
        if urls and to in self.fails_files:
            return self.fails_files[to], ()
        if self._open.get(to, self.now()) <= self.now() and content not in self.templates.approved:
            return 63016, ()
        media = []
        for url in urls:
            assert self.world is not None
            status, headers, body = self.world("GET", url, {}, b"")
            if status != 200 or not headers.get("Content-Type"):
                return 63019, ()
            media.append(body)
        return 0, tuple(media)

    def _rendered(self, params: dict[str, Any]) -> tuple[str, tuple[tuple[str, str], ...]]:
        text, buttons = self.templates.filled(params)
        if not rules.are_shown(buttons):
            self.complaints.append(f"buttons that WhatsApp does not show: {buttons}")
        return text, buttons

    def _list(self, query: dict[str, str]) -> Answer:
        with self._heard:
            self.calls.append(Call("list", query))
            return self.history.listed(query)

    def _files_host(self, _method: str, target: str, headers: Message, _body: bytes) -> Answer:
        return self.files.serve(target, headers)

    def _content(self, method: str, place: str, body: bytes) -> Answer:
        if method != "POST":
            return self.templates.approval(place.split("/")[3])
        made = json.loads(body)
        with self._heard:
            self.calls.append(Call("template", made))
        return self.templates.make(made)
