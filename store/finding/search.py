"""Finds the tickets that some words stand in: the best place first, then the newest; only what its reader may see.

The rarest of the words leads: its places are read from the index in the order in which they are shown, each is held
against the other words, and the reading ends with the page. Whoever sees their own tickets alone has few: there these
lead.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, true, union_all
from sqlalchemy.orm import Session, aliased, joinedload

from store.tables import Entry, File, Person, Ticket, TicketWord
from store.tickets import permissions
from store.words import excerpts, tokens
from store.words.index import Place

Term = tuple[str, ...]
"""A word that is looked for, in its spellings."""
COUNTED = 2000  # places of a word: one that has more is no rarer than another
MOST_ENTRIES = 300  # of a ticket's thread that are looked through for what to show
MOST_TERMS = 12


@dataclass(frozen=True)
class Found:
    """A ticket, and the part of it where the words stand."""

    ticket: Ticket
    excerpt: str


def terms(text: str, ignored: Callable[[str], bool] = lambda word: False) -> list[Term]:
    """What to look for, without the words that say nothing, where there are others."""
    all_ = tokens.wanted(text)
    return [term for term in all_ if not ignored(term[0])][:MOST_TERMS] or all_[:MOST_TERMS]


def page(
    session: Session, person: Person, wanted: Sequence[Term], number: int, size: int
) -> tuple[list[Found], bool]:
    """The tickets of a page (from 1) that have all these words, and whether there are more."""
    if not wanted:
        return [], False
    query = (_of_all if person.role == "lead" else _of_their_own)(session, person, wanted)
    ids = list(session.scalars(query.limit(size + 1).offset((number - 1) * size)))
    shown = _in_order(session, ids[:size])
    found = [Found(ticket, excerpts.matching(_texts(session, person, ticket), wanted)) for ticket in shown]
    return found, len(ids) > size


def _of_all(session: Session, person: Person, wanted: Sequence[Term]) -> Select[int]:
    rarest, *others = _rarest_first(session, wanted)
    word, better = aliased(TicketWord), aliased(TicketWord)
    is_better = or_(better.place > word.place, and_(better.place == word.place, better.word > word.word))
    return (
        select(word.ticket_id)
        .join(Ticket, Ticket.id == word.ticket_id)
        .where(
            _one_of(word, rarest),
            ~exists().where(better.ticket_id == word.ticket_id, _one_of(better, rarest), is_better),
            *(_has(person, word.ticket_id, term) for term in others),
            *permissions.seen_by(person),
        )
        .order_by(word.place.desc(), word.ticket_id.desc())
    )


def _of_their_own(session: Session, person: Person, wanted: Sequence[Term]) -> Select[int]:
    word = aliased(TicketWord)
    best = (
        select(func.max(word.place))
        .where(word.ticket_id == Ticket.id, _one_of(word, wanted[0]), _may_read(person, word))
        .scalar_subquery()
    )
    return (
        select(Ticket.id)
        .where(*permissions.seen_by(person), *(_has(person, Ticket.id, term) for term in wanted))
        .order_by(best.desc(), Ticket.id.desc())
    )


def _has(person: Person, ticket_id: Any, term: Term) -> ColumnElement[bool]:
    word = aliased(TicketWord)
    return exists().where(word.ticket_id == ticket_id, _one_of(word, term), _may_read(person, word))


def _one_of(word: Any, term: Term) -> ColumnElement[bool]:
    one: ColumnElement[bool] = word.word == term[0]
    return one if len(term) == 1 else or_(*(word.word == spelling for spelling in term))


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


def _rarest_first(session: Session, wanted: Sequence[Term]) -> list[Term]:
    if len(wanted) == 1:
        return list(wanted)
    counts = []
    for place, term in enumerate(wanted):
        some = select(TicketWord.ticket_id).where(_one_of(TicketWord, term)).limit(COUNTED).subquery()
        counts.append(select(literal(place), func.count()).select_from(some))
    how_often = dict(session.execute(union_all(*counts)).all())
    return [wanted[place] for place in sorted(how_often, key=lambda place: how_often[place])]


def _in_order(session: Session, ids: Sequence[int]) -> list[Ticket]:
    people = (joinedload(Ticket.requester), joinedload(Ticket.technician))
    found = session.scalars(select(Ticket).where(Ticket.id.in_(ids)).options(*people))
    return sorted(found, key=lambda ticket: ids.index(ticket.id))


def _texts(session: Session, person: Person, ticket: Ticket) -> Iterator[str]:
    """What a ticket says to this person, the best places first; its thread is read only where it has to be."""
    technician = ticket.technician.name if ticket.technician else None
    own = (ticket.problem, ticket.requester.name, ticket.affected_person, ticket.company)
    numbers = (ticket.phone_as_typed, ticket.phone, ticket.requester.phone)
    yield from filter(None, (*own, *numbers, ticket.solution, technician))
    visible: list[ColumnElement[bool]] = [Entry.withdrawn_at.is_(None)]
    if not permissions.may(person, ticket, "note"):
        visible.append(or_(Entry.id.is_(None), Entry.internal.is_(False)))
    of_thread = select(Entry.text).where(Entry.ticket_id == ticket.id, *visible)
    yield from session.scalars(of_thread.order_by(Entry.id.desc()).limit(MOST_ENTRIES))
    names = select(File.name).outerjoin(Entry, Entry.id == File.entry_id).where(File.ticket_id == ticket.id)
    yield from session.scalars(names.where(*visible).limit(MOST_ENTRIES))
