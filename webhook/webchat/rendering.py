"""The conversation as HTML: one list item a line, the same on the page, after a post and in the live stream."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import compress
from typing import Any

from babel.dates import format_date, format_skeleton
from flask import current_app

from store.transcript import transcript
from store.transcript.lines import Line, Start, Transcript
from webhook.webchat.room import Visit

FIRST_LINES = 60
MOST_LINES = 2000
HEADS = ("head", "title")
PART = re.compile(r"(\d{1,18})\.(\d{1,18})")


@dataclass(frozen=True)
class Item:
    """One element of the list; `recalled` is how a reply to it quotes it, `typed` what of it may be edited."""

    id: str
    html: str
    recalled: str = ""
    typed: str = ""


@dataclass(frozen=True)
class View:
    """What is on the screen; `version` is the same exactly as long as nothing changes. `older` is what to ask for what
    came before by, empty where nothing did; `latest` is when the last of it was said."""

    items: tuple[Item, ...]
    older: str = ""
    latest: datetime | None = None

    @property
    def version(self) -> str:
        return hashlib.sha256("".join(item.html for item in self.items).encode()).hexdigest()[:16]

    def as_json(self) -> dict[str, Any]:
        items = [[item.id, item.html] for item in self.items]
        return {"version": self.version, "items": items, "older": self.older}


def view(visit: Visit, last: int, mount: str, ticket: int | None = None, before: str = "") -> View:
    """The last lines of the visit's chat, or those about one ticket, or before what another view began with; empty
    where nothing was said yet."""
    if visit.chat is None:
        return View(())
    with visit.desk.store.read() as session:
        seen = transcript.read(session, visit.chat, last, ticket, _start(before))
    older = f"{seen.start.heard}.{seen.start.said}" if seen.start else ""
    return View(tuple(_items(visit, seen, mount)), older, seen.lines[-1].at if seen.lines else None)


def _start(before: str) -> Start | None:
    """The part of the conversation that a page has; None for what is no such thing."""
    found = PART.fullmatch(before)
    return Start(int(found[1]), int(found[2])) if found else None


def _items(visit: Visit, seen: Transcript, mount: str) -> Iterator[Item]:
    by_id = {each.id: line for line in seen.lines for each in (line, *line.beside)}
    day: date | None = None
    for line in seen.lines:
        at = line.at.astimezone(visit.desk.texts.zone)
        if at.date() != day:
            day = at.date()
            yield Item(f"d{day}", _html("day", id=f"d{day}", day=_day(visit, day)))
        shown = {"line": line, "at": at, "quoted": by_id.get(line.quoted), "mount": mount, "say": visit.voice}
        yield Item(line.id, _html("line", **shown), excerpt(line), line.text if line.typed else "")
    if seen.toast:
        yield Item("toast", _html("toast", text=seen.toast))


def _html(template: str, **shown: Any) -> str:
    """One element. They are many, and need nothing of the request that `render_template` adds to each."""
    return current_app.jinja_env.get_template(f"webchat/{template}.html").render(shown)


def _day(visit: Visit, day: date) -> str:
    """«Hoy», «Ayer», else the date in words, with its year where it is another one."""
    today = visit.desk.now().astimezone(visit.desk.texts.zone).date()
    ago = (today - day).days
    if ago in (0, 1):
        return visit.voice(("web.today", "web.yesterday")[ago])
    if day.year == today.year:
        return str(format_skeleton("MMMMEEEEd", day, locale=visit.voice.language))
    return str(format_date(day, "full", locale=visit.voice.language))


def size(count: int | None) -> str:
    """Bytes as people read them."""
    if not count:
        return ""
    for unit, step in (("MB", 1 << 20), ("kB", 1 << 10)):
        if count >= step:
            return f"{count / step:.1f} {unit}".replace(".0 ", " ")
    return f"{count} B"


def excerpt(line: Line, most: int = 90) -> str:
    """How a quoted message is recalled: what has a shape, by its head."""
    said = next(compress(line.text.split("\n"), map(HEADS.__contains__, line.layout)), line.text)
    text = " ".join(said.split()) or ", ".join(file.name for file in line.files)
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
