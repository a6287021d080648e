"""How long answers and solutions took, in working time, and how such a time is said."""

from collections.abc import Iterable
from datetime import timedelta
from statistics import median

from bot.clock.working_time import WorkingTime
from bot.language.texts import Voice
from store.tickets.figures import Closed, Opened

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def first_answers(working: WorkingTime, opened: Iterable[Opened]) -> list[timedelta]:
    """Of each ticket that was answered, how long its client waited for the first answer."""
    return [
        working.between(ticket.created_at, ticket.first_answered_at)
        for ticket in opened
        if ticket.first_answered_at is not None
    ]


def solutions(working: WorkingTime, closed: Iterable[Closed]) -> list[timedelta]:
    """How long each took from its opening to its closing."""
    return [working.between(ticket.created_at, ticket.closed_at) for ticket in closed]


def middle(times: Iterable[timedelta]) -> timedelta | None:
    """The median; None of none."""
    seconds = [time.total_seconds() for time in times]
    return timedelta(seconds=median(seconds)) if seconds else None


def said(voice: Voice, time: timedelta) -> str:
    """«2 h 15 min»: a day of working time is not a day, so hours it stays."""
    hours, minutes = time // HOUR, time % HOUR // MINUTE
    if not hours:
        return voice("figures.minutes", m=max(1, minutes))
    return voice("figures.hours_minutes", h=hours, m=minutes) if minutes else voice("figures.hours", h=hours)
