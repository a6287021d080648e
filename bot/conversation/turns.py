"""Takes in what people do: keeps it, hears it, and keeps what comes of it, all in one transaction.

What answers a question, runs a command or makes a choice is heard at once. Free text and files wait until the burst
that they belong to is over (`chats.hear_at`, about three seconds after the last of them) and are heard together, by
whichever worker finds them due.
"""

import logging
import traceback
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.actions.people import letting_in
from bot.channels.messages import Inbound, Reply
from bot.conversation import albums, bursts, carry_out, door, edits, flood, interpret, resume
from bot.conversation.door import Met
from bot.conversation.interpret import Meaning
from bot.conversation.part import Part
from bot.conversation.routing import choices
from bot.desk import Desk
from bot.dialogue.engine import Forms
from bot.replies import compose, window
from bot.replies.people import unattended
from bot.replies.turn import Heard, Turn
from store.database import StoreAway
from store.files import files
from store.messages import inbox
from store.messages.leasing import Leasing
from store.people import chats, invitations
from store.tables import Chat, InboxMessage
from store.transactions import pending

log = logging.getLogger(__name__)

LONGEST_NAME = 200
PATIENCE = timedelta(seconds=0.5)
"""For which messages that share a transaction wait for what somebody else has locked; alone, a message waits on."""
SAID = ("message", "contact")  # the kinds of what stands in the chat as a message of theirs


Place = tuple[str, str]
"""Where a chat is: its channel and address."""


def take_in(desk: Desk, inbound: Inbound) -> None:
    """Keeps a message and hears it, or keeps it for its burst. The same delivery again changes nothing.

    A message that breaks our code is kept as failed, and its sender is told. Raises StoreAway: nothing was done.
    """
    try:
        desk.store.change(lambda session: _take_in_alone(desk, session, inbound))
    except StoreAway:
        raise
    except Exception as error:
        log.exception("a message broke our code: %s %s", inbound.channel, inbound.key)
        why = _why(error)
        desk.store.change(lambda session: _keep_failed(desk, session, inbound, why))


def _take_in_alone(desk: Desk, session: Session, inbound: Inbound) -> None:
    chat = _lock(desk, session, inbound)
    _take_in(desk, session, [(chat, inbound)])


def take_in_together(
    desk: Desk, session: Session, inbounds: Sequence[Inbound], leasing: Leasing | None = None
) -> list[Inbound]:
    """As `take_in`, for messages of different chats in the caller's transaction; returns those that it left: whose chat
    is new, a stranger's, known by another name, or locked by somebody else. What is said to these chats is leased by
    the caller's worker, where it has `leasing`. Raises whatever any of them breaks; Conflicted where the others would
    wait too long for what one of them needs."""
    patience = PATIENCE if len(inbounds) > 1 else None
    free = chats.lock_the_free(session, {_place(inbound) for inbound in inbounds}, patience)
    found = [(chat, inbound) for inbound in inbounds if (chat := free.get(_place(inbound)))]
    taken = [(chat, inbound) for chat, inbound in found if _needs_no_care(chat, inbound)]
    if leasing is not None:
        leasing.begin(session, [chat for chat, _ in taken])
    _take_in(desk, session, taken)
    done = {id(inbound) for _, inbound in taken}
    return [inbound for inbound in inbounds if id(inbound) not in done]


def _needs_no_care(chat: Chat, inbound: Inbound) -> bool:
    """What a stranger says may take long to check, and a chat with a new name may be another's."""
    return chat.person_id is not None and chats.is_known_so(chat, inbound.other_address)


def _place(inbound: Inbound) -> Place:
    return inbound.channel, inbound.address


def _lock(desk: Desk, session: Session, inbound: Inbound) -> Chat:
    return chats.lock_or_create(
        session,
        inbound.channel,
        inbound.address,
        desk.now(),
        other_address=inbound.other_address or None,
        name=_name(inbound),
    )


def _name(inbound: Inbound) -> str | None:
    return inbound.sender.name[:LONGEST_NAME] or None


def _take_in(desk: Desk, session: Session, arrivals: Sequence[tuple[Chat, Inbound]]) -> None:
    """Messages of different chats that are locked: all are kept, then each is heard."""
    now = desk.now()
    arrivals = [(chat, each) for chat, inbound in arrivals for each in edits.apart(session, chat, inbound)]
    arrivals = [(chat, albums.with_album(desk, session, chat, inbound, now)) for chat, inbound in arrivals]
    kept = inbox.keep_all(session, [_delivery(chat, inbound, now) for chat, inbound in arrivals])
    for chat, inbound in arrivals:
        inbox_id = kept.get((inbound.channel, inbound.key))
        if inbox_id is not None:
            pending.of(session).begin()
            _take_in_one(desk, session, chat, Heard(inbox_id, inbound, now), now)


def _delivery(chat: Chat, inbound: Inbound, now: datetime) -> dict[str, Any]:
    """As it is kept. A stranger's code is a secret until it is spent: it is not kept."""
    text = invitations.hidden(inbound.text) if chat.person_id is None else inbound.text
    return dict(
        channel=inbound.channel, key=inbound.key, payload=inbound.to_json() | {"text": text}, received_at=now,
        chat_id=chat.id, message_id=inbound.message_id if inbound.kind in SAID else None,
        album=inbound.album or None,
    )  # fmt: skip


def _take_in_one(desk: Desk, session: Session, chat: Chat, heard: Heard, now: datetime) -> None:
    """One message that was kept: it is heard, and what it tells of its chat is noted."""
    inbound = heard.inbound
    _announce_files(session, chat, inbound, heard.id, now)
    done = _hear(desk, session, chat, heard, now)
    if (name := _name(inbound)) and chat.name != name:
        chat.name = name  # not before: whatever is looked up while it is heard would write it by itself
    if inbound.kind == "blocked" and chat.blocked_at is None:
        unattended.lost_chat(desk, session, chat, chat.person, now)
    chat.blocked_at = now if inbound.kind == "blocked" else None
    window.heard(desk, session, chat, inbound.at if inbound.late else now, now)
    if not done:
        inbox.mark(session, [heard.id], "waiting")
    chats.save(session, chat)


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
    chat_id, heard = None, list[int]()
    try:
        with desk.store.write() as session:
            now = desk.now()
            chat = chats.lock_due(session, now)
            if chat is None:
                return None
            rows = _to_hear(session, chat)
            chat_id, heard = chat.id, [row.id for row in rows]
            _hear_what_waits(desk, session, chat, now, rows)
            chats.save(session, chat)
    except StoreAway:
        raise
    except Exception as error:
        log.exception("what waited broke our code: chat %s", chat_id)
        broken, why = chat_id or 0, _why(error)
        desk.store.change(lambda session: _set_aside(desk, session, broken, heard, why))
    return chat_id


def _to_hear(session: Session, chat: Chat) -> Sequence[InboxMessage]:
    """First what failed before, one by one; once that is done, all the rest as a whole."""
    rows = inbox.waiting(session, chat.id)
    return [row for row in rows if row.error][:1] or rows


def _hear_what_waits(
    desk: Desk, session: Session, chat: Chat, now: datetime, rows: Sequence[InboxMessage]
) -> None:
    """One that failed before is heard as if it had just come."""
    if not rows or not rows[0].error:
        bursts.hear(desk, session, chat, now, rows)
        return
    chat.hear_at = None
    done = _hear(desk, session, chat, Heard.kept(rows[0]), now)
    inbox.mark(session, [rows[0].id], "heard" if done else "waiting")
    chat.hear_at = now


def _keep_failed(desk: Desk, session: Session, inbound: Inbound, why: str) -> None:
    now = desk.now()
    chat = _lock(desk, session, inbound)
    arrivals = edits.apart(session, chat, inbound)
    kept = inbox.keep_all(session, [_delivery(chat, each, now) for each in arrivals])
    inbox.mark(session, list(kept.values()), "failed", why)
    for each in arrivals:
        if inbox_id := kept.get((each.channel, each.key)):
            _announce_files(session, chat, each, inbox_id, now)
    if kept:
        window.heard(desk, session, chat, inbound.at if inbound.late else now, now)
        _say_our_fault(desk, session, chat, now)
        chats.save(session, chat)


def _set_aside(desk: Desk, session: Session, chat_id: int, heard: Collection[int], why: str) -> None:
    """Marks as failed those of these messages that still wait; what came meanwhile is heard without them. Who sent them
    is told, unless all of them failed before, as they were told then."""
    chat = chats.lock(session, chat_id)
    if chat is None:
        return
    rows = inbox.waiting(session, chat.id)
    broken = [row for row in rows if row.id in heard]
    is_news = any(not row.error for row in broken)
    inbox.mark(session, [row.id for row in broken], "failed", why)
    if len(rows) == len(broken):
        chat.hear_at = None
    elif broken:
        chat.hear_at = max(chat.hear_at or desk.now(), desk.now())
    if is_news:
        _say_our_fault(desk, session, chat, desk.now())
    chats.save(session, chat)


def _say_our_fault(desk: Desk, session: Session, chat: Chat, now: datetime) -> None:
    compose.say(desk, session, chat, Reply("our_fault"), now, None)


def _why(error: Exception) -> str:
    """The error and where it happened, without anybody's text."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    place = f" at {last[0].filename.rsplit('/', 1)[-1]}:{last[0].lineno}" if last else ""
    return f"{type(error).__name__}{place}"
