"""Reminders: what lasts too long is told to whoever can end it, once a turn, in working time.

A further reminder is a line in OCCASIONS, its cause in `store.upkeep.due`, and its words. What each worker does here
every few seconds is a look at what is due; where something is, one transaction claims it and says it. So each comes
once however many workers look, and what fell due while none ran is told once, when one does.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.clock import late, working_time
from bot.clock.late import Late
from bot.desk import Desk
from bot.settings.sections import Reminders
from store.people import people
from store.tables import Ticket
from store.upkeep import due
from store.upkeep.due import Due

AT_ONCE = timedelta()
JUST_NOW = timedelta(seconds=20)
"""What was told so lately does not come along with what is told again: that may only have been put off a little."""


def _technician(ticket: Ticket, leads: list[int]) -> list[int]:
    """Who is absent is not reminded."""
    technician = ticket.technician
    return [technician.id] if technician is not None and not technician.absent else []


def _leads(ticket: Ticket, leads: list[int]) -> list[int]:
    return leads


def _other_leads(ticket: Ticket, leads: list[int]) -> list[int]:
    """A lead may be the technician, too."""
    return [lead for lead in leads if lead != ticket.technician_id]


def _client(ticket: Ticket, leads: list[int]) -> list[int]:
    return [ticket.requester_id]


@dataclass(frozen=True)
class Occasion:
    """after: how long its cause lasts by then, None where it is switched off. whom: the ids of who is told."""

    name: str
    after: Callable[[Reminders], timedelta | None]
    whom: Callable[[Ticket, list[int]], list[int]]
    again: bool = True


OCCASIONS = (
    Occasion(due.UNASSIGNED, lambda settings: settings.unassigned_after, _leads),
    Occasion(due.UNANSWERED, lambda settings: settings.unanswered_after, _technician),
    Occasion(due.ESCALATED, lambda settings: settings.escalate_after, _leads),
    Occasion(due.SOON, lambda settings: AT_ONCE, _technician, again=False),
    Occasion(due.OVERDUE, lambda settings: AT_ONCE, _technician),
    Occasion(due.OVERDUE_FOR_LEADS, lambda settings: AT_ONCE, _other_leads),
    Occasion(due.NUDGE, lambda settings: settings.nudge_after, _client, again=False),
)
WHOM = {occasion.name: occasion.whom for occasion in OCCASIONS}


def remind(desk: Desk) -> None:
    """Tells what is due now; nothing outside working time. Raises StoreAway."""
    if not working_time.of(desk).is_open(desk.now()):
        return
    with desk.store.read() as session:
        is_due = _find(desk, session, desk.now())
    if is_due:
        with desk.store.write() as session:
            _tell(desk, session)


def _find(desk: Desk, session: Session, now: datetime, *, told: bool = False) -> list[Due]:
    """What is due; with `told` also what lasts and was told before, but for what is told once, or was told just now."""
    settings, working = desk.settings.reminders, working_time.of(desk)
    since = {
        occasion.name: by
        for occasion in OCCASIONS
        if (after := occasion.after(settings)) is not None and (by := working.before(now, after))
    }
    again = working.before(now, settings.repeat_every) if settings.repeat_every else None
    once = [each.name for each in OCCASIONS if again is None or not each.again]
    return due.find(session, since, now - JUST_NOW if told else again or due.NEVER, once)


def _tell(desk: Desk, session: Session) -> None:
    """Whoever is told something again hears of all that is theirs and late, in one message. An occasion has either the
    technician or the leads as its readers, never both: repeating it to one would repeat it too early to the others."""
    _, seen = _due_and_lasting(desk, session, desk.now())
    tickets = due.lock(session, {each.ticket_id for each in seen})
    now = desk.now()  # not before: the first look waits for whoever is writing
    is_due, lasts = _due_and_lasting(desk, session, now)
    to_tell = {each for each in is_due if each.ticket_id in tickets}
    lasting = [each for each in lasts if each.ticket_id in tickets]
    turns = due.turns(session, lasting)
    whose = _by_person(session, tickets, lasting)
    again = {each for each in to_tell if turns[each]}  # not what comes along: that would bring everybody's
    for theirs in whose.values():
        if again.intersection(theirs):
            to_tell.update(theirs)
    claimed = due.claim(session, {each: turns[each] for each in lasting if each in to_tell}, now)
    for person, theirs in whose.items():
        items = [Late(each.occasion, tickets[each.ticket_id]) for each in theirs if each in claimed]
        late.say(desk, session, person, items, now)


def _due_and_lasting(desk: Desk, session: Session, now: datetime) -> tuple[list[Due], list[Due]]:
    """What is due; and that, then what lasts of all that was told: of very many only some are found."""
    is_due = _find(desk, session, now)
    return is_due, list(dict.fromkeys([*is_due, *_find(desk, session, now, told=True)]))


def _by_person(session: Session, tickets: dict[int, Ticket], lasting: Iterable[Due]) -> dict[int, list[Due]]:
    """What each is told, by their ids."""
    leads = [lead.id for lead in people.leads(session)]
    whose: dict[int, list[Due]] = defaultdict(list)
    for each in lasting:
        for person in dict.fromkeys(WHOM[each.occasion](tickets[each.ticket_id], leads)):
            whose[person].append(each)
    return whose
