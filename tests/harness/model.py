"""What the contract says of tickets, in plain Python: who may do what to which, and who is told of it.

Nothing of the program is used here. An act that is refused changes nothing and tells nobody else.
"""

from dataclasses import dataclass, field

CLIENTS, TECHNICIANS, LEADS = ("Marta", "Pablo"), ("Ana", "Beto"), ("Julia", "Karina")
EVERYBODY = (*CLIENTS, *TECHNICIANS, *LEADS)


def role(who: str) -> str:
    return "client" if who in CLIENTS else "technician" if who in TECHNICIANS else "lead"


@dataclass
class Ticket:
    requester: str
    problem: str
    status: str = "open"
    technician: str | None = None
    criticality: str | None = None
    solution: str | None = None
    thread: list[tuple[str, str, bool]] = field(default_factory=list)
    """(author, text, internal)"""

    def is_seen_by(self, who: str) -> bool:
        if self.status == "deleted":
            return False
        return role(who) == "lead" or who in (self.requester, self.technician)

    @property
    def responsible(self) -> set[str]:
        return {self.technician} if self.technician else set(LEADS)

    @property
    def staff(self) -> set[str]:
        """The ticket's own: its technician, and the leads who took part."""
        return {who for who in EVERYBODY if who == self.technician} | {
            author for author, _, _ in self.thread if author in LEADS
        }


@dataclass
class Model:
    """Every act returns who else is told of it; None where it is refused."""

    tickets: list[Ticket] = field(default_factory=list)

    def opens(self, who: str, problem: str) -> set[str]:
        self.tickets.append(Ticket(who, problem))
        return set(LEADS)

    def seen(self, who: str, number: int) -> Ticket | None:
        ticket = self.tickets[number - 1] if 0 < number <= len(self.tickets) else None
        return ticket if ticket and ticket.is_seen_by(who) else None

    def writes(self, who: str, number: int, text: str) -> set[str] | None:
        """A client into an open one of theirs, staff to the client."""
        ticket = self.seen(who, number)
        if ticket is None or (role(who) == "client" and ticket.status == "closed"):
            return None
        ticket.thread.append((who, text, False))
        told = ticket.responsible if role(who) == "client" else {ticket.requester} | ticket.staff
        return told - {who}

    def notes(self, who: str, number: int, text: str) -> set[str] | None:
        ticket = self.seen(who, number)
        if ticket is None or role(who) == "client":
            return None
        ticket.thread.append((who, text, True))
        return ticket.staff - {who}

    def closes(self, who: str, number: int, word: str) -> set[str] | None:
        ticket = self.seen(who, number)
        if ticket is None or ticket.status == "closed":
            return None
        ticket.status = "closed"
        if role(who) == "client":
            ticket.thread.append((who, word, False))
        else:
            ticket.solution = word
        return ({ticket.requester} | ticket.responsible) - {who}

    def reopens(self, who: str, number: int) -> set[str] | None:
        ticket = self.seen(who, number)
        if ticket is None or ticket.status == "open":
            return None
        ticket.status = "open"
        return ({ticket.requester} | ticket.responsible) - {who}

    def deletes(self, who: str, number: int) -> set[str] | None:
        ticket = self.seen(who, number)
        if ticket is None or role(who) != "client" or ticket.status == "closed":
            return None
        ticket.status = "deleted"
        return ticket.responsible - {who}

    def assigns(self, who: str, number: int, technician: str) -> set[str] | None:
        ticket = self.seen(who, number)
        if (
            ticket is None
            or role(who) != "lead"
            or ticket.status == "closed"
            or ticket.technician == technician
        ):
            return None
        before = {each for each in TECHNICIANS if each == ticket.technician}
        ticket.technician = technician
        return {technician, ticket.requester} | before

    def rates(self, who: str, number: int, level: str) -> set[str] | None:
        ticket = self.seen(who, number)
        if ticket is None or role(who) != "lead" or ticket.criticality == level:
            return None
        ticket.criticality = level
        return {each for each in TECHNICIANS if each == ticket.technician}
