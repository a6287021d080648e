"""Whom the desk reminded of which tickets, read from what it said: of one alone, or of several in a list."""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.replies import window
from store.upkeep import due
from tests.faults.audit.evidence import Evidence, Row

TO_EVERY_LEAD = (due.UNASSIGNED, due.ESCALATED, due.OVERDUE_FOR_LEADS)
TO_THE_TECHNICIAN = (due.UNANSWERED, due.SOON, due.OVERDUE)
BY_THE_CLIENTS_SILENCE = (due.NUDGE, due.AUTOCLOSE)
FOR_WHOM = {"lead": TO_EVERY_LEAD, "technician": TO_THE_TECHNICIAN, "client": BY_THE_CLIENTS_SILENCE}
CLOSED = "notice.closed_for_silence"
NO_TICKET = 0
"""Stands for what a list counts though nobody was to be reminded of it."""
_TICKET = re.compile(r"Ticket (\d+)")
_LINE = re.compile(r"^Ticket (\d+) · ", re.MULTILINE)
_COUNT = re.compile(r"Hay (\d+) tickets")

Told = dict[tuple[datetime, int], Counter[str]]
"""When, of which ticket → the chats where it was said, and how often."""
Fired = dict[tuple[datetime, str], set[int]]
"""When, to which role → the tickets of which it was to be said."""


def told(evidence: Evidence) -> Told:
    """A list names the first of very many, and counts the rest: they are taken for what else was due to that person."""
    said: Told = defaultdict(Counter)
    reminders = [row for row in evidence.rows if row.notice.startswith((window.REMINDER, CLOSED))]
    for row in reminders:
        for ticket in _named(row):
            said[row.at, ticket][row.chat] += 1
    to_be_told = fired(evidence)
    for row in reminders:
        for ticket in itertools.islice(_untold(evidence, row, to_be_told, said), _counted(row)):
            said[row.at, ticket][row.chat] += 1
    return said


def fired(evidence: Evidence) -> Fired:
    """What was due, and so claimed, at each moment."""
    tickets: Fired = defaultdict(set)
    for role, occasions in FOR_WHOM.items():
        for firing in evidence.fired:
            if firing.occasion in occasions:
                tickets[firing.at, role].add(firing.ticket)
    return tickets


def _named(row: Row) -> Iterable[int]:
    """Every line of a list counts. About one ticket there may be several sentences."""
    return map(int, _LINE.findall(row.text) or set(_TICKET.findall(row.text)))


def _counted(row: Row) -> int:
    """How many a list counts and does not name."""
    count = _COUNT.match(row.text)
    return max(0, int(count[1]) - len(_LINE.findall(row.text))) if count else 0


def _untold(evidence: Evidence, row: Row, to_be_told: Fired, said: Told) -> Iterator[int]:
    """What is left for this person: each lead hears of all, of the others one hears of each."""
    role = evidence.people[row.chat].role
    hearers = {row.chat} if role == "lead" else evidence.chats_of(role)
    for ticket in sorted(to_be_told[row.at, role]):
        if not hearers & set(said[row.at, ticket]):
            yield ticket
    yield from itertools.repeat(NO_TICKET)
