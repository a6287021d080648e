"""The command line: measures, and prints the table of docs/performance.md."""

import argparse
import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks import desk
from benchmarks.desk import RECEIVE, WORK, Result
from benchmarks.people import Crowd, share
from benchmarks.processes import Postgres
from benchmarks.telegram import Telegram
from tests.pg_server import PgServer


def show(name: str, result: Result) -> None:
    tally = result.tally
    print(
        f"{name:24} {tally.updates_a_second:6.0f} updates/s {tally.tickets_a_second:6.1f} tickets/s "
        f"200: {share(tally.answered, 0.5):.1f}/{share(tally.answered, 0.99):.1f} ms "
        f"reply: {share(tally.replied, 0.5):.1f}/{share(tally.replied, 0.99):.1f} ms "
        f"refused {tally.refused} twice {tally.twice} lost {tally.lost}"
    )
    print(
        "   CPU ms/update:",
        ", ".join(f"{n} {v:.2f}" for n, v in result.processor.items()),
        f"= {sum(result.processor.values()):.2f};",
        "PSS MB:",
        ", ".join(f"{n} {v:.0f}" for n, v in result.memory.items()),
        flush=True,
    )


async def measure(options: argparse.Namespace, folder: Path) -> None:
    crowd = Crowd(range(desk.FIRST, desk.FIRST + desk.CLIENTS), desk.SECRET)
    telegram = Telegram(crowd.arrived)
    await telegram.open()
    server = PgServer(fsync=True)
    server.start()
    try:
        server.create("empty")
        url = server.url("empty")
        desk.furnish(url)
        with desk.running(
            url, folder, telegram, crowd, options.processes.split(","), Postgres(server.data)
        ) as it:
            for at_once in map(int, options.people.split(",")):
                show(f"{at_once} at once", await it.talk(at_once, options.seconds))
            if options.slow:
                show("16 at once, 50 ms", await it.talk(16, options.seconds, delay=0.05))
        print(desk.kept(url))
    finally:
        server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=8.0, help="how long each measurement takes")
    parser.add_argument("--people", default="1,16,64")
    parser.add_argument("--processes", default=f"{RECEIVE},{WORK}")
    parser.add_argument("--slow", action="store_true")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="ticketero-bench-"))
    try:
        asyncio.run(measure(options, folder))
    finally:
        for log in folder.glob("*.log"):
            sys.stderr.write(log.read_text()[-1500:])
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
