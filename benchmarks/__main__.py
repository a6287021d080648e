"""The command line: picks the rows, measures each in turns, and prints the table of docs/performance.md."""

import argparse
import asyncio
import gc
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks import desk, figures, limits, rows, searching, statements
from benchmarks.checkout import Checkout
from benchmarks.figures import Figures
from benchmarks.history import Years
from benchmarks.processes import Postgres
from benchmarks.rows import Row
from benchmarks.stores import Stores
from benchmarks.telegram import Telegram
from tests.databases.pg_server import PgServer

HERE = Path(__file__).resolve().parents[1]
THIS, OTHER = "this", "other"


class Bench:
    """One run: a database with fsync on, a provider, and the checkouts that take turns."""

    def __init__(self, folder: Path, options: argparse.Namespace):
        self._folder, self._options = folder, options
        self._checkouts = [Checkout(THIS, HERE)]
        if options.against:
            self._checkouts.append(Checkout(OTHER, options.against))
        full = Years(options.tickets, options.entries)
        never = Years(options.tickets, options.entries, analysed=False)
        self._server = PgServer(fsync=True)
        self._stores = Stores(self._server, folder, {rows.FULL: full, rows.UNANALYSED: never})
        self._telegram = Telegram()
        self._in_words = {
            rows.SLOW: f"provider takes {options.provider_delay * 1000:.0f} ms",
            rows.FULL: f"{options.tickets:,} tickets, {options.entries:,} entries",
            rows.UNANALYSED: "as many, never analysed",
        }

    async def run(self, groups: list[list[Row]]) -> None:
        await self._telegram.open()
        await asyncio.to_thread(self._server.start)
        gc.freeze()
        try:
            self._introduce()
            figures.begin()
            for group in groups:
                await self._take_turns(group)
            if self._options.statements:
                await self._statements()
        finally:
            await asyncio.to_thread(self._server.stop)

    async def _take_turns(self, group: list[Row]) -> None:
        """A B A B …, so that what the machine does meanwhile is not taken for a difference."""
        checkouts = self._checkouts[:1] if group[0].shape in rows.LIMITS else self._checkouts
        sides = [(row, checkout) for row in group for checkout in checkouts]
        turns: dict[tuple[Row, Checkout], list[Figures]] = {side: [] for side in sides}
        for turn in range(self._options.turns):
            for side in sides:
                turns[side].append(await self._measure(*side))
                self._progress(*side, turn, turns[side][-1])
        this = checkouts[0]
        for row in group:
            for checkout in checkouts:
                self._line(row, checkout, turns[row, checkout], alone=len(checkouts) == 1)
            if len(checkouts) > 1:
                figures.ratio(f"{THIS} ÷ {OTHER}", turns[row, this], turns[row, checkouts[1]])
            if row.condition:
                figures.ratio("÷ without", turns[row, this], turns[row.plain, this])

    async def _measure(self, row: Row, checkout: Checkout) -> Figures:
        seconds = self._options.seconds
        if row.shape == rows.BARE:
            return await limits.bare(self._folder, row.at_once, seconds)
        if row.shape == rows.COMMITS:
            return await asyncio.to_thread(limits.commits, self._server, row.at_once, seconds)
        is_sqlite = row.shape == rows.SQLITE
        url = await asyncio.to_thread(self._stores.url, checkout, row.condition, sqlite=is_sqlite)
        postgres = None if is_sqlite else Postgres(self._server.data)
        self._telegram.delay = self._options.provider_delay if row.condition == rows.SLOW else 0.0
        async with self._running(checkout, url, row) as measured:
            return await desk.measure(measured, self._telegram, postgres, row.at_once, seconds)

    async def _statements(self) -> None:
        row = Row("receive", "one")
        for checkout in self._checkouts:
            url = await asyncio.to_thread(self._stores.url, checkout, "", sqlite=False)
            print(f"\nStatements of {checkout.name}:")
            async with self._running(checkout, url, row) as measured:
                for people in (1, 16):
                    await statements.heard(
                        self._server, measured, self._telegram, people, self._options.seconds
                    )

    def _running(self, checkout: Checkout, url: str, row: Row) -> desk.Running:
        return desk.running(checkout, url, self._folder, self._telegram, rows.PROCESSES[row.shape])

    def _introduce(self) -> None:
        with self._server.connect() as connection:
            version = connection.info.server_version // 10000
        commits = ", ".join(f"{each.name} is {each.commit()}" for each in self._checkouts)
        machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, PostgreSQL {version}"
        print(f"{machine}; turns: {self._options.turns}, of {self._options.seconds:g} s each; {commits}.\n")

    def _line(self, row: Row, checkout: Checkout, turns: list[Figures], *, alone: bool) -> None:
        name = rows.label(row, self._in_words)
        figures.line(name if alone else f"{name}: {checkout.name}", turns)

    def _progress(self, row: Row, checkout: Checkout, turn: int, result: Figures) -> None:
        """For whoever waits; the table is all that goes to stdout."""
        done = f"{row.name}, {checkout.name}, turn {turn + 1}: {figures.number(result.updates)} updates/s"
        print(done, file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="dev.py bench", description="How fast the desk is, on this machine."
    )
    parser.add_argument(
        "--only",
        metavar="ROWS",
        default=rows.USUAL,
        help=f"as in sixteen,sqlite-one,run-sixteen-full; the words are {', '.join(sorted(rows.WORDS))}",
    )
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each measurement takes")
    parser.add_argument("--turns", type=int, help="how often each is taken: 1, or 3 with --against")
    parser.add_argument(
        "--against", metavar="PATH", type=Path, help="another checkout, set up; the two take turns"
    )
    parser.add_argument(
        "--provider-delay",
        type=float,
        default=0.05,
        help="seconds that the provider takes in rows called slow",
    )
    parser.add_argument("--tickets", type=int, default=100_000, help="how many a full store has")
    parser.add_argument("--entries", type=int, help="how many a full store has; else ten a ticket")
    parser.add_argument("--statements", action="store_true", help="also what each process asks of PostgreSQL")
    parser.add_argument(
        "--search", action="store_true", help="instead, how long searches take; of as many --entries"
    )
    parser.add_argument(
        "--stores", metavar="FOLDER", type=Path, help="where the stores of --search stay, to be filled once"
    )
    options = parser.parse_args()
    options.entries = options.entries or 10 * options.tickets
    if options.search:
        searching.run(options.entries, options.stores)
        return
    options.turns = options.turns or (3 if options.against else 1)
    if options.against:
        options.against = options.against.resolve()
        if not Checkout(OTHER, options.against).is_set_up():
            parser.error(f"{options.against} is no checkout that is set up; there: python3 dev.py setup")
    try:
        groups = rows.chosen(options.only)
    except ValueError as error:
        parser.error(str(error))
    measure(groups, options)


def measure(groups: list[list[Row]], options: argparse.Namespace) -> None:
    folder = Path(tempfile.mkdtemp(prefix="ticketero-bench-"))
    try:
        asyncio.run(Bench(folder, options).run(groups))
    except Exception:
        for log in folder.glob("*.log"):
            sys.stderr.write(f"{log.name}:\n{log.read_text()[-2000:]}\n")
        raise
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
