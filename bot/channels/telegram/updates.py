"""What Telegram tells us, in our words: an update's JSON → Inbound. Only the private chats of people are heard.

The fields of the update are looked at one by one, never `effective_message`: that would also bring channel posts,
business and guest messages, which are somebody else's conversations.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from telegram import CallbackQuery, ChatMember, ChatMemberUpdated, Contact, Message, Update, User
from telegram.constants import ChatType

from bot.channels.messages import Inbound, Sender, Unreadable
from bot.channels.telegram.fields import SILENT, Raw, what_we_read, wordless
from bot.channels.telegram.files import files

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
    except Exception as error:  # KeyError, TypeError, OSError: the library raises anything on a malformed one
        payload = body.decode("utf-8", "replace")
        return [Unreadable(NAME, _key(data, body), type(error).__name__, payload)]


def hear(data: dict[str, Any], username: str | None, now: datetime) -> list[Inbound]:
    key = str(_whole(data["update_id"]))
    update = Update.de_json(what_we_read(data), None)
    if update.message:
        return message(key, data["message"], update.message, username)
    if update.edited_message:
        return edit(key, data["edited_message"], update.edited_message)
    if update.callback_query:
        return press(key, update.callback_query, now)
    if update.my_chat_member:
        return door(key, update.my_chat_member)
    return []


def message(key: str, raw: Raw, said: Message, username: str | None) -> list[Inbound]:
    person = _person(raw, said)
    if person is None or not SILENT.isdisjoint(raw):
        return []
    heard = replace(_said(key, raw, said, person), files=files(said), quoted=_quoted(raw, said))
    if said.contact and _is_own_number(raw, said.contact, person):
        return [replace(heard, kind="contact", text=said.contact.phone_number)]
    unreadable = wordless(raw) or ("" if heard.text or heard.files else "message")
    return [replace(heard, text=_without_our_name(heard.text, username), unreadable=unreadable)]


def edit(key: str, raw: Raw, said: Message) -> list[Inbound]:
    """The words as they are now; whether they changed is for the conversation, which knows the former ones."""
    person = _person(raw, said)
    if person is None or "location" in raw:  # a live location reports each step as an edit
        return []
    return [replace(_said(key, raw, said, person), kind="edit", at=said.edit_date or said.date)]


def _said(key: str, raw: Raw, said: Message, person: User) -> Inbound:
    return Inbound(
        channel=NAME,
        address=str(person.id),
        key=key,
        at=said.date,
        text=said.text or said.caption or "",
        message_id=str(said.message_id),
        album=said.media_group_id or "",
        forwarded="forward_origin" in raw,
        sender=_sender(person),
    )


def press(key: str, query: CallbackQuery, now: datetime) -> list[Inbound]:
    """The message with the button may be too old to be shown again (inaccessible): its id is still true."""
    person, shown = query.from_user, query.message
    if person.is_bot or not query.data or shown is None:
        return []
    if shown.chat.type != ChatType.PRIVATE or shown.chat.id != person.id:
        return []
    return [
        Inbound(
            channel=NAME,
            address=str(person.id),
            key=key,
            at=now,
            kind="press",
            press=query.data,
            message_id=str(shown.message_id),
            acknowledge=query.id,
            sender=_sender(person),
        )
    ]


DOORS = {ChatMember.BANNED: "blocked", ChatMember.MEMBER: "unblocked"}


def door(key: str, change: ChatMemberUpdated) -> list[Inbound]:
    """In a private chat, the person blocked the bot or let it in again."""
    person, kind = change.from_user, DOORS.get(change.new_chat_member.status)
    if person.is_bot or change.chat.type != ChatType.PRIVATE or kind is None:
        return []
    return [Inbound(NAME, str(person.id), key, change.date, kind=kind, sender=_sender(person))]


def _person(raw: Raw, said: Message) -> User | None:
    """Who wrote, if it is a person in their own private chat with us; not a bot, a channel or a hidden admin."""
    author = said.from_user
    if (
        author is None
        or author.is_bot
        or "sender_chat" in raw
        or said.chat.type != ChatType.PRIVATE
        or said.chat.id != author.id
    ):
        return None
    return author


def _sender(person: User) -> Sender:
    return Sender(f"{person.first_name} {person.last_name or ''}".strip(), person.username or "")


def _quoted(raw: Raw, said: Message) -> str:
    """Message ids count per chat, so only an original of this chat is one; a topic's first message is not a quote."""
    original = said.reply_to_message
    if (
        original is None
        or original.chat.id != said.chat.id
        or "forum_topic_created" in raw["reply_to_message"]
    ):
        return ""
    return str(original.message_id)


def _is_own_number(raw: Raw, card: Contact, person: User) -> bool:
    """Telegram fills in a card's user_id itself, from the number; without it, or forwarded, the card proves nothing."""
    return card.user_id == person.id and "forward_origin" not in raw and "via_bot" not in raw


def _without_our_name(text: str, username: str | None) -> str:
    """ "/nuevo@OurBot x" → "/nuevo x". A name that is not ours stays, and so does any while ours is unknown: a command
    that is not carried out can be repeated, one meant for another bot cannot be taken back."""
    named = COMMAND.match(text)
    if named is None or username is None or named[2].lower() != username.lower():
        return text
    return named[1] + text[named.end() :]


def _key(data: Any, body: bytes) -> str:
    try:
        return str(_whole(data["update_id"]))
    except (TypeError, KeyError):
        return hashlib.sha256(body).hexdigest()


def _whole(number: Any) -> int:
    if type(number) is not int:
        raise TypeError("update_id is not a whole number")
    return number
