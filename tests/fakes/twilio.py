"""Twilio on this machine, for tests: its API, its content templates and the host of its files, at the HTTP edge.

It records every call, keeps what each person sees, goes wrong on demand, and holds our calls to the rules: the login,
1600 characters, one file a message, the window, files that are fetched from us. What Twilio would refuse is refused and
stands in `complaints`. Its own calls to us go through `world`, signed; a login at the files' host is among the `leaks`.
"""

import base64
import hashlib
import hmac
import json
import re
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

ACCOUNT, TOKEN, NUMBER = "AC" + "0a1b" * 8, "a-token-that-nobody-may-see", "whatsapp:+14155550100"
WINDOW = timedelta(hours=24)
BASE = f"/2010-04-01/Accounts/{ACCOUNT}"

World = Callable[[str, str, dict[str, str], bytes], tuple[int, dict[str, str], bytes]]
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


class FakeTwilio:
    """`statuses` are told of each message, in that order, before the call that sent it is answered; with `holds_back`,
    only when `tell` is called."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC), number: str = NUMBER):
        self.now, self.number = now, number
        self.world: World | None = None
        self.calls: list[Call] = []
        self.complaints: list[str] = []
        self.leaks: list[str] = []
        self.answers: list[int] = []
        self.rows: list[dict[str, Any]] = []
        self.templates: dict[str, dict[str, Any]] = {}
        self.approved: set[str] = set()
        self.fails: dict[str, int] = {}
        self.fails_files: dict[str, int] = {}
        self.statuses: tuple[str, ...] = ("sent", "delivered")
        self.holds_back = False
        self.refuses_templates = False
        self.list_fails = 0
        self.redirects_to: str | None = None
        self.files_break_off = 0
        """So many files will end before they are whole."""
        self.news = ""
        self._shown: dict[str, list[Shown]] = {}
        self._sent: list[Sent] = []
        self._open: dict[str, datetime] = {}
        self._media: dict[str, tuple[str, bytes]] = {}
        self._not_yet: dict[str, int] = {}
        self._faults: list[Fault] = []
        self._heard = threading.Condition()
        self._servers: list[ThreadingHTTPServer] = []
        self.files_url = self._serve(self._files_host)
        self.url = self._serve(self._api)

    def close(self) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()

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

    def add_template(self, body: str, *, approved: bool = True) -> str:
        sid = "HX" + uuid.uuid4().hex
        self.templates[sid] = {"types": {"twilio/text": {"body": body}}}
        if approved:
            self.approved.add(sid)
        return sid

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
            places.append(self._keep_media(content_type, content))
            form[f"MediaUrl{place}"] = f"{self.url}{BASE}/Messages/{sid}/Media/{places[-1]}"
            form[f"MediaContentType{place}"] = content_type
        form |= more
        self.rows.append(self._row(sid, sender, self.number, text, "inbound", "received", places))
        self._open[sender] = self.now() + WINDOW
        return form

    def not_yet(self, form: dict[str, str], times: int) -> None:
        """The file of a message is not there for so many askings."""
        self._not_yet[form["MediaUrl0"].rsplit("/", 1)[-1]] = times

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

    def _api(self, method: str, path: str, headers: Any, body: bytes) -> tuple[int, dict[str, str], bytes]:
        login = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if headers.get("Authorization") != f"Basic {login}":
            return _refused(401, 20003, "Authenticate")
        place, query = urlsplit(path).path, dict(parse_qsl(urlsplit(path).query, keep_blank_values=True))
        media = re.fullmatch(rf"{BASE}/Messages/(\w+)/Media/(ME\w+)", place)
        if place == f"{BASE}/Messages.json":
            return self._create(body) if method == "POST" else self._list(query)
        if media:
            return self._media_of(media[2])
        if found := re.fullmatch(rf"{BASE}/Messages/(\w+)/Media\.json", place):
            return self._media_list(found[1])
        if place == f"{BASE}.json":
            return _json(200, {"sid": ACCOUNT, "status": "active", "friendly_name": "tests"})
        if place.startswith("/v1/Content"):
            return self._content(method, place, body)
        return _refused(404, 20404, "The requested resource was not found")

    def _create(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        pairs = parse_qsl(body.decode(), keep_blank_values=True)
        urls = [value for name, value in pairs if name == "MediaUrl"]
        call = Call("create", {**dict(pairs), "MediaUrl": urls})
        with self._heard:
            self.calls.append(call)
            self._heard.notify_all()
        fault = self._struck(call)
        if fault and fault.kind.isdigit():
            wait = {"Retry-After": str(fault.retry_after)} if fault.retry_after is not None else {}
            status, headers, said = _refused(int(fault.kind), fault.code, "as you wished")
            return status, headers | wait, said
        wrong = self._wrong(call.params, urls)
        if wrong:
            self.complaints.append(f"{wrong[0]}: {wrong[1]}")
            return _refused(400, *wrong)
        answer = self._take(call, urls)
        if fault and fault.kind == "drop":
            return 0, {}, b""
        return (200, {"Content-Type": "text/html"}, b"<html>what?</html>") if fault else answer

    def _struck(self, call: Call) -> Fault | None:
        for fault in self._faults:
            if fault.times and fault.chat in (None, call.chat):
                fault.times -= 1
                return fault
        return None

    def _wrong(self, params: dict[str, Any], urls: list[str]) -> tuple[int, str] | None:
        text, content = params.get("Body", ""), params.get("ContentSid")
        variables = json.loads(params.get("ContentVariables") or "{}")
        rules = (
            (21604, "no To", not params.get("To")),
            (21606, "not the From of this account", params.get("From") != self.number),
            (21619, "nothing to say", not (text or urls or content)),
            (21617, "over 1600 characters", len(text.encode("utf-16-le")) // 2 > 1600),
            (63019, "more than one file", len(urls) > 1),
            (21655, "no such template", bool(content) and content not in self.templates),
            (21656, "an empty variable", not all(isinstance(v, str) and v for v in variables.values())),
            (21609, "no way to tell the state", "_" in urlsplit(params.get("StatusCallback", "")).netloc),
        )
        return next(((code, why) for code, why, broken in rules if broken), None)

    def _take(self, call: Call, urls: list[str]) -> tuple[int, dict[str, str], bytes]:
        to, content = call.chat, call.params.get("ContentSid")
        text, options = self._rendered(call.params) if content else (call.params.get("Body", ""), ())
        sid = ("MM" if urls else "SM") + uuid.uuid4().hex
        row = self._row(sid, self.number, to, text, "outbound-api", "queued", [])
        error, media = self._carried(to, content, urls)
        row["status"], row["error_code"] = ("failed", error) if error else ("delivered", None)
        sent = Sent(sid, to, call.params.get("StatusCallback", ""), error)
        with self._heard:
            self.rows.append(row)
            self._sent.append(sent)
            if not error:
                self._show(to, Shown(sid, text, options, media))
            self._heard.notify_all()
        self._tell_states(sent)
        return _json(201, _public(row) | {"status": "queued"})

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
        if self._open.get(to, self.now()) <= self.now() and content not in self.approved:
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
        variables = json.loads(params.get("ContentVariables") or "{}")

        def filled(text: str) -> str:
            return re.sub(r"\{\{(\w+)\}\}", lambda found: variables[found[1]], text)

        [(kind, shape)] = self.templates[params["ContentSid"]]["types"].items()
        options = tuple((filled(each["title"]), filled(each["id"])) for each in shape.get("actions", ()))
        if kind == "twilio/quick-reply" and (
            len(options) > 3 or any(len(label) > 20 for label, _ in options)
        ):
            self.complaints.append(f"buttons that WhatsApp does not show: {options}")
        return filled(shape["body"]), options

    def _list(self, query: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if self.list_fails:
            self.list_fails -= 1
            return _refused(503, 20503, "Service unavailable")
        with self._heard:
            self.calls.append(Call("list", query))
            rows = [row for row in reversed(self.rows) if query.get("To", row["to"]) == row["to"]]
        since = query.get("DateSent>")
        if since:
            first = datetime.fromisoformat(since)
            rows = [row for row in rows if row["_at"] >= first.replace(tzinfo=first.tzinfo or UTC)]
        rows = [row for row in rows if query.get("From", row["from"]) == row["from"]]
        size, page = int(query.get("PageSize", 50)), int(query.get("Page", 0))
        more = urlencode({**query, "Page": page + 1}) if rows[(page + 1) * size :] else None
        shown = [_public(row) for row in rows[page * size : (page + 1) * size]]
        following = f"{BASE}/Messages.json?{more}" if more else None
        return _json(200, {"messages": shown, "page": page, "page_size": size, "next_page_uri": following})

    def _media_list(self, sid: str) -> tuple[int, dict[str, str], bytes]:
        row = next(row for row in self.rows if row["sid"] == sid)
        listed = [
            {"sid": each, "content_type": self._media[each][0], "parent_sid": sid} for each in row["_media"]
        ]
        return _json(200, {"media_list": listed, "page": 0, "page_size": 50, "next_page_uri": None})

    def _media_of(self, name: str) -> tuple[int, dict[str, str], bytes]:
        if self._not_yet.get(name, 0) > 0:
            self._not_yet[name] -= 1
            return _refused(404, 20404, "not found")
        return 307, {"Location": self.redirects_to or f"{self.files_url}/{name}?Signature=s3cr3t"}, b""

    def _files_host(
        self, method: str, path: str, headers: Any, body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        """As S3: a signed link that comes with a login is refused."""
        if headers.get("Authorization"):
            self.leaks.append(path)
            return 400, {}, b"<Error>Only one auth mechanism allowed</Error>"
        found = self._media.get(urlsplit(path).path.strip("/"))
        if found and self.files_break_off:
            self.files_break_off -= 1
            return 200, {"Content-Length": str(len(found[1]) + 1), "Connection": "close"}, found[1]
        return (200, {"Content-Type": found[0]}, found[1]) if found else (404, {}, b"")

    def _content(self, method: str, place: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        if method == "POST":
            if self.refuses_templates:
                return _refused(400, 92000, "no templates for this account")
            sid, made = "HX" + uuid.uuid4().hex, json.loads(body)
            with self._heard:
                self.calls.append(Call("template", made))
                self.templates[sid] = made
            return _json(201, {"sid": sid, **made})
        sid = place.split("/")[3]
        if sid not in self.templates:
            return _refused(404, 20404, "not found")
        status = "approved" if sid in self.approved else "pending"
        return _json(200, {"sid": sid, "whatsapp": {"status": status, "rejection_reason": ""}})

    def _keep_media(self, content_type: str, content: bytes) -> str:
        name = "ME" + uuid.uuid4().hex
        self._media[name] = (content_type, content)
        return name

    def _row(
        self, sid: str, sender: str, to: str, text: str, direction: str, status: str, media: list[str]
    ) -> dict[str, Any]:
        at = self.now().replace(microsecond=0)
        date = format_datetime(at)
        return {
            "sid": sid, "account_sid": ACCOUNT, "from": sender, "to": to, "body": text, "status": status,
            "direction": direction, "date_created": date, "date_sent": date, "date_updated": date,
            "num_media": str(len(media)), "error_code": None, "_media": media, "_at": at,
        }  # fmt: skip

    def _serve(self, answer: Any) -> str:
        server = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("Line", (_Line,), {"answer": staticmethod(answer)})
        )
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        self._servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}"


def sign(url: str, form: dict[str, str], token: str = TOKEN) -> str:
    """As Twilio documents it, made apart from the library that checks it."""
    said = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), said.encode(), hashlib.sha1).digest()).decode()


def _public(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if not name.startswith("_")}


def _json(status: int, body: Any) -> tuple[int, dict[str, str], bytes]:
    return status, {"Content-Type": "application/json"}, json.dumps(body).encode()


def _refused(status: int, code: int, why: str) -> tuple[int, dict[str, str], bytes]:
    return _json(status, {"code": code, "message": why, "status": status})


class _Line(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    answer: Any

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        whole = len(body) == length  # else the caller was killed while it spoke
        status, headers, content = (
            self.answer(self.command, self.path, self.headers, body) if whole else (0, {}, b"")
        )
        if not status:
            self.close_connection = True
            self.connection.close()
            return
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *ignored: Any) -> None:
        pass
