"""The stores that are measured: each measurement gets a fresh copy, a full one is made once and used again."""

import shutil
from pathlib import Path

from benchmarks import history
from benchmarks.checkout import Checkout, environment
from benchmarks.history import Years
from tests.databases.pg_server import PgServer

MEASURED = "measured"


class Stores:
    """`years` is how much a full store holds, by its condition."""

    def __init__(self, server: PgServer, folder: Path, years: dict[str, Years]):
        self._server, self._folder, self._years = server, folder, years
        self._made: dict[str, str] = {}

    def url(self, checkout: Checkout, condition: str, *, sqlite: bool) -> str:
        """A store of this checkout's schema, people in it."""
        years = self._years.get(condition)
        name = f"{checkout.name}_{'sqlite' if sqlite else 'pg'}_{condition if years else 'plain'}"
        if name not in self._made:
            self._made[name] = self._make(checkout, name, sqlite)
            if years:
                history.fill(self._made[name], years)
        url = self._made[name]
        if not years:
            url = self._copy_of_file(name) if sqlite else self._copy_of_database(name)
        self._settle()
        return url

    def _settle(self) -> None:
        """What was written before is not to be written during the measurement."""
        with self._server.connect() as connection:
            connection.execute("CHECKPOINT")

    def _make(self, checkout: Checkout, name: str, sqlite: bool) -> str:
        if sqlite:
            url = self._file(name)
        else:
            self._server.create(name)
            url = self._server.url(name)
        env = environment(url, self._folder / "photos")
        staff = self._folder / "staff.csv"
        staff.write_text(history.STAFF)
        checkout.tell(env, self._folder, "migrate")
        checkout.tell(env, self._folder, "people", "import", str(staff))
        history.crowd(url)
        return url

    def _copy_of_database(self, name: str) -> str:
        self._server.drop(MEASURED)
        self._server.create(MEASURED, template=name)
        return self._server.url(MEASURED)

    def _copy_of_file(self, name: str) -> str:
        shutil.rmtree(self._folder / MEASURED, ignore_errors=True)
        shutil.copytree(self._folder / name, self._folder / MEASURED)
        return self._file(MEASURED)

    def _file(self, name: str) -> str:
        """Each in a folder of its own, with what SQLite keeps beside it."""
        (self._folder / name).mkdir(exist_ok=True)
        return f"sqlite:///{self._folder / name / 'desk.db'}"
