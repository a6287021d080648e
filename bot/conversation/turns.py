"""Take in → hear → respond → say: one message, one transaction.

What answers a question, runs a command or makes a choice is heard at once. Free text and files wait until the burst
that they belong to is over (`chats.hear_at`, about three seconds after the last of them) and are heard together, by
whichever worker finds them due.
"""

import logging
import traceback
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot import commands
from bot.actions import entrance, followups
from bot.channels.messages import Inbound, Receipt, Reply, Unreadable
from bot.conversation import edits, flood, interpret, routing, sanitize
from bot.delivery import receipts
from bot.desk import Desk
from bot.dialogues import DIALOGUES
from bot.language import words
from bot.replies import compose, refusals, window
from bot.replies.turn import Heard, Turn
from store.database import StoreAway, ring
from store.errors import Refused
from store.files import files
from store.messages import inbox
from store.people import chats, invitations
from store.tables import Chat

log = logging.getLogger(__name__)

BURST = timedelta(seconds=3)


def take_in(desk: Desk, inbound: Inbound) -> None:
    """Keeps a message and hears it, or keeps it for its burst. The same delivery again changes nothing.

    A message that breaks our code is kept as failed, and its sender is told. Raises StoreAway: nothing was done.
    """
    inbound = sanitize.made(inbound)
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
    inbound = _in_its_album(desk, session, chat, inbound, now)
    kept = _keep(session, chat, inbound, now)
    if kept is None:
        return
    _announce_files(session, chat, inbound, kept, now)
    heard = Heard(kept, inbound)
    waits = not _heard_at_once(desk, session, chat, heard, now)
    chat.blocked_at = now if inbound.kind == "blocked" else None
    window.heard(desk, session, chat, inbound.at if inbound.late else now, now)
    if waits:
        inbox.mark(session, [kept], "waiting")
    chats.save(session, chat)


def _keep(session: Session, chat: Chat, inbound: Inbound, now: datetime, **failed: str) -> int | None:
    """A code that somebody shows at the door is a secret until it is spent: it is not kept."""
    text = invitations.hidden(inbound.text) if chat.person_id is None else inbound.text
    return inbox.keep(
        session, inbound.channel, inbound.key, inbound.to_json() | {"text": text}, at=now, chat_id=chat.id,
        message_id=inbound.message_id if inbound.kind == "message" else None, album=inbound.album or None, **failed,
    )  # fmt: skip


def _in_its_album(desk: Desk, session: Session, chat: Chat, inbound: Inbound, now: datetime) -> Inbound:
    """Where the channel tells no albums, files that follow each other closely are one; but not what names its place."""
    channel = desk.channels.get(inbound.channel)
    gap = channel.album_gap if channel else None
    if gap is None or not inbound.files or inbound.quoted or words.addressed(inbound.text):
        return inbound
    alone = inbound.late or commands.read(desk.texts, inbound.text) is not None
    album = None if alone else inbox.latest_album(session, chat.id, now - gap, after=_asked_for_files(chat))
    return replace(inbound, album=album or inbound.key)


def _asked_for_files(chat: Chat) -> int:
    """The message that began the form which takes files now, 0 where none does: what came before it is not of it."""
    states = [state for state in chat.memory.get("forms", ())[-1:] if state["name"] in DIALOGUES]
    return next((int(state["run"], 36) for state in states if DIALOGUES[state["name"]].takes_files), 0)


def _announce_files(session: Session, chat: Chat, inbound: Inbound, kept: int, now: datetime) -> None:
    """A stranger's files are not fetched before a lead lets them in, and so many are kept at most."""
    if (
        chat.person is None
        and inbound.files
        and inbox.count_waiting(session, chat.id) >= entrance.MOST_WAITING
    ):
        return
    for file in inbound.files:
        files.announce(
            session, inbound.channel, file.ref, now, approved=chat.person_id is not None, inbox_id=kept,
            kind=file.kind, name=file.name, content_type=file.content_type, size=file.size,
        )  # fmt: skip


def _heard_at_once(desk: Desk, session: Session, chat: Chat, heard: Heard, now: datetime) -> bool:
    """Hears it, or says that it must wait: for the end of its burst, for a lead to say who its sender is."""
    turn = _turn(desk, session, chat, heard, now)
    if chat.person is None or not chat.person.active:
        return _at_the_door(turn)
    act = interpret.understand(turn)
    if act is not None and _is_too_fast(turn):
        act = interpret.pressed_too_fast if heard.inbound.kind == "press" else None
    if act is not None and chat.hear_at is not None:
        turn.keep_memory()
        by_list = act if interpret.is_place_in_a_list(turn) else None
        _hear_burst(desk, session, chat, now, before=heard)
        turn = _turn(desk, session, chat, heard, now)
        act = by_list or interpret.understand(turn)
    if act is None:
        return _waits_for_its_burst(turn)
    _act(turn, act)
    return True


def _waits_for_its_burst(turn: Turn) -> bool:
    turn.keep_memory()
    turn.chat.hear_at = turn.now + BURST
    ring(turn.session, "hear")
    return False


def _is_too_fast(turn: Turn) -> bool:
    """What asks for no answer is no flood: an edit that waited as if it were a message would be put a second time."""
    return turn.heard.inbound.kind in ("message", "press") and flood.is_one(turn)


def _at_the_door(turn: Turn) -> bool:
    if turn.chat.person is not None:
        entrance.say_left(turn)
        turn.keep_memory()
        return True
    if _is_too_fast(turn):
        entrance.keep(turn)
        turn.keep_memory()
        return not turn.keep_waiting
    if turn.heard.inbound.kind == "edit":
        edits.take(turn)
    known = entrance.meet(turn)
    turn.keep_memory()
    if known:
        entrance.hear_what_waits(turn, turn.chat)
        return _heard_at_once(turn.desk, turn.session, turn.chat, turn.heard, turn.now)
    return not turn.keep_waiting


def _act(turn: Turn, act: interpret.Act) -> None:
    """Does it; where the store refuses, its words are the answer."""
    try:
        act(turn)
    except Refused as refused:
        refusals.say(turn, refused)
    while turn.homeless:
        ids, turn.homeless = sorted(set(turn.homeless)), []
        routing.offer_home(turn, followups.load(turn.session, ids))
    turn.keep_memory()


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
            _hear_burst(desk, session, chat, now)
            chats.save(session, chat)
    except StoreAway:
        raise
    except Exception as error:
        log.exception("a burst broke our code: chat %s", chat_id)
        with desk.store.write() as session:
            _set_aside_burst(desk, session, chat_id or 0, error)
    return chat_id


def _hear_burst(
    desk: Desk, session: Session, chat: Chat, now: datetime, *, before: Heard | None = None
) -> None:
    """Reads as a whole what waits in a chat; quietly, where it is to be heard `before` a message that is about to be
    answered: the rest of that one's album then follows it."""
    chat.hear_at = None
    rows = inbox.waiting(session, chat.id)
    if before is not None:
        album = before.inbound.album
        if album and any(row.album == album for row in rows):
            chat.hear_at = now + BURST
        rows = [row for row in rows if row.id != before.id and not (album and row.album == album)]
    if not rows or chat.person is None:
        return
    pieces = [Heard(row.id, Inbound.from_json(row.payload)) for row in rows]
    turn = _turn(desk, session, chat, pieces[-1], now)
    _act(turn, lambda turn: routing.respond(turn, pieces, quiet=before is not None))
    inbox.mark(session, [row.id for row in rows], "heard")


def _turn(desk: Desk, session: Session, chat: Chat, heard: Heard, now: datetime) -> Turn:
    return Turn(desk, session, chat, now, heard, DIALOGUES, commands.COMMANDS)


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


def set_aside(desk: Desk, unreadable: Unreadable) -> None:
    """Keeps a delivery that we cannot read, for a person to look at."""
    kept = sanitize.made(unreadable)
    with desk.store.write() as session:
        inbox.set_aside(session, kept.channel, kept.key, kept.why, kept.payload, desk.now())


def take_receipt(desk: Desk, receipt: Receipt) -> None:
    """Notes what the provider tells of a message that we sent."""
    receipts.take(desk, sanitize.made(receipt))
