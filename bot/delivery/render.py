"""Turns a row of the outbox into the Outbound that its channel takes: with the provider's ids in place of ours, and the
files themselves in place of their ids."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.channels.channel import TryLater
from bot.channels.messages import Option, Outbound
from bot.delivery.other_forms import NO_FILES
from bot.desk import Desk
from bot.replies import compose
from store.files import files
from store.messages import message_ids, outbox
from store.tables import Chat, OutboxMessage

TOAST_LIVES = timedelta(seconds=60)
STILL_LISTED = timedelta(minutes=10)  # how far back a provider's list is read for an earlier try, at least
SHORTLY = 1.0  # seconds until the message that is to be edited may be out


class Obsolete(Exception):
    """Overtaken by events: there is nothing left to say."""


def write(desk: Desk, session: Session, row: OutboxMessage, now: datetime) -> Outbound:
    """What the row says as things stand now. Raises Obsolete; TryLater while what it edits is not out yet."""
    if row.kind == "toast" and now - row.created_at > TOAST_LIVES:
        raise Obsolete("nobody waits for it any longer")
    content = row.content
    found = files.get_many(session, content.get("files", ()))
    whole = [file for file in found if file.state == "kept" and file.size and not content.get(NO_FILES)]
    lost = [file.name for file in found if file not in whole and file.state in ("kept", "lost")]
    return Outbound(
        outbox_id=row.id,
        address=row.chat.address,
        kind=row.kind,
        text=_text(desk, row.chat, content.get("text", ""), lost),
        options=tuple(Option(label, data) for label, data in content.get("options", ())),
        files=tuple(map(compose.stored, whole)),
        reply_to=content.get("reply_to", "") or _quoted(session, row.reply_to_id),
        targets=_targets(session, row),
        caption=content.get("caption", False),
        acknowledge=content.get("acknowledge", ""),
        subject=content.get("subject", ""),
        plain=content.get("plain", False),
        **_tries_before(session, row),
    )


def needs_no_look_up(row: OutboxMessage) -> bool:
    """Whether the row itself says all that its channel needs."""
    refers = row.reply_to_id is not None or not {"files", "edits", "withdraws"}.isdisjoint(row.content)
    return row.attempts < 2 and not refers


def _tries_before(session: Session, row: OutboxMessage) -> dict[str, Any]:
    """A row that was leased before may have gone out: nobody knows what came of a call that was cut off."""
    if row.attempts < 2:
        return {}
    others = message_ids.said_since(session, row.chat_id, row.created_at - STILL_LISTED, row.id)
    return {"tried_since": row.created_at, "others": others}


def _text(desk: Desk, chat: Chat, text: str, lost: list[str]) -> str:
    """The text, and below it the names of the files that cannot go: they are lost, empty, or taken in no form."""
    voice = compose.voice_of(desk, chat)
    return "\n".join([*filter(None, [text]), *(voice("file_lost", name=name) for name in lost)])


def _quoted(session: Session, outbox_id: int | None) -> str:
    return next(iter(_shown_as(session, outbox_id)), "") if outbox_id else ""


def _targets(session: Session, row: OutboxMessage) -> tuple[str, ...]:
    content = row.content
    if row.kind == "edit":
        return _to_edit(session, content)
    if row.kind == "withdraw":
        return _to_withdraw(session, content)
    return tuple(content.get("targets", ()))


def _to_edit(session: Session, content: dict[str, Any]) -> tuple[str, ...]:
    if content.get("targets"):
        return tuple(content["targets"])
    edited = session.get(OutboxMessage, content["edits"])
    if edited is not None and edited.state in outbox.TO_COME:
        raise TryLater("the message that it edits is not out yet", SHORTLY)
    targets = _shown_as(session, content["edits"])
    if not targets:
        raise Obsolete("the message that it edits never went out")
    return targets


def _to_withdraw(session: Session, content: dict[str, Any]) -> tuple[str, ...]:
    shown = [_shown_as(session, outbox_id) for outbox_id in content.get("withdraws", ())]
    targets = (*content.get("targets", ()), *(target for each in shown for target in each))
    if not targets:
        raise Obsolete("what it withdraws never went out")
    return tuple(dict.fromkeys(targets))


def _shown_as(session: Session, outbox_id: int) -> tuple[str, ...]:
    """The provider's ids of what a row became; an edit became what it edited."""
    ids = message_ids.of(session, outbox_id)
    row = None if ids else session.get(OutboxMessage, outbox_id)
    return _shown_as(session, row.content["edits"]) if row is not None and "edits" in row.content else ids
