"""Which rows the table may have, and which of them were asked for."""

from dataclasses import dataclass
from itertools import groupby, product

from benchmarks.checkout import GUNICORN, RECEIVE, RUN, WORK

BARE, COMMITS, SQLITE = "bare", "commits", "sqlite"
SLOW, FULL, UNANALYSED = "slow", "full", "unanalysed"
LIMITS = {BARE: "a bare Flask view", COMMITS: "commits of one row by pgbench"}
SHAPES = {
    "run": "`run`",
    "runs": "`run` ×2",
    "receive": "`receive`, `work`",
    "receivers": "`receive` ×2, `work`",
    "gunicorn": "gunicorn ×2, `work`",
    SQLITE: "SQLite, `run`",
}
PROCESSES = {
    "run": (RUN,),
    "runs": (RUN, RUN),
    "receive": (RECEIVE, WORK),
    "receivers": (RECEIVE, RECEIVE, WORK),
    "gunicorn": (GUNICORN, WORK),
    SQLITE: (RUN,),
}
CROWDS = {"one": 1, "sixteen": 16, "sixtyfour": 64}
CONDITIONS = ("", SLOW, FULL, UNANALYSED)
WORDS = {*SHAPES, *LIMITS, *CROWDS, *CONDITIONS} - {""}
USUAL = (
    "commits-one,commits-sixteen,run,runs-sixteen,runs-sixtyfour,receive,gunicorn-sixteen,gunicorn-sixtyfour,sqlite,"
    "run-sixteen-slow,run-sixteen-full"
)


@dataclass(frozen=True)
class Row:
    """`condition` is empty, or how this differs from the row of the same name without it."""

    shape: str
    crowd: str
    condition: str = ""

    @property
    def name(self) -> str:
        return "-".join(filter(None, (self.shape, self.crowd, self.condition)))

    @property
    def at_once(self) -> int:
        return CROWDS[self.crowd]

    @property
    def plain(self) -> "Row":
        return Row(self.shape, self.crowd)

    def is_meant_by(self, name: str) -> bool:
        """A name is some of a row's words, in any order; a condition must be among them."""
        words = set(name.split("-"))
        return words <= {self.shape, self.crowd, self.condition} and (
            self.condition in words or not self.condition
        )


EVERY = [
    *(Row(shape, crowd) for shape, crowd in product(LIMITS, CROWDS)),
    *(Row(shape, crowd, condition) for shape, crowd, condition in product(SHAPES, CROWDS, CONDITIONS)),
]


def chosen(names: str) -> list[list[Row]]:
    """The rows that any of these names means and what they are compared with: the bare view for as many people, the row
    without a condition. Those that take turns stand together. Raises ValueError for a word that no row has."""
    asked = names.split(",")
    if unknown := {word for name in asked for word in name.split("-")} - WORDS:
        raise ValueError(
            f"no row is called {', '.join(sorted(unknown))}; the words are {', '.join(sorted(WORDS))}"
        )
    meant = [row for row in EVERY if any(row.is_meant_by(name) for name in asked)]
    wanted = {*meant, *(row.plain for row in meant), *(Row(BARE, row.crowd) for row in meant)}
    in_order = [row for row in EVERY if row in wanted]
    return [list(group) for _, group in groupby(in_order, key=lambda row: row.plain)]


def label(row: Row, conditions: dict[str, str]) -> str:
    shape = {**LIMITS, **SHAPES}[row.shape]
    return ", ".join(filter(None, (shape, f"{row.at_once} at once", conditions.get(row.condition))))
