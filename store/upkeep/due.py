"""What is due because time passed: whose cause lasts long enough, and which of it was told already.

What is due is a query by indexes that hold open tickets only. Whoever inserts the row of a telling into `fired` is the
one who tells, in the same transaction: so each is told once, however many look, and whatever their clocks show.

Nothing is due of a ticket while what somebody wrote who may end its cause has come in, and was not heard yet: it is
looked at again once that was heard. So nobody is told that they did not answer when they did, be it a moment ago, or
long ago while no worker ran.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, joinedload

from store.database import UtcDateTime
from store.people import hearing, people
from store.tables import Chat, Entry, Fired, Person, Ticket, in_state
from store.transactions import bulk, lists

UNASSIGNED, UNANSWERED, ESCALATED, SOON, OVERDUE, OVERDUE_FOR_LEADS = (
    "unassigned",
    "unanswered",
    "escalated",
    "due_soon",
    "overdue",
    "overdue_for_leads",
)
NUDGE, AUTOCLOSE = "nudge", "autoclose"
TICKETS = 1000
RATED = 200  # tickets whose deadlines are reckoned in one transaction
EVER, NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Due:
    """Something that is to be told of a ticket; `since` when its cause began."""

    occasion: str
    ticket_id: int
    since: datetime

    @property
    def key(self) -> tuple[str, int, datetime]:
        return self.occasion, self.ticket_id, self.since


def find(
    session: Session,
    by: Mapping[str, datetime],
    told_after: datetime,
    once: Collection[str] = (),
) -> list[Due]:
    """What lasts since `by` (by occasion: deadlines since their own time, so there it is now) and was not told after
    `told_after`; the occasions in `once` were not told at all. At most TICKETS of them, the oldest tickets first."""
    if not by:
        return []
    given: dict[str, Any] = {f"by_{occasion}": at for occasion, at in by.items()}
    given |= {f"told_{occasion}": EVER if occasion in once else told_after for occasion in by}
    query = _query(tuple(by))
    return [Due(*row) for row in session.execute(query, given)]


@cache
def _query(occasions: tuple[str, ...]) -> Select[str, int, datetime]:
    """Built once for the occasions that are switched on."""
    causes = [_cause(occasion, *cause) for occasion in occasions for cause in _CAUSES[occasion]]
    found = union_all(*causes).subquery()
    return select(found.c.occasion, found.c.ticket, found.c.since).order_by(found.c.ticket).limit(TICKETS)


def _cause(occasion: str, since: Any, lasts: ColumnElement[bool]) -> Select[Any]:
    told = select(Fired.at).where(
        Fired.occasion == occasion,
        Fired.subject_id == Ticket.id,
        Fired.since == since,
        Fired.at > bindparam(f"told_{occasion}", type_=UtcDateTime()),
    )
    row = (literal(occasion).label("occasion"), Ticket.id.label("ticket"), since.label("since"))
    return select(*row).where(in_state(Ticket.status, "open"), lasts, ~told.exists(), *_ALL_IS_HEARD)


def _by(occasion: str) -> ColumnElement[datetime]:
    return bindparam(f"by_{occasion}", type_=UtcDateTime())


def _silent(occasion: str) -> tuple[ColumnElement[datetime], ColumnElement[bool]]:
    """Since the last of what staff wrote; the deadline stands still since the first that was not answered. One that is
    joined closes with the one that leads it, where the staff's words may stand; and where the client's words were
    answered there before it was freed, they are not silent about what is written here."""
    last = _LAST_OF_STAFF
    spoke_since = (
        select(Entry.id)
        .where(Entry.ticket_id == Ticket.id, Entry.role == "client", Entry.withdrawn_at.is_(None))
        .where(Entry.at > last, Entry.at < Ticket.stopped_at)
        .correlate(Ticket)
    )
    stands_alone = (Ticket.joined_to_id.is_(None), ~spoke_since.exists())
    return last, and_(Ticket.stopped_at <= _by(occasion), last <= _by(occasion), *stands_alone)


_LAST_OF_STAFF = (
    select(func.max(Entry.at))
    .where(
        Entry.ticket_id == Ticket.id, Entry.role != "client", ~Entry.internal, Entry.withdrawn_at.is_(None)
    )
    .correlate(
        Ticket
    )  # of the tickets that are looked at, also where it is compared with what was told of them
    .scalar_subquery()
)
_RATED_AT = func.coalesce(Ticket.rated_at, Ticket.created_at)
_WHO_CANNOT_BE_TOLD = select(Person.id).where(
    Person.role.in_(people.STAFF), Person.id.not_in(hearing.staff())
)
_RUNS = and_(Ticket.stopped_at.is_(None), Ticket.soon_at.is_not(None))
_UNHEARD = select(Chat.person_id).where(Chat.hear_at.is_not(None), Chat.person_id.is_not(None))
_UNHEARD_LEADS = select(Person.id).where(Person.role == "lead", Person.id.in_(_UNHEARD))
_ALL_IS_HEARD = (
    Ticket.requester_id.not_in(_UNHEARD),
    or_(Ticket.technician_id.is_(None), Ticket.technician_id.not_in(_UNHEARD)),
    ~_UNHEARD_LEADS.exists(),
)
"""Of all who may write there: its client, its technician, and every lead."""

_CAUSES: dict[str, list[tuple[Any, ColumnElement[bool]]]] = {
    # Those of nobody, and those of somebody who cannot be told, each by an index of its own.
    UNASSIGNED: [
        (Ticket.created_at, and_(Ticket.created_at <= _by(UNASSIGNED), whose))
        for whose in (Ticket.technician_id.is_(None), Ticket.technician_id.in_(_WHO_CANNOT_BE_TOLD))
    ],
    UNANSWERED: [
        (
            Ticket.unanswered_since,
            and_(Ticket.unanswered_since <= _by(UNANSWERED), Ticket.technician_id.is_not(None)),
        )
    ],
    ESCALATED: [(Ticket.unanswered_since, Ticket.unanswered_since <= _by(ESCALATED))],
    SOON: [(_RATED_AT, and_(_RUNS, Ticket.soon_at <= _by(SOON), Ticket.due_at > _by(SOON)))],
    **{
        overdue: [(_RATED_AT, and_(_RUNS, Ticket.soon_at <= _by(overdue), Ticket.due_at <= _by(overdue)))]
        for overdue in (OVERDUE, OVERDUE_FOR_LEADS)
    },
    NUDGE: [_silent(NUDGE)],
    AUTOCLOSE: [_silent(AUTOCLOSE)],
}
"""For each occasion since when its cause lasts, and the tickets where it does."""


def lasts(session: Session, occasion: str, ticket: Ticket, at: datetime) -> bool:
    """Whether the cause of what was told of this ticket lasts, whatever has come in and was not heard yet."""
    given = {f"by_{occasion}": at, "of": ticket.id}
    return session.scalar(_lasting(occasion), given) is not None


@cache
def _lasting(occasion: str) -> Select[int]:
    lasting = or_(*(lasts for _, lasts in _CAUSES[occasion]))
    return select(Ticket.id).where(Ticket.id == bindparam("of"), in_state(Ticket.status, "open"), lasting)


def lock(session: Session, ids: Collection[int]) -> dict[int, Ticket]:
    """These tickets with their people, but for those that somebody is changing now; locked until the commit."""
    locked = select(Ticket).where(Ticket.id.in_(lists.padded(ids, 0))).order_by(Ticket.id)
    query = locked.options(joinedload(Ticket.requester), joinedload(Ticket.technician)).with_for_update(
        of=Ticket, key_share=True, skip_locked=True
    )
    found = session.scalars(query.execution_options(populate_existing=True))
    return {ticket.id: ticket for ticket in found}


def rated(session: Session, after: int) -> Sequence[Ticket]:
    """Open tickets with a criticality, from the one after this id; locked until the commit."""
    query = select(Ticket).where(
        in_state(Ticket.status, "open"), Ticket.criticality.is_not(None), Ticket.id > after
    )
    return session.scalars(query.order_by(Ticket.id).limit(RATED).with_for_update(key_share=True)).all()


def turns(session: Session, dues: Iterable[Due]) -> dict[Due, int]:
    """How often each was told before; their tickets are locked."""
    dues = list(dues)
    key = (Fired.occasion, Fired.subject_id, Fired.since)
    ids = lists.padded({due.ticket_id for due in dues}, 0)
    counted = select(*key, func.count()).where(Fired.subject_id.in_(ids)).group_by(*key)
    before = {(occasion, id_, since): n for occasion, id_, since, n in session.execute(counted)}
    return {due: before.get(due.key, 0) for due in dues}


def claim(session: Session, tellings: Mapping[Due, int], at: datetime) -> set[Due]:
    """Notes that these are told now, each for that turn; returns those that nobody else told."""
    rows = [
        dict(occasion=due.occasion, subject_id=due.ticket_id, since=due.since, turn=turn, at=at)
        for due, turn in tellings.items()
    ]
    new = {tuple(row) for row in bulk.insert_new(session, _FIRED, rows, ("occasion", "subject_id", "since"))}
    return {due for due in tellings if due.key in new}


def claim_one(session: Session, occasion: str, subject_id: int, since: datetime, at: datetime) -> bool:
    """As `claim`, for what is told once; False where it was told before."""
    return bool(claim(session, {Due(occasion, subject_id, since): 0}, at))


def was_told(session: Session, occasion: str, subject_id: int, since: datetime) -> bool:
    return session.get(Fired, (occasion, subject_id, since, 0)) is not None


_FIRED = Fired.metadata.tables["fired"]


def oldest_unanswered(session: Session, ticket: Ticket) -> Entry | None:
    """The client's message that waits longest for an answer."""
    wrote = (
        Entry.ticket_id == ticket.id,
        or_(Entry.role == "client", Entry.author_id == ticket.requester_id),
    )
    return session.scalar(
        select(Entry)
        .where(*wrote, Entry.at >= (ticket.unanswered_since or NEVER), Entry.withdrawn_at.is_(None))
        .order_by(Entry.id)
        .limit(1)
    )


def last_answer(session: Session, ticket: Ticket) -> Entry | None:
    """What staff wrote to the client last."""
    wrote = (Entry.ticket_id == ticket.id, Entry.role != "client", ~Entry.internal)
    return session.scalar(
        select(Entry).where(*wrote, Entry.withdrawn_at.is_(None)).order_by(Entry.id.desc()).limit(1)
    )
