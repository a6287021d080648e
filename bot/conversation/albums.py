"""Albums where the channel tells of none: files that follow each other closely are one."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.channels.messages import Inbound
from bot.conversation.routing import calls
from bot.desk import Desk
from bot.dialogues import DIALOGUES
from bot.language import words
from store.messages import inbox
from store.tables import Chat


def with_album(desk: Desk, session: Session, chat: Chat, inbound: Inbound, now: datetime) -> Inbound:
    """The message, with the album that it belongs to or begins; but not what names its place itself."""
    channel = desk.channels.get(inbound.channel)
    gap = channel.album_gap if channel else None
    if gap is None or not inbound.files or inbound.quoted or words.addressed(inbound.text):
        return inbound
    alone = inbound.late or calls.read(desk.texts, inbound.text) is not None
    album = None if alone else inbox.latest_album(session, chat.id, now - gap, after=_asked_for_files(chat))
    return replace(inbound, album=album or inbound.key)


def _asked_for_files(chat: Chat) -> int:
    """The message that began the form which takes files now, 0 where none does: what came before it is not of it."""
    open_forms = [state for state in chat.memory.get("forms", ())[-1:] if state["name"] in DIALOGUES]
    takes_files = [state for state in open_forms if DIALOGUES[state["name"]].takes_files]
    return next((int(state["run"], 36) for state in takes_files), 0)
