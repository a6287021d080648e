"""The machine's own speed in the same run: a view that does nothing, and a database that keeps one row."""

import asyncio
import re
import sys
from pathlib import Path

from benchmarks import history
from benchmarks.checkout import SECRET
from benchmarks.figures import Figures
from benchmarks.people import Crowd, share
from benchmarks.processes import Process
from benchmarks.watch import talking, watch
from tests.databases.pg_server import PgServer
from tests.harness.ports import free_port

ROOT = Path(__file__).parents[1]
KEPT = "CREATE TABLE IF NOT EXISTS kept (id bigserial PRIMARY KEY, what text)"
KEEP = 'INSERT INTO kept (what) VALUES (\'{"text": "La impresora no imprime"}\');\n'


async def bare(folder: Path, at_once: int, seconds: float) -> Figures:
    """The same updates, to a view that answers 200."""
    port, log = free_port(), folder / "bare.log"
    log.unlink(missing_ok=True)
    process = Process([sys.executable, "-P", str(Path(__file__).with_name("bare.py")), str(port)], {}, log)
    try:
        await asyncio.to_thread(process.wait_until_ready, port)
        crowd = Crowd(history.CHATS, SECRET, replies=False)
        async with talking(crowd, [port], at_once):
            span = await watch(crowd, seconds, process)
    finally:
        await asyncio.to_thread(process.stop)
    return Figures(
        updates=len(span.tally.answered) / span.seconds,
        ok_p50=share(span.tally.answered, 0.5),
        ok_p99=share(span.tally.answered, 0.99),
        desk=span.cost(0),
        load=span.cost(-1),
        others=span.others,
    )


def commits(server: PgServer, at_once: int, seconds: float) -> Figures:
    """How often a second PostgreSQL can make a row durable for somebody who waits for it."""
    with server.connect() as connection:
        connection.execute(KEPT)
    script = server.folder / "keep.sql"
    script.write_text(KEEP)
    script.chmod(0o644)
    options = f"-n -M prepared -c {at_once} -j 1 -T {max(1, round(seconds))} -U postgres -h {server.folder}"
    done = server.run("pgbench", *options.split(), "-f", str(script), "postgres")
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if not found:
        raise RuntimeError(done.stderr)
    return Figures(updates=float(found[1]))
