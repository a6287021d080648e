"""What passes between the channels and the conversation: plain frozen data.

An `Inbound`, a `Receipt` or an `Unreadable` comes in; an `Outbound` goes out; a `Reply` is what the conversation wants
to say, before it is put in the words of its reader.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self


@dataclass(frozen=True)
class FileRef:
    """A file that a person sent, as its channel names it; `ref` is what `Channel.fetch` needs to get the bytes.

    kind is photo, video, voice, audio or document. size is in bytes, None where the channel does not tell. unique: what
    is the same for the same file, whatever its `ref`; empty where the channel does not tell.
    """

    kind: str
    ref: str
    name: str
    content_type: str
    size: int | None = None
    unique: str = ""


@dataclass(frozen=True)
class Sender:
    """Who wrote, by the channel's own word: what a stranger is introduced with."""

    name: str = ""
    username: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Inbound:
    """One thing that a person did in a chat.

    key: the provider's identity of this delivery; the same key is the same message, whatever is redelivered.
    kind: "message", "edit" (of `message_id`: what it holds now), "press" (of a button that carries `press`), "contact"
        (their own phone `number`, proven by the channel), "blocked" or "unblocked" (they do or do not want our
        messages).
    text: to the letter; the words of what is shared otherwise (a place, a contact's card, a list).
    card: the name on the contact's card that `text` tells.
    quoted: the message_id that this one replies to. album: the same for all the files of one album.
    unreadable: what it is ("sticker", "poll" …) where we cannot read it.
    acknowledge: what the channel needs to tell the person's app that the press arrived.
    late: read from the provider's list, since it never reached our hook: `at` is when it was said, and what it quoted
        or pressed is not known.
    other_address: the same chat by its other name, where the provider tells two.
    """

    channel: str
    address: str
    key: str
    at: datetime
    kind: str = "message"
    text: str = ""
    files: tuple[FileRef, ...] = ()
    press: str = ""
    message_id: str = ""
    quoted: str = ""
    album: str = ""
    card: str = ""
    number: str = ""
    forwarded: bool = False
    unreadable: str = ""
    acknowledge: str = ""
    other_address: str = ""
    sender: Sender = Sender()
    late: bool = False

    def to_json(self) -> dict[str, Any]:
        files = [vars(file) for file in self.files]
        rare = {name: value for name in ("card", "number") if (value := getattr(self, name))}
        usual = {name: value for name, value in vars(self).items() if name not in ("card", "number")}
        return usual | rare | {"at": self.at.isoformat(), "files": files, "sender": vars(self.sender)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(
            **{
                **kept,
                "at": datetime.fromisoformat(kept["at"]),
                "files": tuple(FileRef(**file) for file in kept["files"]),
                "sender": Sender(**kept["sender"]),
            }
        )


@dataclass(frozen=True)
class Unreadable:
    """A delivery that is truly the provider's but that we cannot read: set aside as it is, and answered with 2xx."""

    channel: str
    key: str
    why: str
    payload: str


@dataclass(frozen=True)
class Receipt:
    """What the provider tells of a message that we sent: sent, delivered, read or failed.

    failure: what `Channel.send` would have raised, had it been told at once.
    """

    channel: str
    message_id: str
    status: str
    outbox_id: int | None = None
    failure: Exception | None = None


Arrival = Inbound | Receipt | Unreadable
"""What a channel brings us."""


@dataclass(frozen=True)
class Option:
    """A choice: what it says, and what pressing it sends back to us."""

    label: str
    data: str


@dataclass(frozen=True)
class StoredFile:
    """A file of the photo store, as it goes out. size in bytes; `is_image` only where it was decoded as one."""

    id: int
    kind: str
    name: str
    content_type: str
    sha256: str
    size: int
    is_image: bool


@dataclass(frozen=True)
class Outbound:
    """One thing for a channel to do in a chat.

    kind: "message"; "edit" (`targets` get the text and options); "reaction" (`text` is the emoji, on `targets`);
        "withdraw" (`targets` disappear); "toast" (`text`, may be empty, answers the press `acknowledge`);
        "menu" (the commands that the person's app offers: `options`, label = what it does, data = its word);
        "news" (something waits for them: about `subject`, with `text`, one line that tells nothing of it).
    reply_to: the message_id that it quotes. targets: message_ids of ours, or of theirs for a reaction. caption: what is
        edited stands under files.
    anew: what an edit says where its target cannot be edited any more; empty where that is `text` too.
    plain: the channel's own buttons were refused before: the choices go as text.
    tried_since: an earlier try of this very message, made after that time, may have gone out; `others` are the
        provider's ids of what else we said in the chat since then.
    """

    outbox_id: int
    address: str
    kind: str = "message"
    text: str = ""
    options: tuple[Option, ...] = ()
    files: tuple[StoredFile, ...] = ()
    reply_to: str = ""
    targets: tuple[str, ...] = ()
    anew: str = ""
    caption: bool = False
    acknowledge: str = ""
    subject: str = ""
    plain: bool = False
    tried_since: datetime | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Label:
    """A choice before it is put in words: `key` in the texts' labels, or `text` as it is (a name, a ticket)."""

    data: str
    key: str = ""
    text: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """What we want to say: the key of a text and its values, the choices, and the ticket it is about.

    A value may be words in the reader's own language: a function of their `Voice`.
    files: ids of the store's files. edits: the outbox id of an earlier message of ours that this one replaces.
    quotes: the outbox id of the message of ours that it answers. several: it shows more than one ticket.
    anew: the key of what is said, with the same values, where that message cannot be edited any more.
    notice: the event that it tells of, which the ticket's later course may overtake. courtesy: who asked for no notices
        does without it. telling: how it tells an entry of a thread: "anew" after an edit, "files" those that came late.
    lasts: something is decided by its choices, which hold whatever is said after it.
    """

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    labels: tuple[Label, ...] = ()
    files: tuple[int, ...] = ()
    ticket_id: int | None = None
    several: bool = False
    internal: bool = False
    entry_id: int | None = None
    edits: int | None = None
    anew: str = ""
    quotes: int | None = None
    notice: str = ""
    courtesy: bool = False
    telling: str = ""
    lasts: bool = False
