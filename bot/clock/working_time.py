"""Working time: the desk's hours in its own zone, less holidays and closed days, through summer time changes.

A span of a day lasts from the first moment at which the clock on the wall shows its opening, or later, to the first at
which it shows its closing. Counting goes day by day; each day's spans are found once.
"""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache

from bot.desk import Desk
from bot.settings import public_holidays
from bot.settings.sections import Hours, OpenHours

Span = tuple[datetime, datetime]

NONE = timedelta()
DAY = timedelta(days=1)
FARTHEST = 3660
"""How many days to look for working time: what would be later is never."""


class WorkingTime:
    """All moments are aware and given back in UTC; None stands for never."""

    def __init__(
        self,
        week: tuple[tuple[OpenHours, ...], ...],
        zone: tzinfo,
        is_closed: Callable[[date], bool] = lambda day: False,
    ):
        """`week` are the spans by `date.weekday()`."""
        self._week, self._zone, self._is_closed = week, zone, is_closed
        self._days: dict[date, tuple[Span, ...]] = {}

    def is_open(self, at: datetime) -> bool:
        return any(opens <= at < closes for opens, closes in self._spans(self.day_of(at)))

    def is_working_day(self, day: date) -> bool:
        return bool(self._spans(day))

    def last_working_day(self, day: date) -> date | None:
        """This day or the last one before it that has working time."""
        back = (day - n * DAY for n in range(FARTHEST))
        return next((each for each in back if self.is_working_day(each)), None)

    def day_of(self, at: datetime) -> date:
        """The day of the desk's calendar."""
        return at.astimezone(self._zone).date()

    def moment(self, day: date, at: time) -> datetime:
        """When the clock on the wall first shows this time of this day, or later."""
        return _first_moment(datetime.combine(day, at), self._zone)

    def opens_next(self, at: datetime) -> datetime | None:
        """The first moment of working time that is not before this one."""
        return next((max(opens, at) for opens, closes in self._from(at) if closes > at), None)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much working time passes from one moment to the other; none where they are the other way round."""
        last = self.day_of(end)
        day, passed = self.day_of(start), NONE
        while day <= last:
            for opens, closes in self._spans(day):
                passed += max(NONE, min(closes, end) - max(opens, start))
            day += DAY
        return passed

    def add(self, start: datetime, much: timedelta) -> datetime | None:
        """The first moment by which so much working time has passed since `start`."""
        left = much
        if not left:
            return start
        for opens, closes in self._from(start):
            opens = max(opens, start)
            if left <= closes - opens:
                return opens + left
            left -= max(NONE, closes - opens)
        return None

    def before(self, end: datetime, much: timedelta) -> datetime | None:
        """The last moment since which so much working time has passed by `end`."""
        left = much
        if not left:
            return end
        for opens, closes in self._back_from(end):
            closes = min(closes, end)
            if left <= closes - opens:
                return closes - left
            left -= max(NONE, closes - opens)
        return None

    def _from(self, at: datetime) -> Iterator[Span]:
        """The spans of that day and of those after it, in order."""
        day = self.day_of(at)
        for _ in range(FARTHEST):
            yield from self._spans(day)
            day += DAY

    def _back_from(self, at: datetime) -> Iterator[Span]:
        """The spans of that day and of those before it, the latest first."""
        day = self.day_of(at)
        for _ in range(FARTHEST):
            yield from reversed(self._spans(day))
            day -= DAY

    def _spans(self, day: date) -> tuple[Span, ...]:
        found = self._days.get(day)
        if found is None:
            found = self._days[day] = () if self._is_closed(day) else tuple(self._open(day))
        return found

    def _open(self, day: date) -> Iterator[Span]:
        for opening, closing in self._week[day.weekday()]:
            ends_the_day = closing == time.max
            opens = self.moment(day, opening)
            closes = self.moment(day + DAY, time()) if ends_the_day else self.moment(day, closing)
            if opens < closes:  # not where summer time leaves the whole span out
                yield opens, closes


def _first_moment(wall: datetime, zone: tzinfo) -> datetime:
    at = wall.replace(tzinfo=zone).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) == wall:
        return at
    # The clocks go forward over it: the moment when they do lies between its two readings.
    early = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    while at - early > timedelta.resolution:
        middle = early + (at - early) / 2
        if middle.astimezone(zone).replace(tzinfo=None) < wall:
            early = middle
        else:
            at = middle
    return at


def of(desk: Desk) -> WorkingTime:
    return _made(desk.settings.hours, desk.settings.desk.timezone)


def look_ahead(desk: Desk) -> None:
    """Has the public holidays of these years asked for meanwhile, so that hardly a turn has to wait for them."""
    threading.Thread(target=of(desk).is_working_day, args=[desk.now().date()], daemon=True).start()


@cache
def _made(hours: Hours, zone: tzinfo) -> WorkingTime:
    country = hours.holidays
    return WorkingTime(
        hours.week,
        zone,
        lambda day: day in hours.closed or (bool(country) and public_holidays.is_one(day, country)),
    )
