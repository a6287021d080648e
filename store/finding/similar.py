"""Tickets that look like the same incident: of the same company, open or opened lately, told in the same words."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from store.tables import Ticket, TicketWord
from store.words import tokens
from store.words.index import Place

LATELY = timedelta(hours=48)
LOOKED_AT = 200  # of the company's newest tickets
MOST_WORDS = 40  # of a problem: what follows tells the story
SHOWN = 3
SHARED = 0.5
"""This part of the words of the shorter of two problems stands in the other too."""


def to(session: Session, ticket: Ticket, ignored: Collection[str], now: datetime) -> Sequence[Ticket]:
    """Those like this one, the oldest first; `ignored` are words that say nothing of a problem."""
    words = _telling(ticket.problem, ignored)
    if not words or ticket.company is None:
        return []
    candidates = session.scalars(_of_its_company(ticket, words, now))
    alike = [other for other in candidates if _are_alike(words, _telling(other.problem, ignored))]
    return sorted(alike, key=lambda other: other.number)[:SHOWN]


def _of_its_company(ticket: Ticket, words: Collection[str], now: datetime) -> Select[Ticket]:
    own = (Ticket.company == ticket.company, Ticket.id != ticket.id, Ticket.status.in_(("open", "closed")))
    lately = or_(Ticket.status == "open", Ticket.created_at >= now - LATELY)
    newest = select(Ticket.id).where(*own, lately).order_by(Ticket.id.desc()).limit(LOOKED_AT)
    shares_one = select(TicketWord.ticket_id).where(
        TicketWord.ticket_id.in_(newest.scalar_subquery()),
        TicketWord.place == Place.PROBLEM,
        TicketWord.word.in_(words),
    )
    return select(Ticket).where(Ticket.id.in_(shares_one)).order_by(Ticket.id.desc())


def _telling(problem: str, ignored: Collection[str]) -> set[str]:
    return set([word for word in tokens.of(problem) if word not in ignored][:MOST_WORDS])


def _are_alike(one: set[str], other: set[str]) -> bool:
    shorter = min(len(one), len(other))
    shared = len(one & other)
    return shared >= min(2, shorter) and shared >= SHARED * shorter > 0
