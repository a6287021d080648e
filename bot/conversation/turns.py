"""Takes in what people do: keeps it, hears it, and keeps what comes of it, all in one transaction.

What answers a question, runs a command or makes a choice is heard at once. Free text and files wait until the burst
that they belong to is over (`chats.hear_at`, about three seconds after the last of them) and are heard together, by
whichever worker finds them due.
"""

import logging
import traceback
from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions.people import letting_in
from bot.channels.messages import Inbound, Reply
from bot.conversation import albums, bursts, carry_out, door, flood, interpret, resume
from bot.conversation.door import Met
from bot.conversation.interpret import Meaning
from bot.conversation.part import Part
from bot.conversation.routing import choices
from bot.desk import Desk
from bot.dialogue.engine import Forms
from bot.replies import compose, window
from bot.replies.turn import Heard, Turn
from store.database import StoreAway
from store.files import files
from store.messages import inbox
from store.people import chats, invitations
from store.tables import Chat

log = logging.getLogger(__name__)


def take_in(desk: Desk, inbound: Inbound) -> None:
    """Keeps a message and hears it, or keeps it for its burst. The same delivery again changes nothing.

    A message that breaks our code is kept as failed, and its sender is told. Raises StoreAway: nothing was done.
    """
    try:
        with desk.store.write() as session:
            _take_in(desk, session, inbound)
    except StoreAway:
        raise
    except Exception as error:
        log.exception("a message broke our code: %s %s", inbound.channel, inbound.key)
        with desk.store.write() as session:
            _keep_failed(desk, session, inbound, error)


def _take_in(desk: Desk, session: Session, inbound: Inbound) -> None:
    now = desk.now()
    chat = chats.lock_or_create(
        session, inbound.channel, inbound.address, now,
        other_address=inbound.other_address or None, name=inbound.sender.name[:200] or None,
    )  # fmt: skip
    inbound = albums.with_album(desk, session, chat, inbound, now)
    kept = _keep(session, chat, inbound, now)
    if kept is None:
        return
    _announce_files(session, chat, inbound, kept, now)
    done = _hear(desk, session, chat, Heard(kept, inbound), now)
    chat.blocked_at = now if inbound.kind == "blocked" else None
    window.heard(desk, session, chat, inbound.at if inbound.late else now, now)
    if not done:
        inbox.mark(session, [kept], "waiting")
    chats.save(session, chat)


def _keep(session: Session, chat: Chat, inbound: Inbound, now: datetime, **failed: str) -> int | None:
    """A stranger's code is a secret until it is spent: it is not kept."""
    text = invitations.hidden(inbound.text) if chat.person_id is None else inbound.text
    return inbox.keep(
        session, inbound.channel, inbound.key, inbound.to_json() | {"text": text}, at=now, chat_id=chat.id,
        message_id=inbound.message_id if inbound.kind == "message" else None, album=inbound.album or None, **failed,
    )  # fmt: skip


def _announce_files(session: Session, chat: Chat, inbound: Inbound, kept: int, now: datetime) -> None:
    """A stranger's files are not fetched before a lead lets them in, and only so many are kept."""
    stranger = chat.person_id is None
    if stranger and inbound.files and inbox.count_waiting(session, chat.id) >= door.MOST_WAITING:
        return
    for file in inbound.files:
        files.announce(
            session, inbound.channel, file.ref, now, approved=not stranger, inbox_id=kept,
            kind=file.kind, name=file.name, content_type=file.content_type, size=file.size,
        )  # fmt: skip


def _hear(desk: Desk, session: Session, chat: Chat, heard: Heard, now: datetime) -> bool:
    """Hears a message. False where it waits: for the end of its burst, or for a lead to say who its sender is."""
    forms = carry_out.begin(desk, session, chat, now, heard)
    if chat.person is None:
        met = _meet(forms)
        forms.turn.keep_memory()
        if met is not Met.KNOWN:
            return met is Met.DONE
        letting_in.hear_what_waits(forms.turn, chat)
        forms = carry_out.begin(desk, session, chat, now, heard)
    elif not chat.person.active:
        door.say_left(forms.turn)
        forms.turn.keep_memory()
        return True
    return _hear_somebody(forms)


def _meet(forms: Forms) -> Met:
    return door.keep(forms.turn) if _is_too_fast(forms.turn) else door.meet(forms)


def _hear_somebody(forms: Forms) -> bool:
    """Does at once what can be done at once; False where the message waits for the end of its burst."""
    turn = forms.turn
    part = Part([turn.heard], after=turn.chat.last_inbound_at)
    meaning = interpret.at_once(forms, part)
    if meaning is not None and _is_too_fast(turn):
        return _put_off(turn)
    if meaning is not None and turn.chat.hear_at is not None:
        turn.keep_memory()
        bursts.hear_before(turn.desk, turn.session, turn.chat, turn.now, turn.heard)
        by_list = choices.is_place_in_a_list(forms, part)
        forms = carry_out.begin(turn.desk, turn.session, turn.chat, turn.now, turn.heard)
        meaning = meaning if by_list else interpret.at_once(forms, part)
    if meaning is not None:
        _act(forms, part, meaning)
    else:
        bursts.wait(forms.turn)
    forms.turn.keep_memory()
    return meaning is not None


def _act(forms: Forms, part: Part, meaning: Meaning) -> None:
    decision = carry_out.step(forms, lambda: meaning.act(forms, part))
    if decision is not None:
        resume.take(forms, decision)
    carry_out.offer_places(forms)


def _put_off(turn: Turn) -> bool:
    """Of somebody who is too fast: a press changes nothing, what they write is heard with its burst."""
    pressed = turn.heard.inbound.kind == "press"
    if pressed and turn.heard.inbound.acknowledge:
        turn.toast("too_fast")
    if not pressed:
        bursts.wait(turn)
    turn.keep_memory()
    return pressed


def _is_too_fast(turn: Turn) -> bool:
    """What asks for no answer is no flood: an edit that waited as if it were a message would be put a second time."""
    return turn.heard.inbound.kind in ("message", "press") and flood.is_one(turn)


def hear_waiting(desk: Desk) -> datetime | None:
    """Hears every chat whose burst is over; returns when the next one will be, None where none waits."""
    while _hear_one(desk) is not None:
        pass
    with desk.store.read() as session:
        return chats.next_to_hear(session, desk.now())


def _hear_one(desk: Desk) -> int | None:
    chat_id = None
    try:
        with desk.store.write() as session:
            now = desk.now()
            chat = chats.lock_due(session, now)
            if chat is None:
                return None
            chat_id = chat.id
            bursts.hear(desk, session, chat, now)
            chats.save(session, chat)
    except StoreAway:
        raise
    except Exception as error:
        log.exception("a burst broke our code: chat %s", chat_id)
        with desk.store.write() as session:
            _set_aside_burst(desk, session, chat_id or 0, error)
    return chat_id


def _keep_failed(desk: Desk, session: Session, inbound: Inbound, error: Exception) -> None:
    now = desk.now()
    chat = chats.lock_or_create(session, inbound.channel, inbound.address, now)
    if _keep(session, chat, inbound, now, state="failed", error=_why(error)) is not None:
        window.heard(desk, session, chat, inbound.at if inbound.late else now, now)
        _say_our_fault(desk, session, chat, now)
        chats.save(session, chat)


def _set_aside_burst(desk: Desk, session: Session, chat_id: int, error: Exception) -> None:
    chat = chats.lock(session, chat_id)
    if chat is None:
        return
    inbox.mark(session, [row.id for row in inbox.waiting(session, chat.id)], "failed", _why(error))
    chat.hear_at = None
    _say_our_fault(desk, session, chat, desk.now())
    chats.save(session, chat)


def _say_our_fault(desk: Desk, session: Session, chat: Chat, now: datetime) -> None:
    compose.say(desk, session, chat, Reply("our_fault"), now, None)


def _why(error: Exception) -> str:
    """The error and where it happened, without anybody's text."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    place = f" at {last[0].filename.rsplit('/', 1)[-1]}:{last[0].lineno}" if last else ""
    return f"{type(error).__name__}{place}"
