"""`ticketero report`: the tickets of a month, a line each, and the totals, for whoever pays for the desk.

In the desk's language and with its separator, as spreadsheets there expect it; times are hours of working time.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from statistics import mean

from babel.numbers import format_decimal

from bot.admin import files, spreadsheets
from bot.admin.trouble import Trouble
from bot.clock import working_time
from bot.clock.figures import measures
from bot.clock.working_time import WorkingTime
from bot.desk import Desk
from bot.language.texts import Voice
from store.tables import Ticket
from store.tickets import figures

COLUMNS = (
    "ticket", "date", "company", "requester", "affected_person", "technician", "category", "criticality", "status",
    "answer", "solution", "satisfaction",
)  # fmt: skip


@dataclass(frozen=True)
class _Line:
    """A ticket, and how much working time passed until its first answer and its solution."""

    ticket: Ticket
    answer: timedelta | None
    solution: timedelta | None


def month(desk: Desk, text: str | None, path: Path | None) -> Iterator[str]:
    """The tickets opened in a month («2026-11»; None: ever), into a file or line by line. Raises Trouble."""
    start, end = _bounds(working_time.of(desk), text) if text else (None, None)
    with desk.store.read() as session:
        lines = [_line(working_time.of(desk), ticket) for ticket in figures.reported(session, start, end)]
        table = _table(desk.texts.voice(desk.settings.desk.language), lines)
    if path is None:
        yield table.rstrip("\n")
        return
    with files.whole(path) as out:
        out.write(table.encode(spreadsheets.ENCODING))
    yield f"Tickets in {path}: {len(lines)}."


def _bounds(working: WorkingTime, text: str) -> tuple[datetime, datetime]:
    try:
        first = date.fromisoformat(f"{text}-01")
        following = (first + timedelta(days=31)).replace(day=1)
        return working.moment(first, time()), working.moment(following, time())
    except (ValueError, OverflowError):
        raise Trouble(f"{text!r} is no month: write 2026-11") from None


def _line(working: WorkingTime, ticket: Ticket) -> _Line:
    def until(end: datetime | None) -> timedelta | None:
        return working.between(ticket.created_at, end) if end is not None else None

    return _Line(ticket, until(ticket.first_answered_at), until(ticket.closed_at))


def _table(voice: Voice, lines: Sequence[_Line]) -> str:
    head = [voice(f"report.{name}") for name in COLUMNS]
    made = io.StringIO()
    rows = [head, *(_cells(voice, line) for line in lines), [], *_totals(voice, lines)]
    spreadsheets.write(made, voice.language, rows)
    return made.getvalue()


def _cells(voice: Voice, line: _Line) -> list[str]:
    ticket = line.ticket
    return [
        str(ticket.number),
        voice.texts.minute(ticket.created_at),
        ticket.company or "",
        ticket.requester.name,
        ticket.affected_person,
        ticket.technician.name if ticket.technician else "",
        ticket.category.name if ticket.category else "",
        voice(f"criticality.{ticket.criticality}") if ticket.criticality else "",
        voice(f"status.{ticket.status}"),
        _hours(voice, line.answer),
        _hours(voice, line.solution),
        str(ticket.satisfaction or ""),
    ]


def _totals(voice: Voice, lines: Sequence[_Line]) -> Iterator[list[str]]:
    closed = [line for line in lines if line.ticket.status == "closed"]
    yield [voice("report.opened"), str(len(lines))]
    yield [voice("report.closed"), str(len(closed))]
    for name, spans in (
        ("median_answer", [line.answer for line in lines]),
        ("median_solution", [line.solution for line in closed]),
    ):
        known = [span for span in spans if span is not None]
        yield [voice(f"report.{name}"), _hours(voice, measures.middle(known))]
    marks = [line.ticket.satisfaction for line in lines if line.ticket.satisfaction]
    yield [voice("report.mean_satisfaction"), _number(voice, mean(marks)) if marks else ""]


def _hours(voice: Voice, span: timedelta | None) -> str:
    return _number(voice, span / timedelta(hours=1)) if span is not None else ""


def _number(voice: Voice, value: float) -> str:
    return str(format_decimal(value, format="0.0", locale=voice.language))
