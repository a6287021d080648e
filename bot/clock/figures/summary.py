"""What happened within a day or a week, against the week before: the digest's figures."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

from babel.numbers import format_decimal
from sqlalchemy.orm import Session

from bot.clock import working_time
from bot.clock.figures import measures
from bot.clock.working_time import WorkingTime
from bot.desk import Desk
from bot.language.texts import Voice
from store.tickets import figures
from store.tickets.figures import Closed, Opened

T = TypeVar("T")
WEEK = timedelta(weeks=1)


class Kind(StrEnum):
    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True)
class Period:
    """From `start` to just before `end`."""

    kind: Kind
    start: datetime
    end: datetime

    @property
    def week_before(self) -> "Period":
        return Period(self.kind, self.start - WEEK, self.end - WEEK)


@dataclass(frozen=True)
class Against(Generic[T]):
    """A figure, and what it was a week before."""

    now: T
    before: T


@dataclass(frozen=True)
class Solved:
    """What a technician closed, and the median time from opening to closing. name: None closed without one."""

    name: str | None
    closed: int
    took: timedelta


@dataclass(frozen=True)
class Summary:
    """desk: its name. waiting: clients who wait for us, overdue: deadlines that passed, both as it stands now, of what
    was opened by the period's end. The medians are working time. categories: what was opened of each, the most first;
    None has no category. satisfaction: the mean, 1 to 5."""

    desk: str
    period: Period
    opened: Against[int]
    closed: Against[int]
    waiting: int
    overdue: int
    first_answer: Against[timedelta | None]
    solution: Against[timedelta | None]
    technicians: tuple[Solved, ...]
    categories: tuple[tuple[str | None, int], ...]
    satisfaction: Against[float | None] = Against(None, None)

    @property
    def tells_nothing(self) -> bool:
        return not (self.opened.now or self.closed.now or self.waiting or self.overdue)


def of(desk: Desk, session: Session, period: Period, now: datetime) -> Summary:
    working = working_time.of(desk)
    before = period.week_before
    opened = Against(
        figures.opened(session, period.start, period.end), figures.opened(session, before.start, before.end)
    )
    closed = Against(
        figures.closed(session, period.start, period.end), figures.closed(session, before.start, before.end)
    )
    standing = figures.open_now(session, desk.silent_before())
    open_now = [ticket for ticket in standing if ticket.created_at < period.end]
    return Summary(
        desk=desk.settings.desk.name,
        period=period,
        opened=Against(len(opened.now), len(opened.before)),
        closed=Against(len(closed.now), len(closed.before)),
        waiting=sum(ticket.waits is not None for ticket in open_now),
        overdue=sum(ticket.due_at is not None and ticket.due_at <= now for ticket in open_now),
        first_answer=Against(*(_answered(working, each) for each in (opened.now, opened.before))),
        solution=Against(*(_solved(working, each) for each in (closed.now, closed.before))),
        technicians=_technicians(working, closed.now),
        satisfaction=Against(
            *(figures.mean_satisfaction(session, each.start, each.end) for each in (period, before))
        ),
        categories=tuple(Counter(ticket.category for ticket in opened.now).most_common()),
    )


def _answered(working: WorkingTime, opened: Sequence[Opened]) -> timedelta | None:
    return measures.middle(measures.first_answers(working, opened))


def _solved(working: WorkingTime, closed: Sequence[Closed]) -> timedelta | None:
    return measures.middle(measures.solutions(working, closed))


def _technicians(working: WorkingTime, closed: Sequence[Closed]) -> tuple[Solved, ...]:
    """Who closed most comes first."""
    whose: dict[str | None, list[Closed]] = defaultdict(list)
    for ticket in closed:
        whose[ticket.technician].append(ticket)
    solved = [
        Solved(name, len(theirs), _solved(working, theirs) or timedelta()) for name, theirs in whose.items()
    ]
    return tuple(sorted(solved, key=lambda each: (-each.closed, each.name is None, each.name or "")))


def text(summary: Summary) -> Callable[[Voice], str]:
    """All of it in words, zeros left out: what the picture says to whoever cannot see it."""

    def said(voice: Voice) -> str:
        parts = [_head(summary, voice), _by_technician(summary, voice), _by_category(summary, voice)]
        return "\n\n".join("\n".join(part) for part in parts if part)

    return said


def title(summary: Summary, voice: Voice) -> str:
    """«Lunes 23-11», «Semana del 16-11 al 22-11»."""
    zone = voice.texts.zone
    if summary.period.kind is Kind.DAY:
        end = summary.period.end
        weekday = voice.texts.weekday(voice.language, end)
        return voice("digest.day", weekday=weekday, day=end.astimezone(zone).strftime("%d-%m"))
    first, after = summary.period.start.astimezone(zone), summary.period.end.astimezone(zone)
    last = after - timedelta(days=1)
    return voice("digest.week", first=first.strftime("%d-%m"), last=last.strftime("%d-%m"))


def _head(summary: Summary, voice: Voice) -> list[str]:
    lines = [voice("digest.title", desk=summary.desk, period=title(summary, voice))]
    for name, counts in (("opened", summary.opened), ("closed", summary.closed)):
        if counts.now:
            before = str(counts.before) if counts.before else ""
            lines.append(voice(f"digest.{name}", n=counts.now) + _before(before, voice))
    if summary.waiting:
        lines.append(voice("digest.waiting", n=summary.waiting))
    if summary.overdue:
        lines.append(voice("digest.overdue", n=summary.overdue))
    for name, times in (("first_answer", summary.first_answer), ("solution", summary.solution)):
        if times.now is not None:
            before = measures.said(voice, times.before) if times.before is not None else ""
            line = voice(f"digest.{name}", time=measures.said(voice, times.now))
            lines.append(line + _before(before, voice))
    if summary.satisfaction.now is not None:
        before = mark(voice, summary.satisfaction.before)
        line = voice("digest.satisfaction", mark=mark(voice, summary.satisfaction.now))
        lines.append(line + _before(before, voice))
    return lines


def mark(voice: Voice, mean: float | None) -> str:
    """«4,5»; nothing of none."""
    return "" if mean is None else str(format_decimal(mean, format="0.0", locale=voice.language))


def _before(figure: str, voice: Voice) -> str:
    """« (la semana anterior: 3)», where there was any."""
    return " " + voice("digest.before", figure=figure) if figure else ""


def _by_technician(summary: Summary, voice: Voice) -> list[str]:
    lines = [
        voice(
            "digest.technician",
            name=each.name or voice("digest.no_technician"),
            n=each.closed,
            time=measures.said(voice, each.took),
        )
        for each in summary.technicians
    ]
    return [voice("digest.technicians"), *lines] if lines else []


def _by_category(summary: Summary, voice: Voice) -> list[str]:
    lines = [
        voice("digest.category", name=name or voice("digest.no_category"), n=n)
        for name, n in summary.categories
    ]
    return [voice("digest.categories"), *lines] if any(name for name, _ in summary.categories) else []
