"""One-time codes that link a chat to its person: TK-XXXXX-XXXXX.

A code has 50 bits: at our door a million guesses an hour would find one of a thousand codes in a century. So wrong ones
are counted for each sender alone, and nobody who guesses shuts the door to another. With a stolen copy of the store a
graphics card would try them all in days: so it keeps a slow hash, and the same slow hash finds the row.
"""

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.orm import Session

from store.errors import Refused
from store.messages.receipts import ARRIVED
from store.people import chats, hourly_limits, people
from store.people.chats import AlreadyLinked
from store.tables import Chat, Invitation, OutboxMessage, Person

INVITATION = timedelta(days=7)
OWN_CHANNEL = timedelta(minutes=10)
GUESSES_OF_ONE = 5

_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKES = str.maketrans("OIL", "011")
_LOOKED_AT = 1000
_GAP = r"[\s\-\u2010-\u2015_.]*"
_CODE = re.compile(rf"(?<!\w)TK{_GAP}([0-9A-TV-Z]{{5}}){_GAP}([0-9A-TV-Z]{{5}})(?!\w)")

_ATTEMPT = re.compile(r"/start\s+\S+|(?:/start\s+)?TK[-\u2010-\u2015]\S*(?:\s+\S{1,6})?", re.IGNORECASE)
_TYPED = re.compile(rf"TK{_GAP}\w{{5}}{_GAP}\w{{5}}", re.IGNORECASE)


class NoSuchCode(Refused):
    """Unknown, spent, expired or voided: one refusal for all, so that a guess learns nothing."""

    def __init__(self) -> None:
        super().__init__("no_such_code")


def make(
    session: Session,
    person: Person,
    now: datetime,
    lasts: timedelta = INVITATION,
    by: Person | None = None,
) -> str:
    """A new code for this person, by a lead or themselves; the ones before it that nobody used are void. Raises
    NotAllowed."""
    people.expect_lead(by, besides=person)
    session.execute(
        update(Invitation)
        .where(Invitation.person_id == person.id, Invitation.spent_at.is_(None), Invitation.expires_at > now)
        .values(expires_at=now)
    )
    symbols = "".join(secrets.choice(_SYMBOLS) for _ in range(10))
    code = f"TK-{symbols[:5]}-{symbols[5:]}"
    session.add(
        Invitation(person_id=person.id, code_hash=_hash(code), created_at=now, expires_at=now + lasts)
    )
    return code


def uninvited(session: Session, now: datetime, limit: int) -> Sequence[Person]:
    """Those active who have neither a chat nor a code that would let them in, by id."""
    has_chat = exists().where(Chat.person_id == Person.id, Chat.closed_at.is_(None))
    may_enter = exists().where(
        Invitation.person_id == Person.id, Invitation.spent_at.is_(None), Invitation.expires_at > now
    )
    query = select(Person).where(Person.active, ~has_chat, ~may_enter).order_by(Person.id).limit(limit)
    return session.scalars(query).all()


def spend(session: Session, code: str, chat: Chat, now: datetime) -> Person:
    """Links the chat to whom the code was made for; of two who spend it at once, one does.

    Raises AlreadyLinked, the code unspent, where the chat has its person; NoSuchCode for any other reason.
    """
    if chat.person_id is not None:
        raise AlreadyLinked
    person_id = session.scalar(
        update(Invitation)
        .where(*_good(code, now))
        .values(spent_at=now)
        .returning(Invitation.person_id)
        .execution_options(synchronize_session=False)
    )
    person = session.get(Person, person_id) if person_id is not None else None
    if person is None:
        raise NoSuchCode
    chats.link(session, chat, person, now)
    return person


def is_good(session: Session, code: str, now: datetime) -> bool:
    """Whether the code would link a chat now; nothing is spent."""
    return session.scalar(select(Invitation.id).where(*_good(code, now))) is not None


def was_good(session: Session, code: str) -> bool:
    """Whether it is one of ours, spent or expired by now: whoever opens their link again is not guessing."""
    return session.scalar(select(Invitation.id).where(Invitation.code_hash == _hash(code))) is not None


def _good(code: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Invitation.code_hash == _hash(code),
        Invitation.spent_at.is_(None),
        Invitation.expires_at > now,
        Invitation.person_id.in_(select(Person.id).where(Person.active)),
    )


def looks_like(text: str) -> str | None:
    """The code that a text begins with or holds soon, as we write it: any case, blanks and dashes as they come, O for
    0, l for 1."""
    found = _CODE.search(unicodedata.normalize("NFKC", text[:_LOOKED_AT]).upper())
    if found is None:
        return None
    return "TK-" + "-".join(part.translate(_LOOK_ALIKES) for part in found.groups())


def is_an_attempt(text: str) -> bool:
    """Whether a text hands over a code and nothing else, but one that is none: too short, mistyped, another's link."""
    return bool(_ATTEMPT.fullmatch(unicodedata.normalize("NFKC", text[:_LOOKED_AT]).strip()))


def hidden(text: str) -> str:
    """The text without the code that it holds: a code that can still be used is kept in no text."""
    return text if looks_like(text) is None else _TYPED.sub("TK-…", text) if _TYPED.search(text) else "TK-…"


def erase_code(session: Session, row: OutboxMessage) -> None:
    """Takes the code that a message tells out of the store, if its reader has it by now. Where another worker has taken
    the message over, to send it again, it stays."""
    text = row.content.get("text", "")
    if "TK-" in text and (without := hidden(text)) != text:
        is_out = or_(OutboxMessage.state == "sent", OutboxMessage.status.in_(ARRIVED))
        of_row = update(OutboxMessage).where(OutboxMessage.id == row.id, is_out)
        session.execute(of_row.values(content={**row.content, "text": without}))


def may_guess(session: Session, sender: str, now: datetime) -> bool:
    """Whether this sender ("telegram:1001", "webchat:192.0.2.7") may try a code now: wrong ones are counted by the
    hour."""
    return hourly_limits.counted(session, sender, now) < GUESSES_OF_ONE


def count_guess(session: Session, sender: str, now: datetime) -> None:
    """One more wrong code."""
    hourly_limits.count(session, sender, now)


def _hash(code: str) -> str:
    """About 10 ms. The salt is the same for all, or the row could not be found by it."""
    known = looks_like(code) or code
    return hashlib.scrypt(known.encode(), salt=b"ticketero invitation", n=2**12, r=8, p=1, dklen=32).hex()
