"""Who may do what to a ticket: the one permission table, which every read and change goes by."""

from sqlalchemy import ColumnElement, false, or_

from store.tables import Person, Ticket

OWN, ASSIGNED, LEAD = "own", "assigned", "lead"
MAY: dict[str, frozenset[str]] = {
    "see": frozenset({OWN, ASSIGNED, LEAD}),
    "write": frozenset({OWN, ASSIGNED, LEAD}),
    "note": frozenset({ASSIGNED, LEAD}),
    "close": frozenset({OWN, ASSIGNED, LEAD}),
    "reopen": frozenset({OWN, ASSIGNED, LEAD}),
    "delete": frozenset({OWN}),
    "judge": frozenset({OWN}),
    "manage": frozenset({LEAD}),
}
"""Which relations grant an act."""


def relations(person: Person, ticket: Ticket) -> set[str]:
    """What this person is to this ticket: the columns of the permission table. Staff may be clients of a company, too,
    and have tickets of their own."""
    found = {OWN} if ticket.requester_id == person.id else set()
    if person.role == "lead":
        found.add(LEAD)
    if person.role == "technician" and ticket.technician_id == person.id:
        found.add(ASSIGNED)
    return found


def is_clients_side(person: Person, ticket: Ticket) -> bool:
    """Whether they ask there, and do not answer: staff may have tickets of their own."""
    return person.role == "client" or person.id == ticket.requester_id


def may(person: Person, ticket: Ticket, act: str) -> bool:
    """Whether the permission table grants it (see, write, note, close, reopen, delete, judge, manage)."""
    return person.active and ticket.status != "deleted" and is_theirs(person, ticket, act)


def is_theirs(person: Person, ticket: Ticket, act: str) -> bool:
    """Whether the table grants it to what they are to the ticket, whatever has become of it since."""
    return not MAY[act].isdisjoint(relations(person, ticket))


def seen_by(person: Person) -> tuple[ColumnElement[bool], ...]:
    """The same permission to see, as conditions of a query: for whoever looks through many tickets."""
    if not person.active:
        return (false(),)
    own = Ticket.requester_id == person.id
    whose = {"lead": (), "technician": (or_(Ticket.technician_id == person.id, own),)}
    return (Ticket.status != "deleted", *whose.get(person.role, (own,)))
