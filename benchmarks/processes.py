"""The desk's own processes under measurement: what each costs in processor time and memory (by Linux' /proc)."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


class Process:
    """One of them, with whatever it starts itself; its log goes to a file."""

    def __init__(self, name: str, command: Sequence[str], env: Mapping[str, str], log: Path):
        self.name = name
        self._log = log
        with log.open("ab") as out:
            self._popen = subprocess.Popen(
                command, env={**os.environ, **env}, stdout=out, stderr=out, start_new_session=True
            )

    def wait_for(self, line: str, seconds: float = 20.0) -> None:
        until = time.monotonic() + seconds
        while line not in self._log.read_text("utf-8", "replace"):
            if self._popen.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{self.name} did not start:\n{self._log.read_text('utf-8', 'replace')}")
            time.sleep(0.005)

    def stop(self) -> None:
        self._popen.send_signal(signal.SIGTERM)
        try:
            self._popen.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self._popen.pid, signal.SIGKILL)
            self._popen.wait()

    @property
    def processor(self) -> float:
        """Seconds of processor time so far."""
        return sum(seconds(pid) for pid in family(self._popen.pid))

    @property
    def memory(self) -> float:
        """PSS in MB, of the largest where it is several."""
        return max((pss(pid) for pid in family(self._popen.pid)), default=0.0)


class Postgres:
    """The server's processes, all together."""

    name = "PostgreSQL"

    def __init__(self, data: Path):
        self._pid = int((data / "postmaster.pid").read_text().split("\n")[0])

    @property
    def processor(self) -> float:
        return sum(seconds(pid) for pid in family(self._pid)) + ended_children(self._pid)

    @property
    def memory(self) -> float:
        return sum(pss(pid) for pid in family(self._pid))


class Ourselves:
    """The load and the provider, which share the machine with what is measured."""

    name = "load and provider"

    @property
    def processor(self) -> float:
        return time.process_time()

    @property
    def memory(self) -> float:
        return pss(os.getpid())


Measured = Process | Postgres | Ourselves


def family(pid: int) -> list[int]:
    """A process and all below it that are alive."""
    found, look = [], [pid]
    while look:
        one = look.pop()
        found.append(one)
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            look += map(int, _read(children).split())
    return found


def seconds(pid: int) -> float:
    return _times(pid, 11)


def ended_children(pid: int) -> float:
    return _times(pid, 13)


def _times(pid: int, place: int) -> float:
    fields = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return (int(fields[place]) + int(fields[place + 1])) / TICK if fields else 0.0


def pss(pid: int) -> float:
    lines = _read(Path(f"/proc/{pid}/smaps_rollup")).splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def _read(file: Path) -> str:
    """Empty where the process ended meanwhile, or there is no /proc."""
    try:
        return file.read_text()
    except OSError:
        return ""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for_http(port: int, path: str = "/ready", patience: float = 20.0) -> None:
    until = time.monotonic() + patience
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        if time.monotonic() > until:
            raise RuntimeError(f"nothing answers at {path}")
        time.sleep(0.01)


def python(*words: str) -> list[str]:
    return [sys.executable, *words]
