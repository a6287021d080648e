"""The digest: on working days at its hour the leads hear how the day was, on the week's first one also the week before.

Where nobody ran at that hour it is told in the next working time, the last one only.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from bot.clock import working_time
from bot.clock.figures import pictured, summary
from bot.clock.figures.summary import Kind, Period
from bot.clock.working_time import DAY, WorkingTime
from bot.desk import Desk
from bot.replies import compose
from store.people import people
from store.upkeep import due

DESK = 0
"""The subject of what is told of the whole desk."""
PUNCTUAL = timedelta(minutes=15)
"""So long after its hour it may be told though working time is over by then."""


def tell(desk: Desk) -> None:
    """Raises StoreAway."""
    with desk.store.read() as session:
        now = desk.now()
        to_tell = [
            period
            for period in _due(desk, now)
            if not due.was_told(session, _occasion(period), DESK, period.end)
        ]
    for period in to_tell:
        with desk.store.write() as session:
            if due.claim_one(session, _occasion(period), DESK, period.end, now):
                _say(desk, session, period, now)


def _occasion(period: Period) -> str:
    return f"digest_{period.kind}"


def _due(desk: Desk, now: datetime) -> Iterator[Period]:
    """The periods whose hour has come last; told or not."""
    at, working = desk.settings.reminders.digest_at, working_time.of(desk)
    day = _last_day(working, at, now) if at else None
    if at is None or day is None:
        return
    hour = working.moment(day, at)
    if now - hour > PUNCTUAL and not working.is_open(now):
        return
    before = working.last_working_day(day - DAY)
    if before is not None:
        yield Period(Kind.DAY, working.moment(before, at), hour)
    monday = day - timedelta(days=day.weekday())
    if before is None or before < monday:
        week = [working.moment(each, time()) for each in (monday - timedelta(weeks=1), monday)]
        yield Period(Kind.WEEK, *week)


def _last_day(working: WorkingTime, at: time, now: datetime) -> date | None:
    """The last working day whose hour has come."""
    day = working.last_working_day(working.day_of(now))
    if day is not None and working.moment(day, at) > now:
        day = working.last_working_day(day - DAY)
    return day


def _say(desk: Desk, session: Session, period: Period, now: datetime) -> None:
    told = summary.of(desk, session, period, now)
    if told.tells_nothing:
        return
    text = summary.text(told)(pictured.voice(desk))
    leads = [lead.id for lead in people.leads(session)]
    for reply in pictured.replies(text, pictured.digest(desk, session, period, now)):
        compose.tell(desk, session, leads, reply, now, None)
