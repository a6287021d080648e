"""The board, live: open tickets by technician and criticality, their age, four weeks of opened and closed."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from bot.clock import working_time
from bot.desk import Desk
from bot.language.texts import Voice
from store.tickets import figures
from store.tickets.figures import Open
from store.tickets.tickets import CRITICALITIES

LEVELS: tuple[str | None, ...] = (*reversed(CRITICALITIES), None)
WEEKS = 4
WEEK = timedelta(weeks=1)
AGES = (timedelta(days=1), timedelta(days=3), timedelta(days=7))
"""The bounds of the ages that are told apart; what is older is the last group."""
AGE_NAMES = ("day", "three_days", "week", "older")


@dataclass(frozen=True)
class Load:
    """A technician's open tickets; by_level in the order of LEVELS. name: None are those that are nobody's."""

    name: str | None
    by_level: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.by_level)


@dataclass(frozen=True)
class Week:
    """From that Monday."""

    begins: date
    opened: int
    closed: int


@dataclass(frozen=True)
class Longest:
    """Whoever waits longest for us."""

    number: int
    waits: timedelta


@dataclass(frozen=True)
class Board:
    """desk: its name. loads: nobody's first, then who has most. ages: one more than AGES. weeks: the last is this."""

    desk: str
    at: datetime
    open: int
    overdue: int
    by_level: tuple[int, ...]
    loads: tuple[Load, ...]
    ages: tuple[int, ...]
    weeks: tuple[Week, ...]
    longest: Longest | None

    @property
    def unassigned(self) -> int:
        return sum(load.total for load in self.loads if load.name is None)


def look(desk: Desk, session: Session) -> Board:
    """As it stands now."""
    now = desk.now()
    tickets = figures.open_now(session, desk.silent_before())
    return Board(
        desk=desk.settings.desk.name,
        at=now,
        open=len(tickets),
        overdue=sum(ticket.due_at is not None and ticket.due_at <= now for ticket in tickets),
        by_level=_by_level(tickets),
        loads=_loads(tickets),
        ages=_ages(tickets, now),
        weeks=tuple(_weeks(desk, session, now)),
        longest=_longest(tickets, now),
    )


def _by_level(tickets: Sequence[Open]) -> tuple[int, ...]:
    counts = Counter(ticket.criticality for ticket in tickets)
    return tuple(counts[level] for level in LEVELS)


def _loads(tickets: Sequence[Open]) -> tuple[Load, ...]:
    whose: dict[str | None, list[Open]] = {}
    for ticket in tickets:
        whose.setdefault(ticket.technician, []).append(ticket)
    loads = [Load(name, _by_level(theirs)) for name, theirs in whose.items()]
    return tuple(sorted(loads, key=lambda load: (load.name is not None, -load.total, load.name or "")))


def _ages(tickets: Sequence[Open], now: datetime) -> tuple[int, ...]:
    counts = Counter(sum(now - ticket.created_at >= bound for bound in AGES) for ticket in tickets)
    return tuple(counts[group] for group in range(len(AGES) + 1))


def _weeks(desk: Desk, session: Session, now: datetime) -> Iterator[Week]:
    working = working_time.of(desk)
    today = working.day_of(now)
    monday = today - timedelta(days=today.weekday())
    for begins in (monday - back * WEEK for back in reversed(range(WEEKS))):
        start, end = working.moment(begins, time()), working.moment(begins + WEEK, time())
        yield Week(begins, *figures.count(session, start, end))


def _longest(tickets: Sequence[Open], now: datetime) -> Longest | None:
    waiting = [(ticket.waits, ticket.number) for ticket in tickets if ticket.waits is not None]
    if not waiting:
        return None
    since, number = min(waiting)
    return Longest(number, now - since)


def text(board: Board) -> Callable[[Voice], str]:
    """All of it in words, zeros left out: what the picture says to whoever cannot see it."""

    def said(voice: Voice) -> str:
        parts = [_head(board, voice), _whose(board, voice), _old(board, voice), _past(board, voice)]
        return "\n\n".join("\n".join(part) for part in parts if part)

    return said


def _head(board: Board, voice: Voice) -> list[str]:
    counts = [("open", board.open), ("unassigned", board.unassigned), ("overdue", board.overdue)]
    lines = [" · ".join(voice(f"board.{name}", n=n) for name, n in counts if n or name == "open")]
    lines += [
        voice("board.level", level=voice(f"criticality.{level}"), n=n)
        for level, n in zip(LEVELS, board.by_level, strict=True)
        if n and level
    ]
    if board.longest is not None:
        elapsed = voice.texts.span(voice.language, board.longest.waits)
        lines.append(voice("board.longest", number=board.longest.number, elapsed=elapsed))
    return lines


def _whose(board: Board, voice: Voice) -> list[str]:
    return [
        voice("board.technician", name=load.name, n=load.total) + _in_brackets(load, voice)
        for load in board.loads
        if load.name is not None
    ]


def _in_brackets(load: Load, voice: Voice) -> str:
    """« (1 Crítica, 2 Alta)», where any of theirs has a criticality."""
    levels = [
        voice("board.of_level", level=voice(f"criticality.{level}"), n=n)
        for level, n in zip(LEVELS, load.by_level, strict=True)
        if n and level
    ]
    return f" ({', '.join(levels)})" if levels else ""


def _old(board: Board, voice: Voice) -> list[str]:
    groups = zip(AGE_NAMES, board.ages, strict=True)
    lines = [voice("board.age", age=voice(f"board.{name}"), n=n) for name, n in groups if n]
    return [voice("board.ages"), *lines] if lines else []


def _past(board: Board, voice: Voice) -> list[str]:
    lines = [_week(week, voice) for week in board.weeks if week.opened or week.closed]
    return [voice("board.weeks"), *lines] if lines else []


def _week(week: Week, voice: Voice) -> str:
    counts = [("week_opened", week.opened), ("week_closed", week.closed)]
    figures = ", ".join(voice(f"board.{name}", n=n) for name, n in counts if n)
    return voice("board.week_line", day=week.begins.strftime("%d-%m"), figures=figures)
