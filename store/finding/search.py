"""Finds the tickets that some words stand in: the best place first, then the newest; only what its reader may see.

The rarest of the words leads: its places are read from the index in the order in which they are shown, each is held
against the other words, and the reading ends with the page. Where a person's own tickets are fewer than its places,
these lead. A page costs three statements at most: how rare the words are, the tickets, what is said in them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
    text,
    true,
    union_all,
)
from sqlalchemy.orm import Session, aliased, joinedload

from store.tables import Entry, File, Person, Ticket, TicketWord
from store.tickets import permissions
from store.words import excerpts, tokens
from store.words.index import Place

Term = tuple[str, ...]
"""A word that is looked for, in its spellings."""
COUNTED = 10_000  # places of a word: one that has more is no rarer than another
FEW = 1000  # tickets of a person: who has more is looked for among those of the words
MOST_ENTRIES = 300  # of a ticket's thread that are looked through for what to show
MOST_TERMS = 12


@dataclass(frozen=True)
class Found:
    """A ticket, and the part of it where the words stand."""

    ticket: Ticket
    excerpt: str


def terms(wanted: str, ignored: Callable[[str], bool] = lambda word: False) -> list[Term]:
    """What to look for, without the words that say nothing, where there are others."""
    all_ = tokens.wanted(wanted)
    return [term for term in all_ if not ignored(term[0])][:MOST_TERMS] or all_[:MOST_TERMS]


def page(
    session: Session, person: Person, wanted: Sequence[Term], number: int, size: int
) -> tuple[list[Found], bool]:
    """The tickets of a page (from 1) that have all these words, and whether there are more."""
    if not wanted:
        return [], False
    _plan_for_these_words(session)
    ordered, few = _rarest_first(session, person, wanted)
    query = (_among_their_own if few else _where_it_stands)(person, ordered)
    shown = query.limit(size + 1).offset((number - 1) * size).subquery()
    found = session.scalars(
        select(Ticket)
        .join(shown, shown.c.ticket_id == Ticket.id)
        .options(joinedload(Ticket.requester), joinedload(Ticket.technician))
        .order_by(shown.c.place.desc(), Ticket.id.desc())
    ).all()
    return list(_with_excerpts(session, person, found[:size], wanted)), len(found) > size


def _plan_for_these_words(session: Session) -> None:
    """Until the commit. PostgreSQL, once psycopg has prepared a statement, plans it for any word, and then sorts all
    places of a common one."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))


def _rarest_first(session: Session, person: Person, wanted: Sequence[Term]) -> tuple[list[Term], bool]:
    """The words, and whether the person's own tickets are fewer than the places of the rarest."""
    some = [select(TicketWord.ticket_id).where(_one_of(TicketWord, term)).limit(COUNTED) for term in wanted]
    if person.role != "lead":
        whose = Ticket.technician_id if person.role == "technician" else Ticket.requester_id
        some.append(select(Ticket.number).where(whose == person.id).limit(FEW))
    if len(some) == 1:
        return list(wanted), False
    counts = [
        select(literal(place), func.count()).select_from(one.subquery()) for place, one in enumerate(some)
    ]
    how_often = dict(session.execute(union_all(*counts)).all())
    own = how_often.pop(len(wanted), FEW)
    rarest, *others = sorted(how_often, key=lambda place: how_often[place])
    return [wanted[place] for place in (rarest, *others)], own < min(FEW, how_often[rarest])


def _where_it_stands(person: Person, wanted: Sequence[Term]) -> Select[int, int]:
    """All places of the first word, the best of each ticket."""
    first, *others = wanted
    word, better = aliased(TicketWord), aliased(TicketWord)
    is_better = or_(better.place > word.place, and_(better.place == word.place, better.word > word.word))
    return (
        select(word.ticket_id, word.place)
        .join(Ticket, Ticket.id == word.ticket_id)
        .where(
            _one_of(word, first),
            *permissions.seen_by(person),
            _may_read(person, word),
            ~exists().where(better.ticket_id == Ticket.id, _one_of(better, first), is_better),
            *(_has(person, term) for term in others),
        )
        .order_by(word.place.desc(), word.ticket_id.desc())
    )


def _among_their_own(person: Person, wanted: Sequence[Term]) -> Select[int, int]:
    word = aliased(TicketWord)
    best = (
        select(func.max(word.place))
        .where(word.ticket_id == Ticket.id, _one_of(word, wanted[0]), _may_read(person, word))
        .scalar_subquery()
    )
    return (
        select(Ticket.id.label("ticket_id"), best.label("place"))
        .where(*permissions.seen_by(person), *(_has(person, term) for term in wanted))
        .order_by(best.desc(), Ticket.id.desc())
    )


def _has(person: Person, term: Term) -> ColumnElement[bool]:
    word = aliased(TicketWord)
    return exists().where(word.ticket_id == Ticket.id, _one_of(word, term), _may_read(person, word))


def _one_of(word: Any, term: Term) -> ColumnElement[bool]:
    return or_(*(word.word == spelling for spelling in term))


def _may_read(person: Person, word: Any) -> ColumnElement[bool]:
    """What stands in a note alone is found by the staff of the ticket, and by no client, staff or not."""
    outside: ColumnElement[bool] = word.place > Place.NOTE
    match person.role:
        case "lead":
            return true()
        case "technician":
            return or_(outside, Ticket.technician_id == person.id)
        case _:
            return outside


def _with_excerpts(
    session: Session, person: Person, shown: Sequence[Ticket], wanted: Sequence[Term]
) -> Iterator[Found]:
    """What is said in the tickets is read where it has to be: at once for all that come after."""
    said: dict[int, list[str]] = {}

    def texts(place: int, ticket: Ticket) -> Iterator[str]:
        yield from _own_texts(ticket)
        if not said:
            said.update(_said(session, person, shown[place:]))
        yield from said[ticket.id]

    for place, ticket in enumerate(shown):
        yield Found(ticket, excerpts.matching(texts(place, ticket), wanted))


def _own_texts(ticket: Ticket) -> Iterator[str]:
    """The best places first."""
    technician = ticket.technician.name if ticket.technician else None
    own = (ticket.problem, ticket.requester.name, ticket.affected_person, ticket.company)
    numbers = (ticket.phone_as_typed, ticket.phone, ticket.requester.phone)
    return filter(None, (*own, *numbers, ticket.solution, technician))


def _said(session: Session, person: Person, found: Sequence[Ticket]) -> dict[int, list[str]]:
    """What their threads say to this person, the newest first, then the names of the files; by their ids."""
    said: dict[int, list[str]] = {ticket.id: [] for ticket in found}
    notes_of = [ticket.id for ticket in found if permissions.may(person, ticket, "note")]
    visible = (
        Entry.withdrawn_at.is_(None),
        or_(Entry.id.is_(None), Entry.internal.is_(False), Entry.ticket_id.in_(notes_of)),
    )
    thread = select(Entry.ticket_id, Entry.text, literal(0).label("kind"), _from_the_newest(Entry))
    names = select(File.ticket_id, File.name, literal(1), _from_the_newest(File))
    every = union_all(
        thread.where(Entry.ticket_id.in_(said), *visible),
        names.outerjoin(Entry, Entry.id == File.entry_id).where(File.ticket_id.in_(said), *visible),
    ).subquery()
    newest = select(every.c.ticket_id, every.c.text).where(every.c.place <= MOST_ENTRIES)
    for ticket_id, words in session.execute(newest.order_by(every.c.kind, every.c.place)):
        said[ticket_id].append(words)
    return said


def _from_the_newest(table: type[Entry] | type[File]) -> ColumnElement[int]:
    """Its place among those of its ticket."""
    return func.row_number().over(partition_by=table.ticket_id, order_by=table.id.desc()).label("place")
