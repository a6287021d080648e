"""A span of time in which a crowd talks: what was answered, and what it cost whom."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from benchmarks.people import TICKET, Crowd, Tally
from benchmarks.processes import busy

WARM_UP = 2.0  # seconds; in the first half of it people come


class Costly(Protocol):
    def processor(self) -> float:
        """Seconds so far."""
        ...


@dataclass(frozen=True)
class Span:
    """`spent` is seconds of processor, by whom was watched; the last are ours, who are the load and the provider."""

    seconds: float
    tally: Tally
    spent: Sequence[float]
    others: float

    def cost(self, whose: int) -> float:
        """Milliseconds of processor a ticket, which is six answers."""
        return self.spent[whose] * 1000 * len(TICKET) / max(len(self.tally.answered), 1)


@asynccontextmanager
async def talking(crowd: Crowd, ports: Sequence[int], at_once: int) -> AsyncIterator[None]:
    """So many people at once, everything warm; in the end everybody finishes their ticket."""
    await crowd.begin(ports, at_once, WARM_UP / 2)
    await asyncio.sleep(WARM_UP)
    yield
    await crowd.end()


async def watch(crowd: Crowd, seconds: float, *watched: Costly) -> Span:
    """Looks at so many seconds of a crowd that talks."""
    crowd.count_anew()
    began, before, busy_before = time.perf_counter(), _clocks(watched), busy()
    await asyncio.sleep(seconds)
    took, tally = time.perf_counter() - began, crowd.count_anew()
    spent = [now - then for now, then in zip(_clocks(watched), before, strict=True)]
    others = (busy() - busy_before - sum(spent)) / (took * (os.cpu_count() or 1))
    return Span(took, tally, spent, max(0.0, others))


def _clocks(watched: Sequence[Costly]) -> list[float]:
    return [*(each.processor() for each in watched), time.process_time()]
