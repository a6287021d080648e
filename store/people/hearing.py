"""Who can be told: whoever left, or has no chat where we can speak, counts as nobody.

A chat whose window is over still counts where its person is told that something waits there. Where they are not, by
`silent_before` (by channel, what was last heard before that time), it does not.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from store.people import people
from store.tables import Chat, Person, Ticket

_NOWHERE: Mapping[str, datetime] = {}


def staff(silent_before: Mapping[str, datetime] = _NOWHERE) -> Select[int | None]:
    """The ids of the technicians and leads who can be told; few, whatever the number of tickets."""
    # By their roles, and not "whoever is no client": they are found by an index among many clients.
    on_duty = (Person.active, Person.role.in_(people.STAFF), *_speakable(silent_before))
    return select(Chat.person_id).join(Person, Person.id == Chat.person_id).where(*on_duty)


def is_unattended(silent_before: Mapping[str, datetime] = _NOWHERE) -> ColumnElement[bool]:
    """Whether a ticket is nobody's: it has no technician, or one who cannot be told."""
    return or_(Ticket.technician_id.is_(None), Ticket.technician_id.not_in(staff(silent_before)))


def is_silent(chat: Chat, silent_before: Mapping[str, datetime]) -> bool:
    """Whether nobody is told in this chat, until they write there, that something waits for them."""
    if chat.channel not in silent_before:
        return False
    last = chat.last_inbound_at
    return chat.shut_at is not None or last is None or last <= silent_before[chat.channel]


def somewhere(session: Session, person_id: int, silent_before: Mapping[str, datetime] = _NOWHERE) -> bool:
    """Whether this person can be told at all."""
    return session.scalar(_speakable_of(person_id, silent_before)) is not None


def elsewhere(session: Session, person_id: int, chat_id: int) -> bool:
    """Whether this person can be told in another chat than this one."""
    return session.scalar(_speakable_of(person_id).where(Chat.id != chat_id)) is not None


def _speakable_of(person_id: int, silent_before: Mapping[str, datetime] = _NOWHERE) -> Select[int]:
    return select(Chat.id).where(Chat.person_id == person_id, *_speakable(silent_before)).limit(1)


def _speakable(silent_before: Mapping[str, datetime]) -> Iterator[ColumnElement[bool]]:
    yield from (Chat.closed_at.is_(None), Chat.blocked_at.is_(None))
    for channel, since in silent_before.items():
        heard_since = (Chat.last_inbound_at > since, Chat.shut_at.is_(None))
        yield or_(Chat.channel != channel, and_(*heard_since))
