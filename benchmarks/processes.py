"""The processes under measurement: what each costs in processor time and memory (by Linux' /proc)."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.harness.ports import is_ready

TICK = os.sysconf("SC_CLK_TCK")
PATIENCE = 30.0


class Memory(NamedTuple):
    """MB."""

    rss: float
    pss: float


class Process:
    """One of them, with whatever it starts itself; its log goes to a file. `ready_after` is in seconds."""

    ready_after = 0.0

    def __init__(self, command: Sequence[str], env: Mapping[str, str], log: Path):
        self._log, self._began = log, time.monotonic()
        with log.open("ab") as out:
            self._popen = subprocess.Popen(
                command, env=dict(env), cwd=log.parent, stdout=out, stderr=out, start_new_session=True
            )

    def wait_until_ready(self, port: int | None) -> None:
        """Ready is what answers /ready, or without a port says so. Raises RuntimeError for what does not get there."""
        while not (is_ready(port) if port else "Ready" in self.log()):
            if self._popen.poll() is not None or time.monotonic() > self._began + PATIENCE:
                raise RuntimeError(f"{self._log.name}: it did not start:\n{self.log()}")
            time.sleep(0.005)
        self.ready_after = time.monotonic() - self._began

    def log(self) -> str:
        return self._log.read_text("utf-8", "replace")

    def stop(self) -> None:
        self._popen.send_signal(signal.SIGTERM)
        try:
            self._popen.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self._popen.pid, signal.SIGKILL)
            self._popen.wait()

    def processor(self) -> float:
        """Seconds of processor time so far."""
        return sum(seconds(pid) for pid in family(self._popen.pid))

    def memory(self) -> Memory:
        """Of the largest where it is several."""
        return max(map(memory, family(self._popen.pid)), key=lambda each: each.pss)


class Postgres:
    """The server's processes, all together."""

    def __init__(self, data: Path):
        self._pid = int((data / "postmaster.pid").read_text().split("\n")[0])

    def processor(self) -> float:
        return sum(seconds(pid) for pid in family(self._pid)) + seconds(self._pid, ended_children=True)


def family(pid: int) -> list[int]:
    """A process and all below it that are alive."""
    found, look = [], [pid]
    while look:
        one = look.pop()
        found.append(one)
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            look += map(int, _read(children).split())
    return found


def seconds(pid: int, *, ended_children: bool = False) -> float:
    """The processor time of a process, or of those that it started and that ended."""
    fields = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    place = 13 if ended_children else 11
    return (int(fields[place]) + int(fields[place + 1])) / TICK if fields else 0.0


def busy() -> float:
    """Seconds that all cores together have worked so far, for whomever."""
    user, nice, system, _idle, _waiting, *interrupts = map(int, _read(Path("/proc/stat")).split()[1:9])
    return (user + nice + system + sum(interrupts)) / TICK


def memory(pid: int) -> Memory:
    lines = (line.split() for line in _read(Path(f"/proc/{pid}/smaps_rollup")).splitlines())
    sizes = {words[0]: int(words[1]) / 1024 for words in lines if words[0] in ("Rss:", "Pss:")}
    return Memory(sizes.get("Rss:", 0.0), sizes.get("Pss:", 0.0))


def _read(file: Path) -> str:
    """Empty where the process ended meanwhile, or there is no /proc."""
    try:
        return file.read_text()
    except OSError:
        return ""
