"""Where we talk with people: a chat is locked for a turn, and written once at its end.

`lock_or_create` and `lock` give a chat that nobody else changes before the commit, with its person. A turn changes the
object as it likes, and `save` writes it. `link` and `unlink` write who it belongs to at once; `of` says in which chat
each person is told.

The lock is FOR NO KEY UPDATE: with a plain FOR UPDATE two people who write to each other at the same time would wait
for ever, since what we say in the other's chat refers to its row.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select, update
from sqlalchemy.orm import Session, contains_eager, lazyload, make_transient, make_transient_to_detached

from store.database import UtcDateTime
from store.errors import Refused
from store.messages import inbox, outbox
from store.people import people
from store.people.chats import address_aliases
from store.tables import Chat, Event, Person
from store.transactions import lists, memo, pending

LONGEST_BURST = timedelta(seconds=30)
"""Nobody is heard so much later: a time that far ahead was told by a clock that was set back since."""

_ALWAYS_OPEN: Mapping[str, datetime] = {}


class AlreadyLinked(Refused):
    """The chat belongs to somebody: it is never relinked, whatever code or number it brings."""

    def __init__(self) -> None:
        super().__init__("already_linked")


def lock_or_create(
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
    chat = _lock(session, _BY_ADDRESS, {"at_channel": channel, "at_address": address})
    if chat is None or not is_known_so(chat, other_address or ""):
        chat = address_aliases.settle(session, channel, address, other_address, now)
    if name and chat.name != name:
        chat.name = name
    _ = chat.person
    return chat


def is_known_so(chat: Chat, other_address: str) -> bool:
    """Whether the chat's other name is this one, or none was told."""
    return not other_address or chat.other_address == other_address


def lock_the_free(
    session: Session, places: Collection[tuple[str, str]], patience: timedelta | None = None
) -> dict[tuple[str, str], Chat]:
    """Of the chats at these (channel, address) those that nobody else has locked, their persons loaded; locked until
    commit, in the order of their ids. With `patience`, PostgreSQL gives the transaction up (Conflicted) where something
    else that somebody has locked is not to be had within that time."""
    given: dict[str, Any] = {
        "channels": lists.padded({channel for channel, _ in places}, ""),
        "addresses": lists.padded({at for _, at in places}, ""),
    }
    which: Select[Any] = _AT_PLACES
    if patience is not None and session.get_bind().dialect.name != "sqlite":
        which, given["patience"] = _AT_PLACES_PATIENTLY, f"{patience.total_seconds()}s"
    found = {(chat.channel, chat.address): chat for chat in session.scalars(which, given)}
    return {place: _with_its_person(session, found[place]) for place in places if place in found}


def lock(session: Session, chat_id: int) -> Chat | None:
    """The chat by its id, locked until commit, its person loaded."""
    return _lock(session, _BY_ID, {"of_id": chat_id})


def lock_due(session: Session, now: datetime) -> Chat | None:
    """A chat whose burst is over and that nobody else is hearing, locked until commit, its person loaded."""
    return _lock_if_free(session, _DUE, {"at": now, "too_late": now + LONGEST_BURST})


def _lock(session: Session, which: Select[Chat], given: dict[str, Any]) -> Chat | None:
    return _lock_if_free(session, which, given) or _lock_once_free(session, which, given)


def _lock_if_free(session: Session, which: Select[Chat], given: dict[str, Any]) -> Chat | None:
    """The chat with its person in one trip; None where there is none, or somebody else has it locked."""
    chat = session.scalar(_IF_FREE[which], given)
    return chat and _with_its_person(session, chat)


def _with_its_person(session: Session, chat: Chat) -> Chat:
    """Linked or unlinked between the look and the lock, a chat comes without the person whom it belongs to by now."""
    if chat.person_id != (chat.person.id if chat.person else None):
        session.expire(chat, ["person"])
    return chat


def _lock_once_free(session: Session, which: Select[Chat], given: dict[str, Any]) -> Chat | None:
    """Waits for whoever has it locked. PostgreSQL then reads the chat anew, but not what is joined to it: so the person
    is read afterwards, as they are by then."""
    chat = session.scalar(_ONCE_FREE[which], given)
    if chat is not None:
        _ = chat.person
    return chat


_CHAT = select(Chat).execution_options(populate_existing=True)
_BY_ID = _CHAT.where(Chat.id == bindparam("of_id"))
_BY_ADDRESS = _CHAT.where(Chat.channel == bindparam("at_channel"), Chat.address == bindparam("at_address"))
_AT, _TOO_LATE = bindparam("at", type_=UtcDateTime()), bindparam("too_late", type_=UtcDateTime())
_DUE = _CHAT.where(or_(Chat.hear_at <= _AT, Chat.hear_at > _TOO_LATE)).order_by(Chat.hear_at).limit(1)
_AT_PLACES = (
    _CHAT.where(
        Chat.channel.in_(bindparam("channels", expanding=True)),
        Chat.address.in_(bindparam("addresses", expanding=True)),
    )
    .order_by(Chat.id)
    .with_for_update(of=Chat, key_share=True, skip_locked=True)
)
_AT_PLACES_PATIENTLY = _AT_PLACES.add_columns(func.set_config("lock_timeout", bindparam("patience"), True))
"""SET LOCAL, without a trip of its own."""
_IF_FREE = {
    which: which.with_for_update(of=Chat, key_share=True, skip_locked=True)
    for which in (_BY_ID, _BY_ADDRESS, _DUE)
}
_ONCE_FREE = {
    which: which.options(lazyload(Chat.person)).with_for_update(key_share=True)
    for which in (_BY_ID, _BY_ADDRESS)
}


def save(session: Session, chat: Chat) -> None:
    """Has what a turn changed of the chat that it locked written with this transaction: the last thing that it does."""
    values = {name: getattr(chat, name) for name in _CHANGED_BY_TURNS}
    pending.of(session).update(_TABLE, chat.id, values)
    _count_as_written(session, chat)
    memo.forget(session, chat.person_id)


def _count_as_written(session: Session, chat: Chat) -> None:
    """The ORM need not write it too, nor look for what has changed: that costs a tenth of a turn."""
    make_transient(chat)
    make_transient_to_detached(chat)
    session.add(chat)


_TABLE = Chat.metadata.tables["chats"]
_WRITTEN_APART = {"id", "channel", "person_id", "created_at", "seen_at"}
_CHANGED_BY_TURNS = [column.name for column in _TABLE.columns if column.name not in _WRITTEN_APART]


def link(session: Session, chat: Chat, person: Person, now: datetime, by: Person | None = None) -> None:
    """Gives the chat to its person, for good. Raises AlreadyLinked, of two at once for the second; NotAllowed."""
    people.expect_lead(by)
    session.flush()
    taken = session.scalar(
        update(Chat)
        .where(Chat.id == chat.id, Chat.person_id.is_(None))
        .values(person_id=person.id)
        .returning(Chat.id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(chat, ["person_id", "person"])
    memo.forget(session)
    if taken is None:
        raise AlreadyLinked
    person.language = person.language or chat.memory.get(LANGUAGE)
    _note(session, chat, person, "linked", now, by)


def unlink(session: Session, chat: Chat, now: datetime, by: Person | None = None) -> None:
    """Takes the chat from its person: what we were asking and what was still to be said there is gone with it. What was
    said there and nobody has heard yet is set aside: it must not come up as somebody else's. Raises NotAllowed."""
    if chat.person is None:
        return
    people.expect_lead(by, besides=chat.person)
    _note(session, chat, chat.person, "unlinked", now, by)
    memo.forget(session)
    chat.memory = {NOT_OF: [*chat.memory.get(NOT_OF, ()), chat.person.id]}
    chat.person, chat.hear_at = None, None
    if chat.channel == "webchat":
        chat.closed_at = now
    session.flush()
    outbox.drop_of_chats(session, [chat.id], _UNLINKED)
    inbox.mark(session, [row.id for row in inbox.waiting(session, chat.id)], "set_aside", _UNLINKED)


LANGUAGE = "language"
"""What a chat remembers of a stranger: the language that they asked for."""
NOT_OF = "not_of"
"""Where a stranger's chat remembers whose it is not: their number does not make it theirs again."""
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
    query = _telling(tuple(shut_before))
    given = {"people": lists.padded(people_ids, 0), **_shut(shut_before)}
    return memo.once(
        session, _told(people_ids, shut_before), lambda: _first_of_each(session.execute(query, given))
    )


def leads_and_chats(session: Session, shut_before: Mapping[str, datetime] = _ALWAYS_OPEN) -> list[Person]:
    """The active leads. In which chats they are told (`of`) is looked up by the same statement."""
    return memo.once(session, ("leads and chats", *shut_before), lambda: _find_leads(session, shut_before))


def _find_leads(session: Session, shut_before: Mapping[str, datetime]) -> list[Person]:
    rows = session.execute(_leading(tuple(shut_before)), _shut(shut_before)).all()
    found = {lead.id: lead for lead, _ in rows}
    told = _first_of_each((lead.id, chat) for lead, chat in rows if chat)
    memo.once(session, _told(found, shut_before), lambda: told)
    return list(found.values())


def _told(people_ids: Collection[int], shut_before: Mapping[str, datetime]) -> tuple[Hashable, ...]:
    return ("told", *sorted(people_ids), *shut_before)


def _shut(shut_before: Mapping[str, datetime]) -> dict[str, Any]:
    return {f"shut_{channel}": since for channel, since in shut_before.items()}


def _first_of_each(rows: Iterable[Any]) -> dict[int, Chat]:
    told: dict[int, Chat] = {}
    for person_id, chat in rows:
        told.setdefault(person_id, chat)
    return told


@cache
def _telling(shutting: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    """Built once for the channels where we cannot always speak."""
    return (
        select(Chat.person_id, Chat)
        .join(Chat.person)
        .where(Chat.person_id.in_(bindparam("people", expanding=True)), Person.active, _is_open)
        .order_by(*_best_first(shutting))
        .options(contains_eager(Chat.person))
    )


@cache
def _leading(shutting: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    return (
        select(Person, Chat)
        .outerjoin(Chat, and_(Chat.person_id == Person.id, _is_open))
        .where(Person.role == "lead", Person.active)
        .order_by(*_best_first(shutting))
        .options(contains_eager(Chat.person))
    )


_is_open = Chat.closed_at.is_(None)


def _best_first(shutting: Sequence[str]) -> tuple[ColumnElement[Any], ...]:
    return (
        Chat.blocked_at.is_not(None),
        _is_shut(shutting),
        Chat.last_inbound_at.desc().nulls_last(),
        Chat.id.desc(),
    )


def _is_shut(shutting: Sequence[str]) -> ColumnElement[bool]:
    silent = []
    for channel in shutting:
        since = bindparam(f"shut_{channel}", type_=UtcDateTime())
        is_silent = or_(Chat.last_inbound_at.is_(None), Chat.last_inbound_at <= since)
        silent.append(and_(Chat.channel == channel, is_silent))
    return or_(Chat.shut_at.is_not(None), *silent)


def others(session: Session, person_id: int, chat_id: int) -> list[Chat]:
    """The other chats of this person, sessions that ended left out."""
    query = select(Chat).where(Chat.person_id == person_id, Chat.id != chat_id, Chat.closed_at.is_(None))
    return list(session.scalars(query.order_by(Chat.id)))


def linked_to(session: Session, person_id: int) -> list[Chat]:
    """The chats of this person, sessions that ended left out."""
    query = select(Chat).where(Chat.person_id == person_id, Chat.closed_at.is_(None))
    return list(session.scalars(query.order_by(Chat.id)))


def spelled(chat: Chat) -> str:
    """As it is written down. The address of a web chat is its session's, and nobody else's business."""
    if chat.channel == "webchat":
        return chat.channel
    return chat.address if chat.address.startswith(f"{chat.channel}:") else f"{chat.channel}:{chat.address}"


def had_one(session: Session, person_id: int, besides: int | None = None) -> bool:
    """Whether this person ever came by a chat that is still theirs, `besides` this one; sessions that ended count."""
    others = () if besides is None else (Chat.id != besides,)
    return session.scalar(select(Chat.id).where(Chat.person_id == person_id, *others).limit(1)) is not None


def linked(session: Session) -> list[Chat]:
    """Every chat that belongs to somebody, their persons loaded, sessions that ended left out."""
    query = select(Chat).where(Chat.person_id.is_not(None), Chat.closed_at.is_(None))
    return list(session.scalars(query.order_by(Chat.id)))


def block(session: Session, chat_id: int, at: datetime) -> None:
    """The person shut us out there: what we say goes to another chat of theirs, where there is one."""
    session.execute(update(Chat).where(Chat.id == chat_id).values(blocked_at=at))


def next_to_hear(session: Session, now: datetime) -> datetime | None:
    """When the next burst will be over."""
    return session.scalar(select(func.min(Chat.hear_at)).where(Chat.hear_at > now))
