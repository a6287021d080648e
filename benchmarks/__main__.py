"""The command line: measures, and prints the tables of docs/performance.md."""

import argparse
import asyncio
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import desk, history, limits, table
from benchmarks.desk import RECEIVE, RUN, WORK
from benchmarks.people import TICKET, Crowd
from benchmarks.processes import Postgres
from benchmarks.telegram import Telegram
from tests.databases.pg_server import PgServer

SEVERAL = 16
CROWDS = (1, SEVERAL, 64)
SLOW = 0.05


class Bench:
    """One run: a database with fsync, a provider, a crowd; each method is a part of the table."""

    def __init__(self, folder: Path, seconds: float, tickets: int):
        self._folder, self._seconds, self._tickets = folder, seconds, tickets
        self._crowd = Crowd(range(desk.FIRST, desk.FIRST + desk.CLIENTS), desk.SECRET)
        self._telegram = Telegram(self._crowd.arrived)
        self._server = PgServer(fsync=True)

    async def run(self, parts: Sequence[str]) -> None:
        await self._telegram.open()
        self._server.start()
        try:
            self._start_up()
            table.begin()
            for part in parts:
                await getattr(self, part)()
            await self.statements()
        finally:
            self._server.stop()

    async def empty(self) -> None:
        with self._running(self._store("empty"), RECEIVE, WORK) as measured:
            for people in CROWDS:
                table.line(f"{people} at once", await measured.talk(people, self._seconds))
            slow = await measured.talk(SEVERAL, self._seconds, delay=SLOW)
            table.line(f"{SEVERAL} at once, provider takes 50 ms", slow)
        await self.limits()

    async def limits(self) -> None:
        for people in (1, SEVERAL):
            found = limits.pgbench(self._server, "empty", people, self._seconds)
            table.limit(f"limit: the statements of one update by pgbench, {people} at once", found)
        with limits.bare_flask(self._folder) as port:
            for people in (1, SEVERAL):
                tally = await self._crowd.knock(port, people, self._seconds)
                table.limit(f"limit: a bare Flask view, {people} at once", tally.updates_a_second)

    async def one_process(self) -> None:
        with self._running(self._store("one"), RUN) as measured:
            table.line(f"{SEVERAL} at once, `run`", await measured.talk(SEVERAL, self._seconds))

    async def sqlite(self) -> None:
        url = f"sqlite:///{self._folder}/desk.db"
        desk.furnish(url)
        with desk.running(url, self._folder, self._telegram, self._crowd, (RUN,)) as measured:
            for people in (1, SEVERAL):
                table.line(f"{people} at once, SQLite, `run`", await measured.talk(people, self._seconds))

    async def full(self) -> None:
        """Side by side, in turns: what the machine does meanwhile must not look like the history's cost."""
        for name, tickets in (("few", 0), ("many", self._tickets)):
            url = self._store(name)
            if tickets:
                history.fill(url, tickets)
        for turn in (1, 2):
            for name, tickets in (("few", 0), ("many", self._tickets)):
                with self._running(self._server.url(name), RECEIVE, WORK) as measured:
                    result = await measured.talk(SEVERAL, self._seconds)
                    table.line(f"{SEVERAL} at once, {tickets:,} tickets in the store, turn {turn}", result)

    async def statements(self) -> None:
        ear, several = limits.Eavesdropper(self._server), 10
        url = self._store("heard")
        with self._running(url, RECEIVE, WORK) as measured:
            await measured.talk(1, 1.0)
            ear.listen(to=True)
            await asyncio.sleep(1.5)
            ear.mark()
            await measured.tickets(several)
            await asyncio.sleep(0.2)
            table.statements(ear.heard(), several * len(TICKET))
            ear.mark()
            await measured.say(TICKET[:3])
            ear.mark()
            await measured.say(TICKET[3:4])
            await asyncio.sleep(0.05)
            table.one_update(ear.heard())
            ear.listen(to=False)

    def _start_up(self) -> None:
        url = self._store("start")
        for word in (RECEIVE, WORK, RUN):
            took = [desk.seconds_to_start(word, url, self._folder, self._telegram) for _ in range(3)]
            print(f"`ticketero {word}` is ready after {min(took):.2f} s (of {len(took)})")

    def _store(self, name: str) -> str:
        self._server.create(name)
        desk.furnish(self._server.url(name))
        return self._server.url(name)

    def _running(self, url: str, *words: str) -> desk.Running:
        postgres = Postgres(self._server.data)
        return desk.running(url, self._folder, self._telegram, self._crowd, words, postgres)


PARTS = ("empty", "one_process", "sqlite", "full")


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="dev.py bench", description="How fast the desk is, on this machine."
    )
    parser.add_argument("--seconds", type=float, default=8.0, help="how long each measurement takes")
    parser.add_argument(
        "--tickets", type=int, default=100_000, help="how many the full store has, ten entries each"
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; else all")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(unknown)}")
    folder = Path(tempfile.mkdtemp(prefix="ticketero-bench-"))
    try:
        asyncio.run(Bench(folder, options.seconds, options.tickets).run(options.parts or PARTS))
    except BaseException:
        for log in folder.glob("*.log"):
            sys.stderr.write(f"{log.name}:\n{log.read_text()[-2000:]}\n")
        raise
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
