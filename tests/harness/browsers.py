"""A browser without JavaScript at the web chat: it reads the page, and sends its one form."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from bot.desk import Desk
from store.people import invitations, people
from store.tables import Person

File = tuple[str, str, bytes]


class Page(HTMLParser):
    """The words, the choices by their labels, the hidden fields and the links to files of a page."""

    def __init__(self, html: str):
        super().__init__()
        self.html = html
        self.words: list[str] = []
        self.choices: dict[str, str] = {}
        self.quotable: list[str] = []
        self.hidden: dict[str, str] = {}
        self.files: list[str] = []
        self._inside: list[str] = []
        self._choice = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "button" and given.get("name") == "choice":
            self._choice, self._inside = given["value"], []
        elif tag == "button" and given.get("name") == "quoted":
            self.quotable.append(given["value"])
        elif tag == "input" and given.get("type") == "hidden":
            self.hidden.setdefault(given["name"], given["value"])
        elif tag == "a" and "/files/" in given.get("href", ""):
            self.files.append(given["href"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "button" and self._choice:
            self.choices[" ".join(self._inside)] = self._choice
            self._choice = ""

    def handle_data(self, data: str) -> None:
        if self._choice:
            self._inside += data.split()
        elif data.strip():
            self.words.append(data.strip())


@dataclass
class Browser:
    app: Flask
    path: str = "/chat"
    page: Page = field(init=False)
    answer: TestResponse = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def opens(self, query: str = "") -> Page:
        return self.looks_at(self.client.get(self.path + query))

    def sends(self, text: str = "", *files: File, **fields: Any) -> Page:
        """Fills in the form as the page has it, and follows to the page that answers."""
        self.answer = self.posts(self.page.hidden, text, *files, **fields)
        return self.opens() if self.answer.status_code == 303 else self.looks_at(self.answer)

    def posts(self, hidden: dict[str, str], text: str = "", *files: File, **fields: Any) -> TestResponse:
        """Sends a form with these hidden fields, and looks at nothing."""
        uploads = [FileStorage(BytesIO(content), name, content_type=kind) for name, kind, content in files]
        data = {**hidden, "text": text, "file": uploads, **fields}
        edge, body = encode_multipart(data)
        kind = f'multipart/form-data; boundary="{edge}"'
        return self.client.post(self.path, data=body, content_type=kind)

    def presses(self, label: str) -> Page:
        return self.sends(choice=self.page.choices[label])

    def shows(self, words: str) -> bool:
        return any(words in found for found in self.page.words)

    def looks_at(self, answer: TestResponse) -> Page:
        self.answer, self.page = answer, Page(answer.text)
        return self.page


def somebody(desk: Desk, name: str = "Marta Gómez", role: str = "client", **about: Any) -> Person:
    with desk.store.write() as session:
        return people.add(session, name, role, now=desk.now(), **about)


def code_for(desk: Desk, person: Person) -> str:
    with desk.store.write() as session:
        return invitations.make(session, person, desk.now())


def entered(app: Flask, desk: Desk, person: Person) -> Browser:
    """A browser that came in by an invitation."""
    browser = Browser(app)
    browser.opens("?code=" + code_for(desk, person))
    browser.sends()
    return browser
