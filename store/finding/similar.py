"""Tickets that look like the same incident: of the same company, open or opened lately, told in the same words."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple

from sqlalchemy import Subquery, bindparam, func, select, union_all
from sqlalchemy.orm import Session

from store.tables import Ticket, TicketWord
from store.words import tokens
from store.words.index import Place

LATELY = timedelta(hours=48)
LOOKED_AT = 50  # of the company's newest open tickets, and of those closed
MOST_WORDS = 40  # of a problem: what follows tells the story
COMPARED = 12  # of those that share most of its words
SHOWN = 3
SHARED = 0.5
"""This part of the words of the shorter of two problems stands in the other too."""


class Similar(NamedTuple):
    """A ticket that another is like."""

    number: int
    status: str
    problem: str


def to(
    session: Session, company: str | None, problem: str, ignored: Collection[str], now: datetime
) -> Sequence[Similar]:
    """Those that a new ticket of this company and problem is like, the oldest first; `ignored` are words that say
    nothing of a problem. Asked before it is opened: then nothing that was gathered has to be written for it."""
    words = _telling(problem, ignored)
    if not words or company is None:
        return []
    asked = {"company": company, "since": now - LATELY, "words": sorted(words)}
    compared = (Similar(*row) for row in session.connection().execute(_SHARING_MOST, asked))
    alike = (other for other in compared if _are_alike(words, _telling(other.problem, ignored)))
    return sorted(islice(alike, SHOWN))


def _telling(problem: str, ignored: Collection[str]) -> set[str]:
    return set([word for word in tokens.of(problem) if word not in ignored][:MOST_WORDS])


def _are_alike(one: set[str], other: set[str]) -> bool:
    shorter = min(len(one), len(other))
    shared = len(one & other)
    return shared >= min(2, shorter) and shared >= SHARED * shorter > 0


def _newest(status: str) -> Subquery:
    """By the index of companies: it costs the same after ten years, and on a day on which thousands are opened.

    Sorted by the status too, which therefore must not be said to be one: a planner that knows it to be takes the
    tickets of everybody, from the newest on, where it guesses that this is shorter."""
    of_company = (Ticket.company == bindparam("company"), Ticket.status.between(status, status))
    by_index = (Ticket.status.desc(), Ticket.created_at.desc())
    return (
        select(Ticket.id, Ticket.created_at)
        .where(*of_company)
        .order_by(*by_index)
        .limit(LOOKED_AT)
        .subquery()
    )


_open, _closed = _newest("open"), _newest("closed")
_looked_at = union_all(
    select(_open.c.id), select(_closed.c.id).where(_closed.c.created_at >= bindparam("since"))
).subquery()
_shared = (
    select(func.count())
    .where(
        TicketWord.ticket_id == _looked_at.c.id,
        TicketWord.place == Place.PROBLEM,
        TicketWord.word.in_(bindparam("words", expanding=True)),
    )
    .scalar_subquery()
)
"""For each of those looked at, and no join: it would begin with all tickets that hold a common word."""
_most = select(_looked_at.c.id, _shared.label("shared")).order_by(_shared.desc(), _looked_at.c.id)
_compared = _most.limit(COMPARED).subquery()
_SHARING_MOST = (
    select(Ticket.number, Ticket.status, Ticket.problem)
    .join(_compared, _compared.c.id == Ticket.id)
    .order_by(_compared.c.shared.desc(), Ticket.id)
)
"""The tickets of a company that share most of the words; of those that share as many, the oldest. Made once: each
opening asks it."""
