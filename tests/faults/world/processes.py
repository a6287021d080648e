"""The product's own processes on a store of their own, to be started, killed, frozen and ended one by one."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.harness import ports, programs

START = 60.0
Start = Callable[[Sequence[str], Mapping[str, str], Path, Path], programs.Process]
END = 20.0


@dataclass
class Process:
    """One of them; `port` is 0 where it does not listen."""

    name: str
    words: Sequence[str]
    environ: dict[str, str]
    folder: Path
    port: int = 0
    start_it: Start = programs.start_cold
    process: programs.Process | None = field(default=None, repr=False)
    logged_before: int = 0

    @property
    def log(self) -> Path:
        return self.folder / f"{self.name}.log"

    def start(self) -> None:
        self.logged_before = self.log.stat().st_size if self.log.exists() else 0
        self.process = self.start_it(self.words, self.environ, self.folder, self.log)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def end(self) -> int:
        """As a deployment does: the exit code, once it has let its work go. Who takes too long is killed."""
        assert self.process is not None
        self.process.terminate()
        try:
            return self.process.wait(END)
        except (TimeoutError, subprocess.TimeoutExpired):
            self.kill()
            return -signal.SIGKILL

    def freeze(self, frozen: bool) -> None:
        self._signal(signal.SIGSTOP if frozen else signal.SIGCONT)

    def _signal(self, number: int) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, number)
        if number == signal.SIGKILL:
            self.process.wait()

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def is_ready(self) -> bool:
        if not self.port:
            return self.is_alive and b"Ready" in self.log.read_bytes()[self.logged_before :]
        return ports.is_ready(self.port)


class Processes:
    """What runs beside each other on one store: `run` alone on SQLite, several of each kind on PostgreSQL."""

    def __init__(self, url: str, folder: Path, settings: Mapping[str, str], start: Start):
        """`settings` of the providers, by the key in the environment; `start` is how ours are started."""
        self._start = start
        self.url, self.folder, self._settings = url, folder, settings
        self.photos = folder / "photos"
        self.all: list[Process] = []

    def add(self, command: str) -> Process:
        """`ticketero COMMAND`, or gunicorn with two workers; not started yet."""
        port = ports.free_port() if command in ("run", "receive", "gunicorn") else 0
        words, start = [command], self._start
        if command == "gunicorn":
            served = f"--workers 2 --threads 8 --bind 127.0.0.1:{port} --no-control-socket".split()
            words, start = [*served, "webhook:create_app()"], programs.start_gunicorn
        process = Process(f"{len(self.all)}-{command}", words, self.environ(port), self.folder, port, start)
        self.all.append(process)
        return process

    def environ(self, port: int = 0) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith("TICKETERO_")}
        return ours | {
            "TICKETERO_STORE__URL": self.url,
            "TICKETERO_STORE__PHOTOS": str(self.photos),
            "TICKETERO_WEB__PORT": str(port or 1),
            **{f"TICKETERO_{key}": value for key, value in self._settings.items()},
        }

    def start(self) -> None:
        for process in self.all:
            if not process.is_alive:
                process.start()
        self.until_ready()

    def until_ready(self) -> None:
        until = time.monotonic() + START
        while not all(process.is_ready for process in self.all):
            assert all(process.is_alive for process in self.all), f"one ended at once:\n{self.logs()[-3000:]}"
            assert time.monotonic() < until, f"not ready in time:\n{self.logs()[-3000:]}"
            time.sleep(0.05)

    def end(self) -> list[str]:
        """All at once; returns what did not end well."""
        with ThreadPoolExecutor(len(self.all)) as pool:
            codes = pool.map(Process.end, self.all)
        return [
            f"{process.name} ended with {code}" for process, code in zip(self.all, codes, strict=True) if code
        ]

    def close(self) -> None:
        for process in self.all:
            if process.is_alive:
                process.kill()

    @property
    def doors(self) -> list[int]:
        return [process.port for process in self.all if process.port]

    def of(self, *commands: str) -> list[Process]:
        return [process for process in self.all if process.name.partition("-")[2] in commands]

    def ticketero(self, *words: str) -> str:
        """A command beside them, to its end."""
        done = subprocess.run(
            [sys.executable, "-m", "ticketero", *words],
            env=self.environ(), cwd=self.folder, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, f"ticketero {' '.join(words)}: {done.stdout}{done.stderr}"
        return done.stdout

    def tracebacks(self) -> str:
        """What broke, of the logs."""
        return "\n".join(re.findall(r"^Traceback.*?^\w[^\n]*$", self.logs(), re.DOTALL | re.MULTILINE)[-10:])

    def logs(self) -> str:
        return "\n".join(
            f"--- {log.name}\n{log.read_text('utf-8')}" for log in sorted(self.folder.glob("*.log"))
        )
