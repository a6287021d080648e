"""What was measured, and how it is printed: Markdown, fit for docs/performance.md."""

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

NONE = math.nan


@dataclass(frozen=True)
class Figures:
    """One measurement: times in ms, but `ready` in seconds; processor in ms a ticket; MB of the largest process."""

    tickets: float = NONE
    updates: float = NONE
    ok_p50: float = NONE
    ok_p99: float = NONE
    reply_p50: float = NONE
    reply_p99: float = NONE
    desk: float = NONE
    postgres: float = NONE
    load: float = NONE
    others: float = NONE
    rss_before: float = NONE
    pss_before: float = NONE
    rss_after: float = NONE
    pss_after: float = NONE
    ready: float = NONE
    amiss: tuple[str, ...] = ()


COLUMNS = (
    ("tickets/s", ("tickets",), ""),
    ("updates/s", ("updates",), ""),
    ("POST→200 ms, p50 / p99", ("ok_p50", "ok_p99"), " / "),
    ("POST→reply ms, p50 / p99", ("reply_p50", "reply_p99"), " / "),
    ("CPU ms a ticket, desk + PostgreSQL", ("desk", "postgres"), " + "),
    ("load's", ("load",), ""),
    ("others' share of the machine", ("others",), ""),
    ("RSS / PSS MB at start", ("rss_before", "pss_before"), " / "),
    ("after", ("rss_after", "pss_after"), " / "),
    ("ready s", ("ready",), ""),
)
NOT_COMPARED = ("load", "others")

Turns = Sequence[Figures]


def begin() -> None:
    _row(["measured", *(title for title, _, _ in COLUMNS)])
    _row(["---"] * (1 + len(COLUMNS)))


def line(name: str, turns: Turns) -> None:
    """The median of each figure over the turns, and of the tickets how far they went apart."""
    amiss = sorted({what for each in turns for what in each.amiss})
    cells = _cells(lambda field: number(statistics.median(_all(turns, field))))
    if len(turns) > 1 and not math.isnan(turns[0].tickets):
        tickets = _all(turns, "tickets")
        cells[0] += f" ({number(min(tickets))}–{number(max(tickets))})"
    _row([", ".join([name, *(f"**{what}**" for what in amiss)]), *cells])


def ratio(name: str, ours: Turns, theirs: Turns) -> None:
    """Turn by turn, ours to theirs: the median, the least and the greatest."""

    def of(field: str) -> str:
        if field in NOT_COMPARED:
            return ""
        pairs = zip(_all(ours, field), _all(theirs, field), strict=True)
        ratios = [one / other for one, other in pairs if other]
        if not ratios or math.isnan(ratios[0]):
            return ""
        apart = f" ({min(ratios):.2f}–{max(ratios):.2f})" if len(ratios) > 1 else ""
        return f"{statistics.median(ratios):.2f}{apart}"

    _row([name, *_cells(of)])


def number(figure: float) -> str:
    if math.isnan(figure):
        return ""
    return f"{figure:.{0 if figure >= 100 else 1 if figure >= 10 else 2}f}"


def _cells(of: Callable[[str], str]) -> list[str]:
    return [between.join(filter(None, map(of, fields))) for _, fields, between in COLUMNS]


def _all(turns: Turns, field: str) -> list[float]:
    return [getattr(each, field) for each in turns]


def _row(cells: Sequence[str]) -> None:
    print("| " + " | ".join(cells) + " |", flush=True)
