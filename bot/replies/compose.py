"""Puts a Reply into its reader's words and into the outbox: one row for each call that its channel will make."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.channels.messages import Label, Option, Outbound, Reply, StoredFile
from bot.desk import Desk
from bot.language import sheets
from bot.language.texts import Voice
from store.files import files
from store.messages import message_ids, outbox, sent_lookup
from store.messages.sent_lookup import Told
from store.people import chats
from store.tables import Chat, File, OutboxMessage, Ticket
from store.tickets import permissions

NOT_YET = ("",)
"""Stands for the id of a message that is still on its way when it is edited."""


def voice_of(desk: Desk, chat: Chat) -> Voice:
    """The language of the chat's person, else the desk's."""
    own = chat.person.language if chat.person else chat.memory.get(chats.LANGUAGE)
    return desk.texts.voice(own or desk.settings.desk.language)


def say(
    desk: Desk, session: Session, chat: Chat, reply: Reply, now: datetime, cause_id: int | None
) -> int | None:
    """Keeps what we say, in order; returns the id of the first row (the one that others quote). None where the chat's
    channel is switched off."""
    channel = desk.channels.get(chat.channel)
    if channel is None:
        return None
    voice = voice_of(desk, chat)
    edits = reply.edits if channel.edits else None
    whole = Outbound(
        outbox_id=0,
        address=chat.address,
        kind="edit" if edits else "message",
        text=voice(reply.key, **reply.values),
        options=tuple(Option(label_text(voice, label), label.data) for label in reply.labels),
        files=_files(session, reply.files),
        targets=(message_ids.of(session, edits) or NOT_YET) if edits else (),
        anew=voice(reply.anew, **reply.values) if edits and reply.anew else "",
    )
    layout = sheets.layout(whole.text, reply.values, voice) if channel.draws else []
    first: int | None = None
    for part in channel.parts(whole):
        row_id = outbox.put(
            session,
            chat.id,
            part.kind,
            _content(part, edits, reply, layout),
            now,
            ticket_id=reply.ticket_id,
            several=reply.several,
            internal=reply.internal,
            entry_id=reply.entry_id,
            cause_id=cause_id,
            reply_to_id=reply.quotes if first is None else None,
        )
        first = first or row_id
    return first


def tell(
    desk: Desk,
    session: Session,
    people: Collection[int],
    reply: Reply,
    now: datetime,
    cause_id: int | None,
) -> dict[int, int]:
    """Tells people by their ids, each in the chat where they are best reached and in their own language; returns the
    ids of what was put, by person. Who has no chat yet is not in it."""
    told = {}
    for person, chat in chats.of(session, people, desk.shut_before()).items():
        if reply.courtesy and chat.person is not None and chat.person.quiet:
            continue
        row_id = say(desk, session, chat, for_chat(session, chat, reply), now, cause_id)
        if row_id is not None:
            told[person] = row_id
    return told


def reword(
    desk: Desk,
    session: Session,
    chat: Chat,
    rows: Sequence[OutboxMessage],
    reply: Reply,
    now: datetime,
    cause_id: int | None,
) -> bool:
    """Has the rows that told something together say this: those that nobody began to send are rewritten, the others are
    edited where they are. False where that cannot be: nothing was done then."""
    channel = desk.channels.get(chat.channel)
    unsent = outbox.lock_unsent(session, [row.id for row in rows])
    says_more = any(row.state == "joined" or row.content.get("joins") for row in rows)
    if channel is None or says_more or not (channel.edits or len(unsent) == len(rows)):
        return False
    shown = _shown_with(session, rows[0])
    bare = Outbound(outbox_id=0, address=chat.address, files=shown)
    voice = voice_of(desk, chat)
    pieces = channel.parts(replace(bare, text=voice(reply.key, **reply.values)))
    if len(pieces) < len(rows) or (shown and len(pieces) > 1):
        return False
    anew = channel.parts(replace(bare, text=voice(reply.anew, **reply.values))) if reply.anew else []
    about: dict[str, Any] = dict(ticket_id=rows[0].ticket_id, entry_id=rows[0].entry_id)
    about |= dict(internal=rows[0].internal, cause_id=cause_id)
    for place, (row, piece) in enumerate(zip(rows, pieces, strict=False)):
        if row.id in unsent:
            outbox.reword(row, piece.text)
        else:
            lost = anew[place].text if len(anew) == len(pieces) else ""
            content = _edit(row, piece.text, lost, caption=bool(shown))
            outbox.put(session, chat.id, "edit", content, now, **about)
    about["created_at"] = rows[0].created_at  # as of those they follow: the next edit finds them together
    for piece in pieces[len(rows) :]:
        outbox.put(session, chat.id, "message", _content(piece, None, reply), now, **about)
    return True


def amend(
    desk: Desk,
    session: Session,
    told: Told,
    change: Callable[[str, Sequence[str]], tuple[str, list[str]] | None],
    anew: str,
    now: datetime,
    cause_id: int | None,
) -> bool:
    """Has a message say something else where it is, with the choices that it has; `change` makes the new text and its
    layout of those that it has by now. `anew` as in an edit. False where that cannot be: nothing was done then."""
    chat, (row, *more) = told
    channel, shown = desk.channels.get(chat.channel), sent_lookup.says_now(session, row)
    changed = change(shown.content["text"], shown.content.get("layout", ()))
    if more or channel is None or changed is None or row.state == "joined" or row.content.get("joins"):
        return False
    text, layout = changed
    options = tuple(Option(label, data) for label, data in shown.content.get("options", ()))
    files_beside = _shown_with(session, row)
    whole = Outbound(outbox_id=0, address=chat.address, text=text, options=options, files=files_beside)
    if len(channel.parts(whole)) > 1:
        return False
    if outbox.lock_unsent(session, [shown.id]):
        outbox.reword(shown, text, layout)
        return True
    if not channel.edits:
        return False
    content = _edit(row, text, anew, caption=bool(files_beside)) | {
        "layout": layout,
        "options": shown.content.get("options", []),
    }
    outbox.put(session, chat.id, "edit", content, now, ticket_id=row.ticket_id, cause_id=cause_id)
    return True


def _shown_with(session: Session, row: OutboxMessage) -> tuple[StoredFile, ...]:
    """The files whose caption the text of this row is."""
    sent = files.get_many(session, row.content.get("files", ()))
    return tuple(stored(file) for file in sent if file.state == "kept")


def _edit(row: OutboxMessage, text: str, anew: str, *, caption: bool) -> dict[str, Any]:
    """What makes that message say this; `anew` is said where it cannot be edited any more. Further up in a chat it is
    not the last that we said there."""
    more = {"caption": True} if caption else {}
    return {"text": text, "edits": row.id, "beside": True, **({"anew": anew} if anew else {}), **more}


def for_chat(session: Session, chat: Chat, reply: Reply) -> Reply:
    """As it is said to somebody who may be filling in a form there."""
    if not chat.memory.get("forms") or chat.person is None:
        return reply
    ticket = session.get(Ticket, reply.ticket_id) if reply.ticket_id else None
    can_answer = ticket is not None and permissions.may(chat.person, ticket, "write")
    return in_the_middle(reply) if can_answer else reply


def in_the_middle(reply: Reply) -> Reply:
    """A message about a ticket to somebody who is filling in a form: only what quotes it answers it."""
    if not reply.ticket_id or reply.key == "relay.images":
        return reply
    return replace(
        reply,
        key="in_the_middle",
        values={**reply.values, "said": lambda voice: voice(reply.key, **reply.values)},
    )


def label_text(voice: Voice, label: Label) -> str:
    return label.text or voice(f"labels.{label.key}", **label.values)


def toast(
    desk: Desk,
    session: Session,
    chat: Chat,
    acknowledge: str,
    key: str,
    values: Mapping[str, Any],
    now: datetime,
) -> None:
    """Answers a press; without a key it only tells the app that the press arrived."""
    text = voice_of(desk, chat)(key, **values) if key else ""
    outbox.put(session, chat.id, "toast", {"text": text, "acknowledge": acknowledge}, now)


def react(session: Session, chat: Chat, message_id: str, emoji: str, ticket_id: int, now: datetime) -> None:
    """A sign on a person's message: it arrived in its ticket."""
    outbox.put(
        session, chat.id, "reaction", {"text": emoji, "targets": [message_id]}, now, ticket_id=ticket_id
    )


def withdraw(session: Session, chat: Chat, rows: Sequence[OutboxMessage], now: datetime) -> None:
    """Takes messages of ours back from the chat where they are."""
    outbox.put(session, chat.id, "withdraw", {"withdraws": [row.id for row in rows]}, now)


def _files(session: Session, ids: Sequence[int]) -> tuple[StoredFile, ...]:
    return tuple(stored(file) for file in files.get_many(session, ids)) if ids else ()


def stored(file: File) -> StoredFile:
    return StoredFile(
        id=file.id,
        kind=file.kind,
        name=file.name,
        content_type=file.content_type,
        sha256=file.sha256 or "",
        size=file.size or 0,
        is_image=file.is_image,
    )


def _content(part: Outbound, edits: int | None, reply: Reply, layout: Sequence[str] = ()) -> dict[str, Any]:
    content: dict[str, Any] = {"text": part.text}
    if layout:
        content["layout"] = list(layout)
    if reply.notice:
        content["notice"] = reply.notice
    if reply.lasts:
        content["lasts"] = True
    if reply.telling:
        content["telling"] = reply.telling
    if not part.options and (reply.labels or reply.quotes):
        content["beside"] = True
    if part.options:
        content["options"] = [[option.label, option.data] for option in part.options]
    if part.files:
        content["files"] = [file.id for file in part.files]
    if edits and part.kind == "edit":
        content["edits"] = edits
        content |= {"anew": part.anew} if part.anew else {}
    return content
