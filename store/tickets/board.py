"""The board: how many tickets are open, whose they are, how urgent, who waits longest."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.people import hearing
from store.tables import Person, Ticket
from store.tickets.tickets import CRITICALITIES


@dataclass(frozen=True)
class Board:
    open: int
    unassigned: int
    by_level: tuple[tuple[str | None, int], ...]
    by_technician: tuple[tuple[str, int], ...]
    longest: Ticket | None


def look(session: Session) -> Board:
    """The state of all open tickets now; one whose technician cannot be told counts as unassigned."""
    rows = session.execute(
        select(Ticket.criticality, Ticket.technician_id, func.count())
        .where(Ticket.status == "open")
        .group_by(Ticket.criticality, Ticket.technician_id)
    ).all()
    levels = {level: sum(n for found, _, n in rows if found == level) for level in reversed(CRITICALITIES)}
    can_be_told = select(Person.id, Person.name).where(Person.id.in_(hearing.staff()))
    names = dict(session.execute(can_be_told).all())
    whose: dict[int, int] = {}
    for _, technician, n in rows:
        if technician in names:
            whose[technician] = whose.get(technician, 0) + n
    return Board(
        open=sum(n for _, _, n in rows),
        unassigned=sum(n for _, technician, n in rows if technician not in names),
        by_level=tuple((level, n) for level, n in levels.items() if n),
        by_technician=tuple(sorted((names[id_], n) for id_, n in whose.items())),
        longest=session.scalar(
            select(Ticket)
            .where(Ticket.status == "open", Ticket.waiting_since.is_not(None))
            .order_by(Ticket.waiting_since)
            .limit(1)
        ),
    )
