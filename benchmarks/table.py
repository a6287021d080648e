"""How the figures are printed: Markdown, fit for docs/performance.md."""

from collections.abc import Mapping, Sequence

from benchmarks.desk import Result
from benchmarks.people import share

HEAD = (
    "measured",
    "updates/s",
    "tickets/s",
    "POST→200 p50 / p99",
    "POST→reply p50 / p99",
    "CPU ms an update",
    "PSS MB",
)


def begin(*columns: str) -> None:
    _row(columns or HEAD)
    _row(["---"] * len(columns or HEAD))


def line(name: str, result: Result) -> None:
    tally = result.tally
    wrong = {"refused": tally.refused, "twice": tally.twice, "lost": tally.lost}
    marks = "".join(f", {count} {what}!" for what, count in wrong.items() if count)
    _row(
        [
            name + marks,
            f"{tally.updates_a_second:.0f}",
            f"{tally.tickets_a_second:.0f}",
            _times(tally.answered),
            _times(tally.replied),
            _costs(result.processor),
            ", ".join(
                f"{who} {size:.0f}"
                for who, size in result.memory.items()
                if who in ("receive", "work", "run")
            ),
        ]
    )


def limit(name: str, a_second: float) -> None:
    _row([name, f"{a_second:.0f}", *[""] * (len(HEAD) - 2)])


def statements(heard: Mapping[str, Sequence[str]], updates: int) -> None:
    for who, said in heard.items():
        print(f"{who}: {len(said) / updates:.1f} statements an update, each one trip")


def one_update(heard: Mapping[str, Sequence[str]], width: int = 150) -> None:
    for who, said in heard.items():
        print(f"\n{who}:")
        for number, statement in enumerate(said, 1):
            print(f"  {number:2}. {statement if len(statement) <= width else statement[:width] + ' …'}")


def _times(seconds: Sequence[float]) -> str:
    return f"{share(seconds, 0.5):.1f} / {share(seconds, 0.99):.1f} ms"


def _costs(processor: Mapping[str, float]) -> str:
    each = ", ".join(f"{who} {cost:.2f}" for who, cost in processor.items())
    return f"{each} = {sum(processor.values()):.2f}"


def _row(cells: Sequence[str]) -> None:
    print("| " + " | ".join(cells) + " |", flush=True)
