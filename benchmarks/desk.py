"""A desk to be measured: the processes of a checkout on a store, and what a crowd gets out of them."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from benchmarks import history
from benchmarks.checkout import SECRET, WORK, Checkout, environment
from benchmarks.figures import NONE, Figures
from benchmarks.people import TICKET, Crowd, share
from benchmarks.processes import Memory, Postgres, Process
from benchmarks.telegram import Telegram
from benchmarks.unpaced import LIFTED
from benchmarks.watch import talking, watch
from tests.harness.ports import free_port


class Desk:
    """Each process that receives has a port of its own."""

    def __init__(self, checkout: Checkout, url: str, folder: Path, telegram: Telegram, words: Sequence[str]):
        self.url = url
        self.ports: list[int] = []
        self._checkout, self._folder, self._telegram, self._words = checkout, folder, telegram, words
        self._processes: list[Process] = []

    def start(self) -> None:
        """One after another, so that none is slowed by the next."""
        for place, word in enumerate(self._words):
            port, log = free_port(), self._folder / f"{place}-{word}.log"
            log.unlink(missing_ok=True)
            env = environment(named(self.url, word), self._folder / "photos", self._telegram.url, port)
            self._processes.append(Process(self._checkout.serving(word, port), env, log))
            self._processes[-1].wait_until_ready(None if word == WORK else port)
            self.ports += [port] if word != WORK else []

    def stop(self) -> None:
        for process in self._processes:
            process.stop()

    def ready_after(self) -> float:
        return max(process.ready_after for process in self._processes)

    def processor(self) -> float:
        return sum(process.processor() for process in self._processes)

    def memory(self) -> Memory:
        return max((process.memory() for process in self._processes), key=lambda each: each.pss)

    def keeps_the_pace(self) -> bool:
        return not any(LIFTED in process.log() for process in self._processes)


def named(url: str, word: str) -> str:
    """PostgreSQL's log then tells whose a statement is."""
    return f"{url}&application_name={word}" if url.startswith("postgresql") else url


Running = AbstractAsyncContextManager[Desk]


@asynccontextmanager
async def running(
    checkout: Checkout, url: str, folder: Path, telegram: Telegram, words: Sequence[str]
) -> AsyncIterator[Desk]:
    """Started and ended beside our own loop, which is Telegram meanwhile."""
    desk = Desk(checkout, url, folder, telegram, words)
    try:
        await asyncio.to_thread(desk.start)
        yield desk
    finally:
        await asyncio.to_thread(desk.stop)


async def measure(
    desk: Desk, telegram: Telegram, postgres: Postgres | None, at_once: int, seconds: float
) -> Figures:
    """What so many people at once get out of it."""
    crowd, before, had = Crowd(history.CHATS, SECRET), desk.memory(), history.tickets(desk.url)
    telegram.arrived = crowd.arrived
    async with talking(crowd, desk.ports, at_once):
        span = await watch(crowd, seconds, desk, *([postgres] if postgres else []))
        after = desk.memory()
    opened = history.tickets(desk.url) - had
    return Figures(
        tickets=len(span.tally.replied) / len(TICKET) / span.seconds,
        updates=len(span.tally.answered) / span.seconds,
        ok_p50=share(span.tally.answered, 0.5),
        ok_p99=share(span.tally.answered, 0.99),
        reply_p50=share(span.tally.replied, 0.5),
        reply_p99=share(span.tally.replied, 0.99),
        desk=span.cost(0),
        postgres=span.cost(1) if postgres else NONE,
        load=span.cost(-1),
        others=span.others,
        rss_before=before.rss,
        pss_before=before.pss,
        rss_after=after.rss,
        pss_after=after.pss,
        ready=desk.ready_after(),
        amiss=tuple(_amiss(crowd, opened, paced=desk.keeps_the_pace())),
    )


def _amiss(crowd: Crowd, opened: int, *, paced: bool) -> Iterator[str]:
    """What makes the figures worth nothing, or less."""
    counts = {"refused": crowd.refused, "twice": crowd.twice, "lost": crowd.lost}
    yield from (f"{count} {what}" for what, count in counts.items() if count)
    if opened != crowd.tickets:
        yield f"{crowd.tickets} tickets confirmed, {opened} in the store"
    if paced:
        yield "at Telegram's pace"
