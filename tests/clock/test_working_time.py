"""Working time, held against an oracle that walks through every minute of random calendars."""

import os
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock.working_time import DAY, WorkingTime

CASES = int(os.environ.get("WORKING_TIME_CASES", "12"))
pytestmark = pytest.mark.timeout(60 + CASES // 10)
MINUTE = timedelta(minutes=1)
ZONES = [
    ZoneInfo(name)
    for name in ("America/Argentina/Buenos_Aires", "Europe/Madrid", "America/Santiago", "Australia/Lord_Howe")
]
FIRST = date(2026, 3, 26)
LAST = 12
"""Days from FIRST: Madrid, Santiago and Lord Howe change their clocks within them."""

Spans = tuple[tuple[time, time], ...]


@st.composite
def spans(draw: st.DrawFn) -> Spans:
    """Up to three spans of a day, to the minute, in order; the last may end the day."""
    minutes = sorted(draw(st.sets(st.integers(0, 24 * 60), max_size=6)))
    times = [time(minute // 60, minute % 60) if minute < 24 * 60 else time.max for minute in minutes]
    return tuple(zip(times[::2], times[1::2], strict=False))


weeks = st.tuples(*[spans()] * 7)
closed_days = st.frozensets(st.integers(0, LAST).map(lambda n: FIRST + n * DAY), max_size=8)
moments = st.integers(DAY // MINUTE, (LAST - 1) * DAY // MINUTE).map(
    lambda n: datetime.combine(FIRST, time(), UTC) + n * MINUTE
)


@cache
def wall_minutes(zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """Every minute, in UTC and as the clock on the wall shows it."""
    start = datetime.combine(FIRST, time(), UTC) - 2 * DAY
    every = (start + n * MINUTE for n in range((LAST + 5) * DAY // MINUTE))
    return [(at, at.astimezone(zone).replace(tzinfo=None)) for at in every]


def open_minutes(week: tuple[Spans, ...], zone: ZoneInfo, closed: frozenset[date]) -> list[datetime]:
    """The minutes of working time: of each span, those from the first that shows its opening or later to the first
    that shows its closing or later."""
    walls = wall_minutes(zone)
    firsts: dict[datetime, int] = {}

    def first(wall: datetime) -> int:
        if wall not in firsts:
            day = next(n for n, (_, shown) in enumerate(walls) if shown.date() >= wall.date())
            firsts[wall] = next(n for n in range(max(0, day - 120), len(walls)) if walls[n][1] >= wall)
        return firsts[wall]

    found: list[datetime] = []
    for n in range(LAST + 1):
        day = FIRST + n * DAY
        for opens, closes in () if day in closed else week[day.weekday()]:
            end = datetime.combine(day + DAY, time()) if closes == time.max else datetime.combine(day, closes)
            found += [at for at, _ in walls[first(datetime.combine(day, opens)) : first(end)]]
    return found


@settings(max_examples=CASES, deadline=None)
@given(weeks, st.sampled_from(ZONES), closed_days, moments, moments, st.integers(1, 4000))
def test_it_counts_as_whoever_looks_at_the_clock_every_minute(
    week: tuple[Spans, ...],
    zone: ZoneInfo,
    closed: frozenset[date],
    start: datetime,
    end: datetime,
    minutes: int,
) -> None:
    def outside(day: date) -> bool:
        return day in closed or not FIRST <= day <= FIRST + LAST * DAY

    working = WorkingTime(week, zone, outside)
    minutes_open = open_minutes(week, zone, closed)
    known = set(minutes_open)

    assert working.is_open(start) == (start in known)
    assert working.between(start, end) == sum(start <= at < end for at in minutes_open) * MINUTE

    later = [at for at in minutes_open if at >= start]
    assert working.opens_next(start) == (later[0] if later else None)
    much = minutes * MINUTE
    assert working.add(start, much) == (later[minutes - 1] + MINUTE if len(later) >= minutes else None)
    earlier = [at for at in minutes_open if at < start]
    assert working.before(start, much) == (earlier[-minutes] if len(earlier) >= minutes else None)


@settings(max_examples=CASES, deadline=None)
@given(weeks, st.sampled_from(ZONES), moments, moments, st.timedeltas(timedelta(), timedelta(days=4)))
def test_what_has_become_due_is_what_lies_before(
    week: tuple[Spans, ...], zone: ZoneInfo, cause: datetime, now: datetime, after: timedelta
) -> None:
    """So the store can be asked for causes older than one moment, instead of each for when it is due."""
    working = WorkingTime(week, zone)
    due, since = working.add(cause, after), working.before(now, after)
    if cause <= now:
        assert (due is not None and due <= now) == (since is not None and cause <= since)
        assert (working.between(cause, now) >= after) == (due is not None and due <= now)


def test_a_desk_that_never_opens_never_comes_to_an_end_of_waiting() -> None:
    never = WorkingTime(((),) * 7, ZONES[0])
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert never.add(now, MINUTE) is None
    assert never.before(now, MINUTE) is None
    assert never.opens_next(now) is None
    assert not never.is_working_day(now.date())
