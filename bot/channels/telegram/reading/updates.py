"""What Telegram tells us, in our words: an update's JSON → Inbound. Only the private chats of people are heard.

What is common is read as it came (`common` says what that is), anything else is first parsed by python-telegram-bot and
read from what that makes of it: what an update means to us is written once.

The fields of the update are looked at one by one, never `effective_message`: that would also bring channel posts,
business and guest messages, which are somebody else's conversations.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from telegram import Update
from telegram.constants import ChatType

from bot.channels.messages import Inbound, Sender, Unreadable
from bot.channels.telegram.reading import common
from bot.channels.telegram.reading.fields import SILENT, Raw, what_we_read, wordless
from bot.channels.telegram.reading.files import files
from bot.channels.telegram.reading.words import card, words

NAME = "telegram"
COMMAND = re.compile(r"(/\w{1,32})@(\w+)(?!\S)")


def understand(body: bytes, username: str | None, now: datetime) -> Sequence[Inbound | Unreadable]:
    """What the body of one delivery says; empty where it says nothing to us. Never raises.

    `now` is the time of a press, which Telegram does not tell. `username` is the bot's own, None while unknown.
    """
    data: Any = None
    try:
        data = json.loads(body)
        return hear(data, username, now)
    except Exception as error:  # a malformed update makes the library raise anything: KeyError, OSError …
        payload = body.decode("utf-8", "replace")
        return [Unreadable(NAME, _key(data, body), type(error).__name__, payload)]


def hear(update: Raw, username: str | None, now: datetime) -> list[Inbound]:
    """What one update says. Raises anything where it is malformed."""
    key = _number(update["update_id"])
    if common.is_common(update):
        return meaning(key, update, update, username, now)
    return [_well_typed(heard) for heard in meaning(key, update, parsed(update), username, now)]


def parsed(update: Raw) -> Raw:
    """The update as the library reads it, without what we do not look at. Raises anything where a field is missing."""
    return Update.de_json(what_we_read(update), None).to_dict()


def meaning(key: str, raw: Raw, update: Raw, username: str | None, now: datetime) -> list[Inbound]:
    """`raw` is the update as it came, asked whether a field is there, and for what the library does not know; `update`
    is what is read."""
    if said := update.get("message"):
        return message(key, raw["message"], said, username)
    if said := update.get("edited_message"):
        return edit(key, raw["edited_message"], said)
    if query := update.get("callback_query"):
        return press(key, query, now)
    if change := update.get("my_chat_member"):
        return membership(key, change)
    return []


def message(key: str, raw: Raw, said: Raw, username: str | None) -> list[Inbound]:
    if not _is_from_a_person(raw, said) or not SILENT.isdisjoint(raw):
        return []
    text, held, quoted = words(raw, said), files(raw, said), _quoted(raw, said)
    unreadable = wordless(raw) or ("" if text or held else "message")
    text = _without_our_name(text, username)
    heard = _said(key, raw, said, said["date"], text=text, files=held, quoted=quoted, unreadable=unreadable)
    return [_with_card(heard, raw, said)]


def edit(key: str, raw: Raw, said: Raw) -> list[Inbound]:
    """The words and the file as they are now; what changed is for the conversation, which knows the former ones."""
    if not _is_from_a_person(raw, said) or "location" in raw:  # a live location reports each step as an edit
        return []
    at = said.get("edit_date") or said["date"]
    return [_said(key, raw, said, at, kind="edit", text=words(raw, said), files=files(raw, said))]


def _with_card(heard: Inbound, raw: Raw, said: Raw) -> Inbound:
    """Whose contact it is; where it is their own, the number is proven."""
    shared, found = said.get("contact"), card(raw)
    if not shared or not found:
        return heard
    if not _is_own_number(raw, shared, said["from"]):
        return replace(heard, card=found.name)
    return replace(heard, kind="contact", card=found.name, number=shared["phone_number"])


def _said(key: str, raw: Raw, said: Raw, at: int, **more: Any) -> Inbound:
    return Inbound(
        channel=NAME,
        address=_number(said["from"]["id"]),
        key=key,
        at=_time(at),
        message_id=_number(said["message_id"]),
        album=said.get("media_group_id") or "",
        forwarded="forward_origin" in raw,
        sender=_sender(said["from"]),
        **more,
    )


def press(key: str, query: Raw, now: datetime) -> list[Inbound]:
    """The message with the button may be too old to be shown again (inaccessible): its id is still true."""
    person, shown, data = query["from"], query.get("message"), query.get("data")
    if not data or not shown or not _is_private(shown["chat"], person):
        return []
    return [
        Inbound(
            channel=NAME,
            address=_number(person["id"]),
            key=key,
            at=now,
            kind="press",
            press=data,
            message_id=_number(shown["message_id"]),
            acknowledge=query["id"],
            sender=_sender(person),
        )
    ]


MEMBERSHIPS = {"kicked": "blocked", "member": "unblocked"}


def membership(key: str, change: Raw) -> list[Inbound]:
    """In a private chat, the person blocked the bot or unblocked it."""
    person, kind = change["from"], MEMBERSHIPS.get(change["new_chat_member"]["status"])
    if kind is None or not _is_private(change["chat"], person):
        return []
    address = _number(person["id"])
    return [Inbound(NAME, address, key, _time(change["date"]), kind=kind, sender=_sender(person))]


def _is_from_a_person(raw: Raw, said: Raw) -> bool:
    """In their own private chat with us: not a bot, a channel or a hidden admin."""
    author = said.get("from")
    return author is not None and "sender_chat" not in raw and _is_private(said["chat"], author)


def _is_private(chat: Raw, person: Raw) -> bool:
    return bool(not person["is_bot"] and chat["type"] == ChatType.PRIVATE and chat["id"] == person["id"])


def _sender(person: Raw) -> Sender:
    name = f"{person['first_name']} {person.get('last_name') or ''}".strip()
    return Sender(name, person.get("username") or "")


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _quoted(raw: Raw, said: Raw) -> str:
    """Message ids count per chat, so only an original of this chat is one; a topic's first message is not a quote."""
    original = said.get("reply_to_message")
    if (
        not original
        or original["chat"]["id"] != said["chat"]["id"]
        or "forum_topic_created" in raw["reply_to_message"]
    ):
        return ""
    return _number(original["message_id"])


def _is_own_number(raw: Raw, card: Raw, person: Raw) -> bool:
    """Telegram fills in a card's user_id itself, from the number; without it, or forwarded, the card proves nothing."""
    return card.get("user_id") == person["id"] and "forward_origin" not in raw and "via_bot" not in raw


def _without_our_name(text: str, username: str | None) -> str:
    """ "/nuevo@OurBot x" → "/nuevo x". A name that is not ours stays, and so does any while ours is unknown: a command
    that is not carried out can be repeated, one meant for another bot cannot be taken back."""
    named = COMMAND.match(text)
    if named is None or username is None or named[2].lower() != username.lower():
        return text
    return named[1] + text[named.end() :]


def _well_typed(heard: Inbound) -> Inbound:
    """Raises TypeError where the library let through what is not of its type: the store must not get it."""
    texts = [heard.text, heard.album, heard.press, heard.acknowledge, heard.card]
    texts += [heard.sender.username, heard.number]
    for file in heard.files:
        texts += [file.ref, file.name, file.content_type, file.unique]
        if file.size is not None:
            _number(file.size)
    if any(type(text) is not str for text in texts):
        raise TypeError("a text is not a text")
    return heard


def _key(update: Any, body: bytes) -> str:
    try:
        return _number(update["update_id"])
    except (TypeError, KeyError):
        return hashlib.sha256(body).hexdigest()


def _number(value: Any) -> str:
    if type(value) is not int:
        raise TypeError("a number is not a whole number")
    return str(value)
