"""Where we talk with people: `hold` locks a chat, `link` gives it to its person, `of` says where each one is told.

A chat is locked FOR NO KEY UPDATE: a plain FOR UPDATE would make two people who write to each other at once wait for
ever, since what we say in the other's chat needs its row to stay.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, func, inspect, or_, select, update
from sqlalchemy.orm import Session, lazyload

from store.errors import Refused
from store.messages import inbox, outbox
from store.people import address_aliases
from store.tables import Chat, Event, Person

_ALWAYS_OPEN: Mapping[str, datetime] = {}


class AlreadyLinked(Refused):
    """The chat belongs to somebody: it is never relinked, whatever code or number it brings."""

    def __init__(self) -> None:
        super().__init__("already_linked")


def hold(
    session: Session,
    channel: str,
    address: str,
    now: datetime,
    *,
    other_address: str | None = None,
    name: str | None = None,
) -> Chat:
    """The chat of this address, made if need be, locked until commit, its person loaded.

    A provider may know one chat by two names: either finds it, and `address` is the one that was used last. The two
    contradicting what is known of a linked chat make another one: its person is in doubt (`memory["doubt"]`).
    `last_inbound_at` is left for whoever hears the message: the former one is wanted first.
    """
    chat = _locked(session, channel, address)
    if chat is None or (other_address and chat.other_address != other_address):
        chat = address_aliases.settle(session, channel, address, other_address, now)
    if name and chat.name != name:
        chat.name = name
    _ = chat.person
    return chat


# With its person, in one trip, where nobody holds it. A row that waited for its lock is read anew and the one joined to
# it is not: they may have been unlinked or deactivated meanwhile. So whoever waits reads the person afterwards.
_WHOLE = select(Chat).execution_options(populate_existing=True)
_FREE = _WHOLE.with_for_update(of=Chat, key_share=True, skip_locked=True)
_HELD = _WHOLE.options(lazyload(Chat.person)).with_for_update(key_share=True)
_AT_ADDRESS = (Chat.channel == bindparam("way"), Chat.address == bindparam("place"))
_FREE_AT_ADDRESS, _HELD_AT_ADDRESS = _FREE.where(*_AT_ADDRESS), _HELD.where(*_AT_ADDRESS)


def _locked(session: Session, channel: str, address: str) -> Chat | None:
    at_address = {"way": channel, "place": address}
    free = _of_its_person(session, session.scalar(_FREE_AT_ADDRESS, at_address))
    return free or session.scalar(_HELD_AT_ADDRESS, at_address)


def _of_its_person(session: Session, chat: Chat | None) -> Chat | None:
    """Linked in the moment between the look and the lock, it comes without the person whom it belongs to by now."""
    if chat is not None and chat.person_id != (chat.person.id if chat.person else None):
        session.expire(chat, ["person"])
    return chat


def lock(session: Session, chat_id: int) -> Chat | None:
    """The chat by its id, locked until commit, its person loaded."""
    chat = session.scalar(_HELD.where(Chat.id == chat_id))
    if chat is not None:
        _ = chat.person
    return chat


def remember(session: Session, chat: Chat) -> None:
    """Writes what a turn changed of its chat, the last thing that it does, by a bare UPDATE: every message does it, and
    a flush costs thrice as much. What is seldom changed is left to the flush."""
    state = inspect(chat)
    if set(state.manager) - state.unmodified <= set(_OF_A_TURN):
        new = {f"new_{name}": getattr(chat, name) for name in _OF_A_TURN}
        session.connection().execute(_REMEMBER, {"chat": chat.id, **new})
        session.expunge(chat)


_OF_A_TURN = ("memory", "last_inbound_at", "hear_at", "blocked_at", "shut_at")
_TABLE = Chat.metadata.tables["chats"]
_REMEMBER = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("chat"))
    .values({name: bindparam(f"new_{name}") for name in _OF_A_TURN})
)


def link(session: Session, chat: Chat, person: Person, now: datetime, by: Person | None = None) -> None:
    """Gives the chat to its person, for good. Raises AlreadyLinked, of two at once for the second."""
    session.flush()
    taken = session.scalar(
        update(Chat)
        .where(Chat.id == chat.id, Chat.person_id.is_(None))
        .values(person_id=person.id)
        .returning(Chat.id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(chat, ["person_id", "person"])
    if taken is None:
        raise AlreadyLinked
    _note(session, chat, person, "linked", now, by)


def unlink(session: Session, chat: Chat, now: datetime, by: Person | None = None) -> None:
    """Takes the chat from its person: what we were asking and what was still to be said there is gone with it. What was
    said there and nobody has heard yet is set aside: it must not come up as somebody else's."""
    if chat.person is None:
        return
    _note(session, chat, chat.person, "unlinked", now, by)
    chat.person, chat.memory, chat.hear_at = None, {}, None
    if chat.channel == "webchat":
        chat.closed_at = now
    outbox.drop_of_chats(session, [chat.id], _UNLINKED)
    inbox.mark(session, [row.id for row in inbox.waiting(session, chat.id)], "set_aside", _UNLINKED)


_UNLINKED = "the chat was unlinked"


def _note(session: Session, chat: Chat, person: Person, what: str, now: datetime, by: Person | None) -> None:
    actor = by.id if by else None
    detail = {"chat": chat.id, "address": chat.address}
    session.add(
        Event(person_id=person.id, actor_id=actor, channel=chat.channel, at=now, what=what, detail=detail)
    )


def of(
    session: Session, people_ids: Collection[int], shut_before: Mapping[str, datetime] = _ALWAYS_OPEN
) -> dict[int, Chat]:
    """The chat in which each of these people is told: where they last wrote, but where we cannot speak now comes later
    (by channel, what was last heard before that time), and one that shut us out comes last.

    Who is not active, or has no chat, is not in it.
    """
    if not people_ids:
        return {}
    query = (
        select(Chat)
        .join(Person, Person.id == Chat.person_id)
        .where(Chat.person_id.in_(people_ids), Person.active, Chat.closed_at.is_(None))
        .order_by(
            Chat.blocked_at.is_not(None),
            _is_shut(shut_before),
            Chat.last_inbound_at.desc().nulls_last(),
            Chat.id.desc(),
        )
    )
    told: dict[int, Chat] = {}
    for chat in session.scalars(query):
        assert chat.person_id is not None
        told.setdefault(chat.person_id, chat)
    return told


def _is_shut(before: Mapping[str, datetime]) -> ColumnElement[bool]:
    silent = (
        and_(Chat.channel == channel, or_(Chat.last_inbound_at.is_(None), Chat.last_inbound_at <= since))
        for channel, since in before.items()
    )
    return or_(Chat.shut_at.is_not(None), *silent)


def others(session: Session, person_id: int, chat_id: int) -> list[Chat]:
    """The other chats of this person, sessions that ended left out."""
    query = select(Chat).where(Chat.person_id == person_id, Chat.id != chat_id, Chat.closed_at.is_(None))
    return list(session.scalars(query.order_by(Chat.id)))


def linked(session: Session) -> list[Chat]:
    """Every chat that belongs to somebody, their persons loaded, sessions that ended left out."""
    query = select(Chat).where(Chat.person_id.is_not(None), Chat.closed_at.is_(None))
    return list(session.scalars(query.order_by(Chat.id)))


def lock_due(session: Session, now: datetime) -> Chat | None:
    """A chat whose burst is over and that nobody else is hearing, locked until commit, its person loaded."""
    due = _FREE.where(Chat.hear_at <= now).order_by(Chat.hear_at).limit(1)
    return _of_its_person(session, session.scalar(due))


def next_to_hear(session: Session, now: datetime) -> datetime | None:
    """When the next burst will be over."""
    return session.scalar(select(func.min(Chat.hear_at)).where(Chat.hear_at > now))
