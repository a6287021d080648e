"""The program's own processes, started in milliseconds: forked from a template that has imported everything already.

Each is as separate as any `ticketero COMMAND`: its own environment, folder, log, signals and exit code. Only its
imports, a second of processor time, were done once for all of them. Where the start itself is looked at, start it cold.
"""

import atexit
import gc
import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from tests import ROOT

PAUSE = 0.01
OURS = ("bot", "store", "webhook")
THEIRS = ("alembic.command", "sqlalchemy.dialects.postgresql.psycopg", "waitress", "ticketero")


class Process(Protocol):
    """What the tests ask of a process, however it was started."""

    pid: int

    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def send_signal(self, sig: int) -> None: ...
    def terminate(self) -> None: ...
    def kill(self) -> None: ...


def start_cold(words: Sequence[str], environ: Mapping[str, str], folder: Path, log: Path) -> Process:
    """`ticketero WORDS` as anybody starts it; a warning is an error. It may outlive us, so end it."""
    return _python(["-W", "error", "-m", "ticketero", *words], environ, folder, log)


def start_gunicorn(words: Sequence[str], environ: Mapping[str, str], folder: Path, log: Path) -> Process:
    return _python(["-m", "gunicorn", *words], environ, folder, log)


def _python(words: Sequence[str], environ: Mapping[str, str], folder: Path, log: Path) -> Process:
    with log.open("ab") as file:
        return subprocess.Popen(
            [sys.executable, *words],
            env=environ, cwd=folder, stdout=file, stderr=file, start_new_session=True,
        )  # fmt: skip


def start(
    words: Sequence[str], environ: Mapping[str, str], folder: Path, log: Path, before: str = ""
) -> Process:
    """The same, forked from the template. `before` is code that it runs first."""
    where = {"folder": str(folder), "log": str(log)}
    return Forked(
        _template().ask(start={"words": list(words), "environ": dict(environ), **where, "before": before})
    )


class Forked:
    """A child of the template, which tells what became of it."""

    def __init__(self, pid: int):
        self.pid = pid
        self._code: int | None = None

    def poll(self) -> int | None:
        if self._code is None:
            self._code = _template().ask(poll=self.pid)
        return self._code

    def wait(self, timeout: float | None = None) -> int:
        until = time.monotonic() + (timeout or 60)
        while (code := self.poll()) is None:
            if time.monotonic() > until:
                raise TimeoutError(f"process {self.pid} does not end")
            time.sleep(PAUSE)
        return code

    def send_signal(self, sig: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, sig)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class Template:
    """The template's process; it ends with this one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", __name__], cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        atexit.register(self.end)

    def ask(self, **question: Any) -> Any:
        assert self._process.stdin and self._process.stdout
        with self._lock:
            print(json.dumps(question), file=self._process.stdin, flush=True)
            return json.loads(self._process.stdout.readline())

    def end(self) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


@cache
def _template() -> Template:
    return Template()


# -- in the template --------------------------------------------------------------------------------------


def serve() -> None:
    """Forks what it is asked to, and tells the exit code of what has ended (None of what has not)."""
    _import_everything()
    gc.freeze()
    for line in sys.stdin:
        asked = json.loads(line)
        if "poll" in asked:
            pid, status = os.waitpid(asked["poll"], os.WNOHANG)
            answer = os.waitstatus_to_exitcode(status) if pid else None
        else:
            answer = os.fork()
            if answer == 0:
                _become(**asked["start"])
        print(json.dumps(answer), flush=True)


def _import_everything() -> None:
    for name in THEIRS:
        importlib.import_module(name)
    for package in map(importlib.import_module, OURS):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            importlib.import_module(module.name)
    importlib.import_module("sqlalchemy.orm").configure_mappers()
    assert threading.active_count() == 1, "a thread would not survive the fork"


def _become(words: list[str], environ: dict[str, str], folder: str, log: str, before: str) -> None:
    """The child: all that a process of its own has, then the command, to its end."""
    import ticketero

    os.setsid()
    nothing, file = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for target, source in enumerate((nothing, file, file)):
        os.dup2(source, target)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environ)
    sys.argv = ["ticketero", *words]
    exec(before, {})
    ticketero.main(words, prog_name="ticketero")


if __name__ == "__main__":
    serve()
