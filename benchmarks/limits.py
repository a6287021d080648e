"""What the server and the database could do by themselves, measured in the same run as the desk."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.processes import Process, free_port, python
from tests.databases.pg_server import PgServer

SCRIPT = Path(__file__).with_name("pgbench.sql")
HEARD = re.compile(r"LOG:  (?:statement|execute [^:]*): (.*)")


@contextmanager
def bare_flask(folder: Path) -> Iterator[int]:
    """The port of a view that does nothing."""
    port = free_port()
    process = Process("bare Flask", python("-m", "benchmarks.bare", str(port)), {}, folder / "bare.log")
    try:
        process.wait_for("Ready")
        yield port
    finally:
        process.stop()


def pgbench(server: PgServer, database: str, at_once: int, seconds: float) -> float:
    """How often a second the statements of one update and its delivery can run, with nothing around them."""
    script = server.folder / SCRIPT.name
    shutil.copy(SCRIPT, script)
    script.chmod(0o644)
    options = f"-n -M prepared -c {at_once} -j 2 -T {max(1, round(seconds))} -U postgres -h {server.folder}"
    done = server.run("pgbench", *options.split(), "-f", str(script), database)
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if not found:
        raise RuntimeError(done.stderr)
    return float(found[1])


class Eavesdropper:
    """Reads in PostgreSQL's log what each process asks of it: every line is one trip."""

    def __init__(self, server: PgServer):
        self._log, self._server = server.folder / "log", server
        self._from = 0

    def listen(self, *, to: bool) -> None:
        with self._server.connect() as connection:
            connection.execute("ALTER SYSTEM SET log_line_prefix = '%a|'")
            connection.execute(f"ALTER SYSTEM SET log_statement = '{'all' if to else 'none'}'")
            connection.execute("SELECT pg_reload_conf()")

    def mark(self) -> None:
        self._from = self._log.stat().st_size

    def heard(self) -> dict[str, list[str]]:
        """The statements since the mark, by process."""
        with self._log.open("rb") as log:
            log.seek(self._from)
            lines = re.split(r"\n(?=[\w-]*\|)", log.read().decode("utf-8", "replace"))
        said: dict[str, list[str]] = {}
        for line in lines:
            who, _, what = line.partition("|")
            if found := HEARD.match(" ".join(what.split()).replace("LOG: ", "LOG:  ", 1)):
                said.setdefault(who, []).append(found[1])
        return said
