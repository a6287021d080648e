"""A telephone per channel, at the libraries' real HTTP edge: people type, press, send photos, reply, edit, and look.

A further channel is one more class here and its line in PHONES; every transcript then runs on it.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

from PIL import Image

from store.tables import Person
from tests.fakes.telegram import BOT, Shown
from tests.fakes.twilio import Shown as WhatsAppShown
from tests.harness.browsers import Browser
from tests.harness.helpdesk import SECRET, HelpDesk
from webhook.webchat.session import Sessions

RECEIVED = "(recibido)"
_seeds = itertools.count(1)


@dataclass(frozen=True)
class Bubble:
    """One message of ours as it stands on a screen; `files` are what `Phone.fetch` takes."""

    id: str
    text: str
    choices: tuple[tuple[str, str], ...] = ()
    files: tuple[str, ...] = ()
    quotes: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(label for label, _ in self.choices)


@dataclass(frozen=True)
class Sent:
    """A file on its way: kind is photo, document or voice."""

    kind: str
    name: str
    content_type: str
    content: bytes


def photo() -> Sent:
    """A small JPEG that no other call returns."""
    made = BytesIO()
    number = next(_seeds)
    image = Image.new("RGB", (12, 8), (number % 256, number // 256 % 256, 90))
    image.save(made, "JPEG", comment=f"photo {number}".encode())
    return Sent("photo", "foto.jpg", "image/jpeg", made.getvalue())


def document(name: str = "remito.pdf", content: bytes = b"") -> Sent:
    return Sent("document", name, "application/pdf", content or b"%PDF-1.4 " + str(next(_seeds)).encode())


def voice() -> Sent:
    return Sent("voice", "audio.ogg", "audio/ogg", b"OggS" + str(next(_seeds)).encode() * 9)


class Phone:
    """What a person can do on any channel. `news` is what came since it was last asked for."""

    acknowledges = False
    """Whether «it arrived» is a sign on the message itself."""

    def __init__(self, desk: HelpDesk, person: Person):
        self.desk, self.person = desk, person
        self.seen: dict[str, Bubble] = {}
        self._looked_at = -1

    def news(self) -> list[Bubble]:
        """The new and the changed bubbles, in the order of the screen."""
        if self._looked_at == self.desk.rounds:
            return []
        self._looked_at, found = self.desk.rounds, []
        for bubble in self.screen():
            before = self.seen.get(bubble.id)
            if before is None or (before.text, len(before.files)) != (bubble.text, len(bubble.files)):
                self.seen.pop(bubble.id, None)
                self.seen[bubble.id] = bubble
                found.append(bubble)
        return found

    def offering(self, label: str) -> tuple[Bubble, int]:
        """The newest bubble with this choice, and the choice's place in it; of a ticket's its number is enough."""
        for bubble in reversed(self.seen.values()):
            for place, shown in enumerate(bubble.labels):
                if shown == label or shown.startswith(f"{label} · "):
                    return bubble, place
        raise LookupError(f"nothing offers [{label}]")

    def showing(self, text: str) -> Bubble:
        """The newest bubble with these words."""
        for bubble in reversed(self.seen.values()):
            if text in bubble.text:
                return bubble
        raise LookupError(f"nothing says «{text}»")

    def newest(self) -> Bubble:
        return next(reversed(self.seen.values()))

    # What each channel does its own way

    def enters(self) -> None:
        """By what is quickest there: the chat given with the person (`people add --chat`), else an invitation."""
        raise NotImplementedError

    def screen(self) -> list[Bubble]:
        raise NotImplementedError

    def says(self, text: str, *files: Sent, quoting: str = "") -> None:
        raise NotImplementedError

    def presses(self, bubble: Bubble, data: str) -> None:
        raise NotImplementedError

    def fetch(self, file: str) -> bytes:
        raise NotImplementedError

    def corrects(self, old: str, new: str) -> None:
        raise NotImplementedError

    def sends_sticker(self) -> None:
        raise NotImplementedError


class TelegramPhone(Phone):
    acknowledges = True
    _updates = itertools.count(700_000)
    _people = itertools.count(5001)

    def __init__(self, desk: HelpDesk, person: Person):
        super().__init__(desk, person)
        self.id = next(self._people)
        self._messages = itertools.count(5000)
        self.said: dict[str, dict[str, Any]] = {}

    def enters(self) -> None:
        self.desk.link("telegram", str(self.id), self.person)

    def screen(self) -> list[Bubble]:
        """Photos without words belong to the bubble before them."""
        bubbles: list[Bubble] = []
        for shown in self.desk.telegram.messages(self.id):
            bare = shown.media and not shown.text
            whole = bubbles[-1] if bubbles else None
            if (
                bare
                and whole
                and whole.text != RECEIVED
                and str(shown.reply_to or whole.quotes) == whole.quotes
            ):
                bubbles[-1] = Bubble(
                    whole.id, whole.text, whole.choices, (*whole.files, str(shown.id)), whole.quotes
                )
            else:
                bubbles.append(_bubble(shown))
        return bubbles

    def fetch(self, file: str) -> bytes:
        shown = self.desk.telegram.messages(self.id)
        return next(each.media[0] for each in shown if str(each.id) == file)

    def says(self, text: str, *files: Sent, quoting: str = "", **more: Any) -> None:
        """Several files are an album, its caption with the first."""
        for update in self.updates(text, *files, quoting=quoting, **more):
            self.post(update)

    def updates(self, text: str, *files: Sent, quoting: str = "", **more: Any) -> list[dict[str, Any]]:
        """What Telegram will deliver, not delivered yet."""
        if quoting:
            more["reply_to_message"] = {**self._about(), "message_id": int(quoting), "from": BOT, "text": "…"}
        if not files:
            return [self._message(text=text, **more)]
        album = {"media_group_id": f"{self.id}{next(_seeds)}"} if len(files) > 1 else {}
        captions = [{"caption": text} if text else {}, *[{}] * len(files)]
        return [
            self._message(**self._attached(file), **caption, **album, **more)
            for file, caption in zip(files, captions, strict=False)
        ]

    def presses(self, bubble: Bubble, data: str) -> None:
        self.post(self.press_update(bubble.id, data))

    def press_update(self, message_id: str, data: str) -> dict[str, Any]:
        shown = {**self._about(), "message_id": int(message_id), "from": BOT, "text": "…"}
        query = {"id": str(next(_seeds)), "from": self._me(), "chat_instance": "1", "data": data}
        return {"update_id": next(self._updates), "callback_query": {**query, "message": shown}}

    def corrects(self, old: str, new: str) -> None:
        before = self.said[old]
        field = "caption" if "caption" in before else "text"
        self.said[new] = changed = {**before, field: new, "edit_date": int(self.desk.now.timestamp())}
        self.post({"update_id": next(self._updates), "edited_message": changed})

    def sends_sticker(self) -> None:
        about = {"file_id": "s1", "file_unique_id": "s1", "type": "regular", "width": 9, "height": 9}
        self.post(self._message(sticker={**about, "is_animated": False, "is_video": False}))

    def sends(self, **content: Any) -> None:
        """A message that holds what no other phone can send: a contact, say."""
        self.post(self._message(**content))

    def post(self, update: dict[str, Any]) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        answer = self.desk.app.test_client().post("/hooks/telegram", json=update, headers=headers)
        assert answer.status_code == 200, answer.status

    def _message(self, **content: Any) -> dict[str, Any]:
        message = {**self._about(), "message_id": next(self._messages), "from": self._me(), **content}
        self.said[content.get("text") or content.get("caption") or ""] = message
        return {"update_id": next(self._updates), "message": message}

    def _attached(self, file: Sent) -> dict[str, Any]:
        ref = self.desk.telegram.keep_file(file.content, file.name)
        about = {"file_id": ref, "file_unique_id": ref, "file_size": len(file.content)}
        if file.kind == "photo":
            return {"photo": [{**about, "width": 12, "height": 8}]}
        if file.kind == "voice":
            return {"voice": {**about, "duration": 3, "mime_type": file.content_type}}
        return {"document": {**about, "file_name": file.name, "mime_type": file.content_type}}

    def _about(self) -> dict[str, Any]:
        return {"chat": {"id": self.id, "type": "private"}, "date": int(self.desk.now.timestamp())}

    def _me(self) -> dict[str, Any]:
        first, _, last = self.person.name.partition(" ")
        return {"id": self.id, "is_bot": False, "first_name": first, "last_name": last}


def _bubble(shown: Shown) -> Bubble:
    text = RECEIVED if shown.reaction else shown.text
    files = (str(shown.id),) if shown.media else ()
    return Bubble(str(shown.id), text, shown.options, files, str(shown.reply_to or ""))


class WebPhone(Phone):
    """A browser without JavaScript: one form, and the page read again, when somebody looks at it.

    It enters as by an invitation: that has tests of its own, and takes longer than what most others test.
    """

    def __init__(self, desk: HelpDesk, person: Person):
        super().__init__(desk, person)
        self.browser = Browser(desk.app)
        self._hidden: dict[str, str] = {}

    def enters(self) -> None:
        self.browser.opens()
        cookie = self.browser.client.get_cookie("ticketero", path="/chat")
        assert cookie is not None
        with self.desk.app.test_request_context(headers={"Cookie": f"ticketero={cookie.value}"}):
            address = Sessions(self.desk.desk, "/chat").address()
        assert address is not None
        self.desk.link("webchat", address, self.person)

    def screen(self) -> list[Bubble]:
        answer = self.browser.client.get("/chat?last=40")
        assert answer.status_code == 200, answer.status
        lines, _, form = answer.text.partition("</ol>")
        self._hidden = dict(_HIDDEN.findall(form))
        return [bubble for line in _OUR_LINE.split(lines)[1:] if (bubble := _read(line))]

    def says(self, text: str, *files: Sent, quoting: str = "") -> None:
        uploads = [(file.name, file.content_type, file.content) for file in files]
        self._sends(text, *uploads, quoted=quoting)

    def presses(self, bubble: Bubble, data: str) -> None:
        self._sends(choice=f"{bubble.id} {data}")

    def fetch(self, file: str) -> bytes:
        return bytes(self.browser.client.get(file).data)

    def _sends(self, text: str = "", *files: tuple[str, str, bytes], **fields: str) -> None:
        """A page's form is sent once."""
        if not self._hidden:
            self.screen()
        answer = self.browser.posts(self._hidden, text, *files, **fields)
        self._hidden = {}
        assert answer.status_code == 303, answer.status


_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
_OUR_LINE = re.compile(r'(?=<li class="line )')


@lru_cache(1000)
def _read(line: str) -> Bubble | None:
    """A line of the page, if it is ours. Most stand there unchanged each time that somebody looks."""
    return next(_Log(line).bubbles(), None)


@dataclass
class _Line:
    id: str
    text: str = ""
    choices: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    quotes: str = ""


class _Log(HTMLParser):
    """Our lines of the conversation's page."""

    def __init__(self, html: str):
        super().__init__()
        self._lines: list[_Line] = []
        self._inside = self._value = ""
        self._label: list[str] = []
        self.feed(html)

    def bubbles(self) -> Iterator[Bubble]:
        for line in self._lines:
            yield Bubble(line.id, line.text, tuple(line.choices), tuple(line.files), line.quotes)

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        kinds, line = given.get("class", "").split(), self._lines[-1] if self._lines else None
        if tag == "li" and "id" in given:
            self._inside = "line" if "ours" in kinds else ""
            if self._inside:
                self._lines.append(_Line(given["id"]))
        elif not self._inside or line is None:
            return
        elif tag == "p" and "text" in kinds:
            self._inside = "text"
        elif tag == "a" and "quote" in kinds:
            line.quotes = given["href"].removeprefix("#")
        elif tag == "a" and "/files/" in given.get("href", ""):
            line.files.append(given["href"])
        elif tag == "button" and given.get("name") == "choice":
            self._inside, self._value, self._label = "choice", given["value"].partition(" ")[2], []
        elif tag == "kbd":
            self._inside = "number"

    def handle_endtag(self, tag: str) -> None:
        if self._inside == "choice" and tag == "button":
            self._lines[-1].choices.append(("".join(self._label).strip(), self._value))
        if (self._inside, tag) in (("text", "p"), ("choice", "button")):
            self._inside = "line"
        elif self._inside == "number" and tag == "kbd":
            self._inside = "choice"

    def handle_data(self, data: str) -> None:
        if self._inside == "text":
            self._lines[-1].text += data
        elif self._inside == "choice":
            self._label.append(data)


class WhatsAppPhone(Phone):
    """Twilio's side of a WhatsApp: each photo is a message of its own, choices are lines or WhatsApp's buttons."""

    _numbers = itertools.count(5491140000000)

    def __init__(self, desk: HelpDesk, person: Person):
        super().__init__(desk, person)
        assert desk.twilio is not None
        self.twilio = desk.twilio
        self.address = f"whatsapp:+{next(self._numbers)}"

    def enters(self) -> None:
        """We may only speak to who has written."""
        self.desk.link("whatsapp", self.address, self.person)
        self.says("hola")
        self.desk.settle()
        self.news()

    def screen(self) -> list[Bubble]:
        """Photos without words belong to the bubble before them."""
        bubbles: list[Bubble] = []
        for shown in self.twilio.messages(self.address):
            text, choices = _choices(shown)
            files = (shown.id,) if shown.media else ()
            if files and not text and bubbles:
                whole = bubbles[-1]
                bubbles[-1] = Bubble(whole.id, whole.text, whole.choices, (*whole.files, *files))
            else:
                bubbles.append(Bubble(shown.id, text, choices, files))
        return bubbles

    def fetch(self, file: str) -> bytes:
        return next(each.media[0] for each in self.twilio.messages(self.address) if each.id == file)

    def says(self, text: str, *files: Sent, quoting: str = "") -> None:
        """Several files are as many messages; a document has no words but its name."""
        more: dict[str, Any] = {"OriginalRepliedMessageSid": quoting} if quoting else {}
        if not files:
            self.post(self.form(text, **more))
        for place, file in enumerate(files):
            words = file.name if file.kind == "document" else text if place == 0 else ""
            self.post(self.form(words, [(file.content_type, file.content)], MessageType=file.kind, **more))
            if file.kind == "document" and text:
                self.post(self.form(text, **more))

    def presses(self, bubble: Bubble, data: str) -> None:
        """WhatsApp's own buttons are pressed; what is a line is typed."""
        label = next(label for label, each in bubble.choices if each == data)
        if data == label:
            self.says(label)
        else:
            about: dict[str, Any] = {
                "ButtonText": label,
                "ButtonPayload": data,
                "OriginalRepliedMessageSid": bubble.id,
            }
            self.post(self.form(label, MessageType="interactive", **about))

    def sends_sticker(self) -> None:
        self.post(self.form("", [("image/webp", b"RIFF")], MessageType="sticker"))

    def form(self, text: str, media: Sequence[tuple[str, bytes]] = (), **more: Any) -> dict[str, str]:
        return self.twilio.form(self.address, text, media, ProfileName=self.person.name, **more)

    def post(self, form: dict[str, str]) -> None:
        status = self.twilio.post("http://127.0.0.1:8080/hooks/whatsapp", form)
        assert status == 200, status


def _choices(shown: WhatsAppShown) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The words and the choices of a message, whether they are buttons or numbered lines at its end."""
    if shown.options:
        return shown.text, shown.options
    text, _, lines = shown.text.rpartition("\n\n")
    numbered = [line.partition(". ") for line in lines.split("\n")]
    if not text or [number for number, _, _ in numbered] != [str(n) for n, _ in enumerate(numbered, 1)]:
        return shown.text, ()
    return text, tuple((label, label) for _, _, label in numbered)


PHONES: dict[str, type[Phone]] = {"telegram": TelegramPhone, "webchat": WebPhone, "whatsapp": WhatsAppPhone}
