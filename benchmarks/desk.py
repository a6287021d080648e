"""A desk to be measured: its store with a crowd in it, its processes, and one measurement at a time."""

import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert, select

from benchmarks.people import TICKET, Crowd, Tally
from benchmarks.processes import Measured, Ourselves, Postgres, Process, free_port, python, wait_for_http
from benchmarks.telegram import Telegram
from store import schema
from store.database import Database
from store.tables import Chat, Person

SECRET = "a-secret-of-the-benchmark"
LEAD = 1_000
FIRST = 10_000
CLIENTS = 2_000
WARM_UP = 1.5

RECEIVE, WORK, RUN = "receive", "work", "run"


@dataclass
class Result:
    """One measurement with what it cost; `processor` is milliseconds an update, by process."""

    tally: Tally
    processor: dict[str, float]
    memory: dict[str, float]


class Desk:
    """Started when made; `talk` measures."""

    def __init__(
        self,
        url: str,
        folder: Path,
        telegram: Telegram,
        crowd: Crowd,
        words: Sequence[str],
        pg: Postgres | None,
    ):
        self.port = free_port()
        self._telegram, self._crowd, self._url = telegram, crowd, url
        for word in words:
            (folder / f"{word}.log").unlink(missing_ok=True)
        self._processes = [
            Process(
                word,
                python("-m", "benchmarks.unpaced", word),
                environment(signed(url, word), folder, telegram, self.port),
                folder / f"{word}.log",
            )
            for word in words
        ]
        self._measured: list[Measured] = [*self._processes, *([pg] if pg else []), Ourselves()]

    def ready(self) -> None:
        for process in self._processes:
            process.wait_for("Ready")
        wait_for_http(self.port)

    async def talk(self, at_once: int, seconds: float, *, delay: float = 0.0) -> Result:
        """Measures so many people at once, after a moment in which everything warms up."""
        self._telegram.delay = delay
        await self._crowd.talk(self.port, at_once, WARM_UP)
        before = {each.name: each.processor for each in self._measured}
        tally = await self._crowd.talk(self.port, at_once, seconds)
        updates = len(tally.answered)
        cost = {each.name: (each.processor - before[each.name]) * 1000 / updates for each in self._measured}
        self._telegram.delay = 0.0
        return Result(tally, cost, {each.name: each.memory for each in self._measured})

    async def tickets(self, count: int) -> None:
        """One after the other, each reply awaited."""
        for _ in range(count):
            await self.say(TICKET)

    async def say(self, texts: Sequence[str]) -> None:
        """Somebody who waits for each reply says this."""
        await self._crowd.say(self.port, texts)

    def stop(self) -> None:
        for process in self._processes:
            process.stop()


Running = AbstractContextManager[Desk]


@contextmanager
def running(
    url: str, folder: Path, telegram: Telegram, crowd: Crowd, words: Sequence[str], pg: Postgres | None = None
) -> Iterator[Desk]:
    desk = Desk(url, folder, telegram, crowd, words, pg)
    try:
        desk.ready()
        yield desk
    finally:
        desk.stop()


def environment(url: str, folder: Path, telegram: Telegram, port: int) -> dict[str, str]:
    settings = {
        "STORE__URL": url,
        "STORE__PHOTOS": str(folder / "photos"),
        "WEB__PORT": str(port),
        "TELEGRAM__TOKEN": "1:benchmark",
        "TELEGRAM__WEBHOOK_SECRET": SECRET,
        "TELEGRAM__API_URL": telegram.url,
    }
    return {f"TICKETERO_{name}": value for name, value in settings.items()}


def signed(url: str, name: str) -> str:
    """PostgreSQL's log then tells whose statement it is."""
    return f"{url}&application_name={name}" if url.startswith("postgresql") else url


def furnish(url: str, clients: int = CLIENTS) -> None:
    """A store of the newest schema with a lead and so many clients, each with a chat at Telegram."""
    store, now = Database(url), datetime.now(UTC)
    schema.upgrade(store)
    with store.write() as session:
        staff = [dict(name="Julia Vega", role="lead", created_at=now)]
        session.execute(insert(Person), staff + [client(number, now) for number in range(clients)])
        ids = session.scalars(select(Person.id).order_by(Person.id)).all()
        addresses = [LEAD, *range(FIRST, FIRST + clients)]
        chats = [
            dict(channel="telegram", address=str(address), person_id=id_, created_at=now, memory={})
            for id_, address in zip(ids, addresses, strict=True)
        ]
        session.execute(insert(Chat), chats)
    store.close()


def client(number: int, now: datetime) -> dict[str, object]:
    return dict(name=f"Marta Gómez {number}", role="client", company=f"Empresa {number % 50}", created_at=now)


def seconds_to_start(word: str, url: str, folder: Path, telegram: Telegram) -> float:
    """From the command to «Ready»."""
    env, log = environment(url, folder, telegram, free_port()), folder / "start-up.log"
    log.unlink(missing_ok=True)
    began = time.monotonic()
    process = Process("start-up", python("-m", "ticketero", word), env, log)
    try:
        process.wait_for("Ready")
        return time.monotonic() - began
    finally:
        process.stop()
