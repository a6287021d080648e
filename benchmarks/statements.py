"""Which statements an update costs, read in PostgreSQL's own log."""

import asyncio
import re
from collections import Counter

from benchmarks import history
from benchmarks.checkout import SECRET
from benchmarks.desk import Desk
from benchmarks.people import Crowd
from benchmarks.telegram import Telegram
from benchmarks.watch import talking
from tests.databases.pg_server import PgServer

HEARD = re.compile(r"LOG: +(?:statement|execute [^:]*): (.*)")
LISTS = re.compile(r"\(\$\d+(?:, *\$\d+)+\)|\$\d+")  # whatever was given, and however many of them
WIDTH = 110


async def heard(server: PgServer, desk: Desk, telegram: Telegram, at_once: int, seconds: float) -> None:
    """Prints what each process asks of PostgreSQL, and how often an update: a trip each, where it uses no pipeline."""
    crowd, log = Crowd(history.CHATS, SECRET), server.folder / "log"
    telegram.arrived = crowd.arrived
    listen(server, "all")
    async with talking(crowd, desk.ports, at_once):
        crowd.count_anew()
        begins = log.stat().st_size
        await asyncio.sleep(seconds)
        updates, ends = len(crowd.count_anew().replied), log.stat().st_size
    listen(server, "none")
    with log.open("rb") as file:
        file.seek(begins)
        said = parse(file.read(ends - begins).decode("utf-8", "replace"))
    for who in sorted({who for who, _ in said}):
        ours = Counter({what: times for (whose, what), times in said.items() if whose == who})
        print(f"\n{who}, {at_once} at once: {ours.total() / updates:.2f} statements an update\n")
        for what, times in ours.most_common():
            if times / updates >= 0.01:
                print(f"    {times / updates:5.2f}  {what}")


def listen(server: PgServer, to: str) -> None:
    with server.connect() as connection:
        connection.execute("ALTER SYSTEM SET log_line_prefix = '%a|'")
        connection.execute(f"ALTER SYSTEM SET log_statement = '{to}'")
        connection.execute("SELECT pg_reload_conf()")


def parse(log: str) -> Counter[tuple[str, str]]:
    """How often each process said each statement; those that differ in what is given only are one."""
    said: Counter[tuple[str, str]] = Counter()
    for line in re.split(r"\n(?=[\w-]*\|)", log):
        who, _, what = line.partition("|")
        if who and (found := HEARD.match(" ".join(what.split()))):
            said[who, LISTS.sub("$", found[1])[:WIDTH]] += 1
    return said
