"""Who can be told: whoever left, or has no chat where we can speak, counts as nobody.

A chat whose window is over still counts: what is said there waits, and its person is told that it does.
"""

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from store.tables import Chat, Person, Ticket

STAFF = ("technician", "lead")
"""Named, and not "whoever is no client": they are found by an index among many clients."""
_SPEAKABLE = (Chat.closed_at.is_(None), Chat.blocked_at.is_(None))


def staff() -> Select[int | None]:
    """The ids of the technicians and leads who can be told; few, whatever the number of tickets."""
    on_duty = (Person.active, Person.role.in_(STAFF))
    return select(Chat.person_id).join(Person, Person.id == Chat.person_id).where(*on_duty, *_SPEAKABLE)


def is_unattended() -> ColumnElement[bool]:
    """Whether a ticket is nobody's: it has no technician, or one who cannot be told."""
    return or_(Ticket.technician_id.is_(None), Ticket.technician_id.not_in(staff()))


def somewhere(session: Session, person_id: int) -> bool:
    """Whether this person can be told at all."""
    return session.scalar(_speakable_of(person_id)) is not None


def elsewhere(session: Session, person_id: int, chat_id: int) -> bool:
    """Whether this person can be told in another chat than this one."""
    return session.scalar(_speakable_of(person_id).where(Chat.id != chat_id)) is not None


def _speakable_of(person_id: int) -> Select[int]:
    return select(Chat.id).where(Chat.person_id == person_id, *_SPEAKABLE).limit(1)
