"""A browser at the web chat, without JavaScript: one form, and the page read again."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser

from store.tables import Person
from tests.harness.browsers import Browser
from tests.harness.helpdesk import HelpDesk
from tests.harness.phones.phone import Bubble, Phone, Sent
from webhook.webchat.session import Sessions


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
        return [bubble for line in _OUR_LINE.split(lines)[1:] for bubble in _read(line)]

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
def _read(line: str) -> tuple[Bubble, ...]:
    """A line of the page, if it is ours. Most stand there unchanged each time that somebody looks."""
    return tuple(_Log(line).bubbles())


@dataclass
class _Line:
    id: str
    text: str = ""
    choices: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    quotes: str = ""


class _Log(HTMLParser):
    """Our lines of the conversation's page. What is part of one (a card's photos) is a message of its own."""

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
        elif tag == "figure":
            self._lines.append(_Line(given["id"], quotes=self._lines[0].id))
        elif tag == "figcaption" or (tag == "p" and "text" in kinds):
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
            self._lines[0].choices.append(("".join(self._label).strip(), self._value))
        if (self._inside, tag) in (("text", "p"), ("text", "figcaption"), ("choice", "button")):
            self._inside = "line"
        elif self._inside == "number" and tag == "kbd":
            self._inside = "choice"

    def handle_data(self, data: str) -> None:
        if self._inside == "text":
            self._lines[-1].text += data
        elif self._inside == "choice":
            self._label.append(data)
