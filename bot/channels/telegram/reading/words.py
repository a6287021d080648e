"""The words of a message, whatever holds them: its text or caption with the addresses behind linked words, a rich
message, a list of tasks, a place, somebody's contact card.

They are read from the update as it came, whether it went through the library or not: what has another shape than the
Bot API's is left out.
"""

from collections.abc import Iterator
from typing import Any

from bot.channels import shared
from bot.channels.telegram.reading import rich
from bot.channels.telegram.reading.fields import Raw


def words(raw: Raw, said: Raw) -> str:
    text = said.get("text") or said.get("caption") or ""
    if text:
        return _with_addresses(text, raw.get("entities" if said.get("text") else "caption_entities"))
    return shared.in_lines(
        [rich.words(raw.get("rich_message")), _tasks(raw.get("checklist")), _place(raw), _card_words(raw)]
    )


def card(raw: Raw) -> shared.Card | None:
    """The contact that a message shares; its vCard may hold more numbers than the message itself."""
    given = raw.get("contact")
    if not isinstance(given, dict):
        return None
    name = " ".join(filter(None, (_string(given, part) for part in ("first_name", "last_name"))))
    number = _string(given, "phone_number")
    inside = next(iter(shared.cards(_string(given, "vcard").encode("utf-8", "replace"))), shared.Card("", ()))
    others = [way for way in inside.ways if _digits(way) != _digits(number) or not _digits(way)]
    return shared.Card(" ".join(name.split()) or inside.name, tuple(filter(None, [number, *others])))


def _card_words(raw: Raw) -> str:
    found = card(raw)
    return found.words if found else ""


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))


def _with_addresses(text: str, entities: Any) -> str:
    """To the letter, and below it the addresses behind linked words, which are none of its letters."""
    links = dict.fromkeys(_links(text, entities))
    lines = [address if words == text.strip() else f"{words}: {address}" for words, address in links]
    return "\n".join([text, *lines])


def _links(text: str, entities: Any) -> Iterator[tuple[str, str]]:
    """The linked words and what is behind them; places count in UTF-16."""
    letters = text.encode("utf-16-le", "surrogatepass")
    for entity in entities if isinstance(entities, list) else ():
        if not isinstance(entity, dict) or entity.get("type") != "text_link":
            continue
        start, length, address = entity.get("offset"), entity.get("length"), entity.get("url")
        if type(start) is not int or type(length) is not int or not isinstance(address, str) or start < 0:
            continue
        words = letters[2 * start : 2 * (start + length)].decode("utf-16-le", "replace").strip()
        if address and rich.linked(words, address) != words:
            yield words, address


def _tasks(checklist: Any) -> str:
    if not isinstance(checklist, dict):
        return ""
    tasks = checklist.get("tasks")
    lines = [
        shared.task(_string(task, "text"), done="completed_by_user" in task or "completed_by_chat" in task)
        for task in (tasks if isinstance(tasks, list) else ())
        if isinstance(task, dict)
    ]
    return shared.in_lines([_string(checklist, "title"), *lines])


def _place(raw: Raw) -> str:
    """A venue tells its location twice."""
    venue = raw.get("venue")
    venue = venue if isinstance(venue, dict) else {}
    location = venue.get("location") or raw.get("location")
    names = (_string(venue, "title"), _string(venue, "address"))
    return shared.place_of(location, *names)


def _string(holder: Raw, name: str) -> str:
    value = holder.get(name)
    return value if isinstance(value, str) else ""
