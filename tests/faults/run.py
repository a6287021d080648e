"""A whole run: people talk while chaos strikes, until the time is over; then calm, and the audit.

`python3 dev.py soak [--minutes N] [--store sqlite|postgresql] [--seed S]` is the long form.
"""

import argparse
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.faults.audit.damage import Damage
from tests.faults.people.client import Client
from tests.faults.people.person import Person, begin
from tests.faults.people.staff import Lead, Technician
from tests.faults.people.with_two import WithTwo
from tests.faults.providers.weather import Storm
from tests.faults.world.chaos import ANYWHERE, ON_POSTGRESQL
from tests.faults.world.desk import Desk, opened

TECHNICIANS = ("Ana", "Beto", "Caro", "Dani", "Ema", "Fede", "Gabi", "Hugo")
LEADS = ("Julia", "Karina", "Lucas")
RUNS: dict[str, tuple[str, ...]] = {
    "sqlite": ("run",),
    "postgresql": ("run", "run", "receive", "gunicorn", "work"),
}
REPORT_EVERY = 30.0


@dataclass(frozen=True)
class Plan:
    """How many people, how long, and what befalls them. `acts` come once in order, then at random."""

    seconds: float
    runs: Sequence[str]
    acts: Sequence[str]
    clients: int = 24
    technicians: int = 8
    leads: int = 3
    by_whatsapp: int = 8
    """So many of the clients, and the last technician where there are several."""
    with_two: int = 3
    """One of so many clients has two tickets at once."""
    rounds: int = 1000
    followups: tuple[int, int] = (3, 10)
    thinks_for: tuple[float, float] = (1.0, 10.0)
    comes_within: float = 60.0
    hurried: bool = False
    storm: Storm | None = None
    """The weather at the provider, beside the storms among the acts."""
    between: tuple[float, float] = (2.0, 9.0)
    """Seconds from the end of a disaster to the next one."""


def play(desk: Desk, plan: Plan, tell: Callable[[str], None] = lambda line: None) -> list[Damage]:
    """The run and its verdict."""
    clients, staff = _people(desk, plan)
    for command in plan.runs:
        desk.processes.add(command)
    desk.processes.start()
    desk.rages(plan.storm)
    chaos = threading.Thread(target=desk.chaos.run, args=(plan.acts, plan.between), daemon=True)
    chaos.start()
    talking, working = begin(clients), begin(staff)
    _until_over(desk, plan, talking, tell)
    desk.ending.set()
    desk.chaos.stop()
    chaos.join()
    desk.calm()
    desk.look_back()
    for thread in talking:
        thread.join(2 * desk.patience)
    desk.went_home.set()
    for thread in working:
        thread.join(2 * desk.patience)
    drained = desk.rest(desk.patience)
    found = desk.verdict(by_command=not plan.hurried)
    return found if drained else [*found, Damage("not drained", f"{desk.undone()} things are undone")]


def _until_over(desk: Desk, plan: Plan, talking: list[threading.Thread], tell: Callable[[str], None]) -> None:
    begun = reported = time.monotonic()
    while time.monotonic() - begun < plan.seconds and any(thread.is_alive() for thread in talking):
        time.sleep(0.1)
        if time.monotonic() - reported > REPORT_EVERY:
            reported = time.monotonic()
            tell(f"{reported - begun:.0f} s: {desk.figures()}{_stuck(desk)}")


def _stuck(desk: Desk) -> str:
    return "".join(f"\n  stuck: {who}" for who in desk.ledger.stuck)


def _people(desk: Desk, plan: Plan) -> tuple[list[Client], list[Person]]:
    dice = random.Random(desk.seed)
    clients = [f"Cli{number} Gómez" for number in range(plan.clients)]
    technicians, leads = TECHNICIANS[: plan.technicians], LEADS[: plan.leads]
    way = dict.fromkeys(clients[: plan.by_whatsapp], "whatsapp")
    if plan.technicians > 2:
        way[f"{technicians[-1]} Torres"] = "whatsapp"
    roles = [(name, "client") for name in clients]
    roles += [(f"{name} Torres", "technician") for name in technicians]
    roles += [(f"{name} Paz", "lead") for name in leads]
    phones = desk.hire([(name, role, way.get(name, "telegram")) for name, role in roles])

    def about(name: str) -> dict[str, Any]:
        return {"world": desk, "name": name, "phone": phones[name], "dice": random.Random(dice.random())}

    talking = [
        (Client if (place + 1) % plan.with_two else WithTwo)(
            **about(name),
            rounds=plan.rounds, followups=plan.followups, thinks_for=plan.thinks_for,
            comes_within=plan.comes_within, hurried=plan.hurried, blocks=place % 6 == 5,
        )
        for place, name in enumerate(clients)
    ]  # fmt: skip
    home = desk.went_home.is_set
    working: list[Person] = [Technician(**about(f"{name} Torres"), off_duty=home) for name in technicians]
    working += [
        Lead(**about(f"{name} Paz"), off_duty=home, place=place, leads=len(leads), technicians=technicians)
        for place, name in enumerate(leads)
    ]
    return talking, working


def soak(kind: str, minutes: float, seed: int) -> list[Damage]:
    """The long form; prints how it goes."""
    acts = (*ON_POSTGRESQL, *ANYWHERE) if kind == "postgresql" else ANYWHERE
    plan = Plan(seconds=minutes * 60, runs=RUNS[kind], acts=acts)
    print(f"{kind}, seed {seed}, {minutes:g} minutes: {', '.join(plan.runs)}", flush=True)
    with opened(kind, seed) as desk:
        found = play(desk, plan, lambda line: print(line, flush=True))
        print(desk.figures())
        if found:
            print(desk.processes.tracebacks())
            print(f"What is left of it is in {desk.leaves(found)}")
    for damage in found:
        print(f"✗ {damage}")
    print("The audit found nothing amiss." if not found else f"The audit found {len(found)} damages.")
    return found


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python3 dev.py soak", description=soak.__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--store", choices=["sqlite", "postgresql"], default="postgresql")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(words)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # leaving nothing behind
    return 1 if soak(asked.store, asked.minutes, asked.seed) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
