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

from telegram import CallbackQuery, ChatMember, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatType

from bot.channels.telegram_files import files
from bot.messages import Inbound, Sender, Unreadable

NAME = "telegram"
ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]

# What a person can send that has no words for us, by the field that holds it. A venue carries its location as well.
WORDLESS = {
    "sticker": "sticker",
    "poll": "poll",
    "dice": "dice",
    "venue": "location",
    "location": "location",
    "contact": "contact",
    "game": "game",
    "story": "story",
    "paid_media": "paid media",
    "checklist": "checklist",
    "invoice": "invoice",
    "giveaway": "giveaway",
    "giveaway_winners": "giveaway",
    "passport_data": "passport",
    "web_app_data": "form",
}
# What the app writes into the chat by itself: nobody said it, nobody waits for an answer.
SILENT = (
    "pinned_message",
    "message_auto_delete_timer_changed",
    "write_access_allowed",
    "connected_website",
    "chat_background_set",
    "proximity_alert_triggered",
    "users_shared",
    "chat_shared",
    "successful_payment",
    "refunded_payment",
    "gift",
    "unique_gift",
    "gift_upgrade_sent",
    "boost_added",
    "giveaway_created",
    "giveaway_completed",
    "checklist_tasks_done",
    "checklist_tasks_added",
    "poll_option_added",
    "poll_option_deleted",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "video_chat_scheduled",
    "video_chat_started",
    "video_chat_ended",
    "managed_bot_created",
    "paid_message_price_changed",
)
COMMAND = re.compile(r"(/\w{1,32})@(\w+)(?!\S)")


def understand(body: bytes, username: str | None, now: datetime) -> Sequence[Inbound | Unreadable]:
    """What the body of one delivery says; empty where it says nothing to us. Never raises.

    `now` is the time of a press, which Telegram does not tell. `username` is the bot's own, None while unknown.
    """
    data: Any = None
    try:
        data = json.loads(body)
        heard = hear(Update.de_json(data, None), username, now)
        _must_be_storable(heard)
        return heard
    except (
        Exception
    ) as error:  # on a malformed update the library raises anything: KeyError, TypeError, OSError …
        payload = body.decode("utf-8", "replace").replace("\0", "\ufffd")
        return [Unreadable(NAME, _key(data, body), type(error).__name__, payload)]


def hear(update: Update, username: str | None, now: datetime) -> list[Inbound]:
    key = str(_whole(update.update_id))
    if update.message:
        return message(key, update.message, username)
    if update.edited_message:
        return edit(key, update.edited_message)
    if update.callback_query:
        return press(key, update.callback_query, now)
    if update.my_chat_member:
        return door(key, update.my_chat_member)
    return []


def message(key: str, said: Message, username: str | None) -> list[Inbound]:
    person = _person(said.from_user, said)
    if person is None or any(getattr(said, field) for field in SILENT):
        return []
    heard = Inbound(
        channel=NAME,
        address=str(person.id),
        key=key,
        at=said.date,
        text=_without_our_name(said.text or said.caption or "", username),
        files=files(said),
        message_id=str(said.message_id),
        quoted=_quoted(said),
        album=said.media_group_id or "",
        forwarded=said.forward_origin is not None,
        sender=_sender(person),
    )
    if _is_own_number(said, person):
        return [replace(heard, kind="contact", text=said.contact.phone_number if said.contact else "")]
    return [replace(heard, unreadable=_wordless(said, "" if heard.text or heard.files else "message"))]


def edit(key: str, said: Message) -> list[Inbound]:
    """The words as they are now; whether they changed is for the conversation, which knows the former ones."""
    person = _person(said.from_user, said)
    if person is None or said.location:  # a live location reports each step as an edit
        return []
    return [
        Inbound(
            channel=NAME,
            address=str(person.id),
            key=key,
            at=said.edit_date or said.date,
            kind="edit",
            text=said.text or said.caption or "",
            message_id=str(said.message_id),
            album=said.media_group_id or "",
            forwarded=said.forward_origin is not None,
            sender=_sender(person),
        )
    ]


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


def _person(author: User | None, said: Message) -> User | None:
    """Who wrote, if it is a person in their own private chat with us; not a bot, a channel or a hidden admin."""
    if author is None or author.is_bot or said.sender_chat or said.business_connection_id:
        return None
    return author if said.chat.type == ChatType.PRIVATE and said.chat.id == author.id else None


def _sender(person: User) -> Sender:
    return Sender(name=person.full_name.strip(), username=person.username or "")


def _quoted(said: Message) -> str:
    """Message ids count per chat, so only an original of this chat is one; a topic's first message is not a quote."""
    original = said.reply_to_message
    if original is None or original.chat.id != said.chat.id or original.forum_topic_created:
        return ""
    return str(original.message_id)


def _is_own_number(said: Message, person: User) -> bool:
    """Telegram fills in a card's user_id itself, from the number; without it, or forwarded, the card proves nothing."""
    card = said.contact
    if card is None or said.forward_origin or said.via_bot:
        return False
    return card.user_id == person.id


def _wordless(said: Message, otherwise: str) -> str:
    return next((kind for field, kind in WORDLESS.items() if getattr(said, field)), otherwise)


def _without_our_name(text: str, username: str | None) -> str:
    """ "/nuevo@OurBot x" → "/nuevo x". A name that is not ours stays, and so does any while ours is unknown: a command
    that is not carried out can be repeated, one meant for another bot cannot be taken back."""
    named = COMMAND.match(text)
    if named is None or username is None or named[2].lower() != username.lower():
        return text
    return named[1] + text[named.end() :]


def _must_be_storable(heard: list[Inbound]) -> None:
    """No database takes a NUL or half a character (a lone surrogate), which JSON can spell."""
    spelled = json.dumps([each.to_json() for each in heard], ensure_ascii=False)
    spelled.encode()
    if "\\u0000" in spelled.replace("\\\\", ""):
        raise ValueError("a NUL character")


def _key(data: Any, body: bytes) -> str:
    try:
        return str(_whole(data["update_id"]))
    except (TypeError, KeyError):
        return hashlib.sha256(body).hexdigest()


def _whole(number: Any) -> int:
    if type(number) is not int:
        raise TypeError("update_id is not a whole number")
    return number
