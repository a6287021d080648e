"""What one browser may do in the web chat: enter by a code, say something, leave."""

import hashlib
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum, auto
from typing import Any

from bot.channels.messages import FileRef, Inbound
from bot.channels.webchat import NAME
from bot.desk import Desk
from bot.language.texts import Voice
from bot.replies.people import unattended
from bot.runtime import inbound
from store.database import StoreAway
from store.people import hourly_limits, invitations
from store.people.chats import sessions
from store.tables import Chat, Person
from store.transcript import transcript

DAY = timedelta(days=1)
ONCE = re.compile(r"[\w.-]{8,80}")
MESSAGE_ID = re.compile(r"[io][\w.-]{1,120}")


class Entry(Enum):
    """What came of a code."""

    OPEN = auto()
    WRONG = auto()
    CLOSED = auto()
    TOO_MANY = auto()


@dataclass(frozen=True)
class Visit:
    """A browser and the chat that its session holds: `chat` is None until it has said something."""

    desk: Desk
    address: str
    chat: Chat | None

    @property
    def person(self) -> Person | None:
        return self.chat.person if self.chat else None

    @property
    def topics(self) -> frozenset[str]:
        """What rings where something changes on their page: what is said there, and what became of their words."""
        assert self.chat is not None
        own = {f"person:{self.chat.person_id}"} if self.chat.person_id else set()
        return frozenset({f"chat:{self.chat.id}"} | own)

    @property
    def may_talk(self) -> bool:
        """Whether they may talk: in an ended session never, as a stranger only where the desk is open to all."""
        if self.chat is None or (self.chat.closed_at is None and self.chat.person_id is None):
            return self.desk.settings.desk.access == "open"
        return self.chat.closed_at is None and self.person is not None and self.person.active

    @property
    def voice(self) -> Voice:
        own = self.person.language if self.person else None
        return self.desk.texts.voice(own or self.desk.settings.desk.language)


@dataclass(frozen=True)
class Said:
    """One post of the form. once: the same for a post that is repeated. quick: what a button of the menu asks for, and
    `label` what it says. edits: the message of theirs that says `text` from now on."""

    once: str
    text: str = ""
    choice: str = ""
    quick: str = ""
    label: str = ""
    quoted: str = ""
    edits: str = ""
    files: tuple[FileRef, ...] = ()

    @property
    def empty(self) -> bool:
        return not (self.text.strip() or self.choice or self.label or self.files)

    @property
    def key(self) -> str:
        """The idempotency key: two posts of one page are the same message only where their content is the same."""
        if not ONCE.fullmatch(self.once):
            return secrets.token_urlsafe(12)
        content = "\0".join(
            (
                self.text,
                self.choice + self.quick,
                self.quoted + self.edits,
                *(file.ref for file in self.files),
            )
        )
        return f"{self.once}.{hashlib.sha256(content.encode()).hexdigest()[:12]}"


def visit(desk: Desk, address: str) -> Visit:
    with desk.store.read() as session:
        return Visit(desk, address, transcript.find_chat(session, address))


def look_at(desk: Desk, code: str, caller: str) -> Entry:
    """What an invitation would do; it is not spent. Of a wrong code nothing is kept but the count of its caller's
    guesses, and nobody who writes waits while it is tried."""
    sender, now = f"{NAME}:{caller}", desk.now()
    with desk.store.read() as session:
        if not invitations.may_guess(session, sender, now):
            return Entry.TOO_MANY
        if invitations.is_good(session, code, now):
            return Entry.OPEN
        was_good = invitations.was_good(session, code)
    if not was_good:
        desk.store.change(lambda session: invitations.count_guess(session, sender, now))
    return Entry.WRONG


def enter(desk: Desk, address: str, code: str, caller: str) -> Entry:
    """Spends an invitation."""
    entry = look_at(desk, code, caller)
    if entry is not Entry.OPEN:
        return entry
    _take(desk, address, f"{address}.{secrets.token_urlsafe(6)}{transcript.ENTRY}", text=code)
    return Entry.OPEN if visit(desk, address).may_talk else Entry.WRONG


def may_begin(desk: Desk, caller: str) -> bool:
    """Whether one more stranger may come from where this one comes, where the desk is open to all."""
    now = desk.now()
    return desk.store.change(lambda session: hourly_limits.one_more_stranger(session, caller, now))


def say(desk: Desk, address: str, said: Said) -> None:
    """Takes in what was typed or attached, then the choice that was pressed: one post may bring both. What is attached
    to an edit is a message of its own, about the one that was edited."""
    key = f"{address}.{said.key}"
    if MESSAGE_ID.fullmatch(said.edits):
        if said.text.strip():
            _take(desk, address, f"{key}.edit", kind="edit", text=said.text, message_id=said.edits)
        said = replace(said, text="", quoted=said.edits)
    if said.text.strip() or said.files:
        quoted = said.quoted if MESSAGE_ID.fullmatch(said.quoted) else ""
        _take(desk, address, key, text=said.text, files=said.files, message_id=f"i{key}", quoted=quoted)
    pressed: dict[str, Any] = {"kind": "press", "acknowledge": key}
    message_id, _, press = said.choice.partition(" ")
    if press:
        _take(desk, address, f"{key}.press", press=press, message_id=message_id, **pressed)
    if said.label:
        _take(desk, address, f"{key}.quick", press=said.quick, text=said.label, **pressed)


def _take(desk: Desk, address: str, key: str, **said: Any) -> None:
    inbound.take(desk, [Inbound(channel=NAME, address=address, key=key, at=desk.now(), **said)])


def use(visit: Visit) -> None:
    """Notes once a day that the page was open: it can be told that its person may still be reached there."""
    desk, chat = visit.desk, visit.chat
    if chat is None or (chat.seen_at is not None and desk.now() - chat.seen_at < DAY):
        return
    with suppress(StoreAway):
        desk.store.change(lambda session: sessions.use(session, chat.id, desk.now()))


def leave(desk: Desk, address: str) -> None:
    """Ends the session for good: its cookie opens nothing any more."""
    with desk.store.write() as session:
        chat = transcript.find_chat(session, address)
        if chat is not None and chat.closed_at is None:
            unattended.session_over(desk, session, chat, desk.now())
