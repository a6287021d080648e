"""Nothing is lost, doubled or out of place while processes are killed, the database falls and the provider fails.

The short form of `python3 dev.py soak`: a few people, each disaster once, seconds instead of hours.
"""

from dataclasses import replace
from functools import partial

import pytest

from tests.faults.providers.weather import Storm
from tests.faults.run import Plan, play
from tests.faults.world.desk import opened
from tests.harness import programs

SHORT = Plan(
    seconds=4,
    runs=("run",),
    acts=("kill_worker", "fill_disk"),
    clients=6,
    by_whatsapp=2,
    with_two=6,
    technicians=2,
    leads=1,
    rounds=1,
    followups=(1, 1),
    thinks_for=(0.0, 0.2),
    comes_within=1.0,
    hurried=True,
    between=(0.2, 0.4),
    storm=Storm(6, ("429", "500", "502", "0", "drop", "junk"), fails=0),
)
UNPACED = """
from bot.channels.rate_limit import Limit
from bot.channels.telegram import pace
pace.PER_CHAT = pace.OVERALL = Limit(rate=1e9, burst=1e9)
"""
"""A message a second in the lead's chat would be most of the time that this takes."""
PLANS = {
    "sqlite": SHORT,
    "postgresql": replace(
        SHORT,
        runs=("receive", "receive", "work", "work"),
        acts=("kill_worker", "kill_receiver", "crash_database"),
    ),
}


@pytest.mark.timeout(240)
@pytest.mark.parametrize("kind", PLANS)
def test_what_was_acknowledged_is_kept_and_delivered_whatever_fails(kind: str) -> None:
    start = partial(programs.start, before=UNPACED)
    with opened(kind, seed=5, haste=0.1, patience=60, start=start) as desk:
        assert play(desk, PLANS[kind]) == [], desk.processes.tracebacks()
        assert len(desk.ledger.opened) > PLANS[kind].clients
        assert set(PLANS[kind].acts) <= set(desk.chaos.struck)
        assert not any(process.is_alive for process in desk.processes.all)
