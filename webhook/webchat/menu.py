"""What is always at hand on the page: the menu of the person's role, and their tickets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions.menus import MENU
from bot.language import words
from bot.replies import acts
from store.tables import Person, Ticket
from store.tickets import lists
from webhook.webchat.room import Visit

MOST_BUTTONS = 3
MOST_TICKETS = 30


@dataclass(frozen=True)
class Item:
    """A button: the name of what it asks for, and its label."""

    act: str
    label: str


@dataclass(frozen=True)
class Summary:
    """A ticket on the panel; `news` is how long ago something was last said about it."""

    number: int
    status: str
    about: str
    news: str


def quick(visit: Visit) -> list[Item]:
    """The first of the role's menu, and the help; nothing for strangers."""
    if visit.person is None:
        return []
    *first, last = MENU[visit.person.role]
    return [Item(act.name, visit.voice(f"labels.{act.name}")) for act in (*first[: MOST_BUTTONS - 1], last)]


def label(visit: Visit, act: str) -> str:
    """What the button of this act says; empty where the person has no such button."""
    return next((item.label for item in quick(visit) if item.act == act), "")


def tickets(visit: Visit) -> list[Summary]:
    """Their own; of a technician the pending ones; of a lead the newest."""
    if visit.person is None:
        return []
    with visit.desk.store.read() as session:
        found = _listed(session, visit.person)
        said = lists.last_said(session, [ticket.id for ticket in found])
        return [_summary(visit, ticket, said.get(ticket.id, ticket.created_at)) for ticket in found]


def _listed(session: Session, person: Person) -> Sequence[Ticket]:
    if person.role == acts.CLIENT:
        return lists.page_of(session, person, 1, MOST_TICKETS).tickets
    if person.role == acts.TECHNICIAN:
        return lists.pending_of(session, person, MOST_TICKETS)
    return lists.newest(session, MOST_TICKETS)


def _summary(visit: Visit, ticket: Ticket, news: datetime) -> Summary:
    ago = visit.desk.texts.ago(visit.voice.language, visit.desk.now() - news)
    return Summary(ticket.number, ticket.status, words.excerpt(ticket.problem), ago)
