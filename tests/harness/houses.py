"""A store, a stand-in for Telegram, and the real processes that a test starts on them."""

import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from store.database import Database
from store.messages import outbox
from store.tables import Chat, OutboxMessage, Person
from tests.fakes.telegram import SECRET, TOKEN, FakeTelegram
from tests.harness import programs
from tests.harness.ports import free_port
from tests.harness.programs import Process
from tests.harness.waiting import until

MARTA = 5001


class House:
    """A store, a Telegram, and the processes that a test starts on them."""

    def __init__(self, url: str, folder: Path, telegram: FakeTelegram):
        self.store, self.telegram, self.folder = Database(url), telegram, folder
        self.port = free_port()
        self.environ = {
            **{name: value for name, value in os.environ.items() if not name.startswith("TICKETERO_")},
            "TICKETERO_STORE__URL": url,
            "TICKETERO_STORE__PHOTOS": str(folder / "photos"),
            "TICKETERO_WEB__PORT": str(self.port),
            "TICKETERO_TELEGRAM__TOKEN": TOKEN,
            "TICKETERO_TELEGRAM__WEBHOOK_SECRET": SECRET,
            "TICKETERO_TELEGRAM__API_URL": telegram.url,
        }
        self.processes: list[Process] = []
        self.update_id = 1000

    def start(self, command: str, *options: str, how: Callable[..., Process] = programs.start) -> Process:
        """`ticketero COMMAND`; its log is COMMAND.log, one for all of that name."""
        process = how([command, *options], self.environ, self.folder, self.folder / f"{command}.log")
        self.processes.append(process)
        return process

    def log(self, command: str) -> str:
        return (self.folder / f"{command}.log").read_text()

    def close(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()
        self.store.close()

    def link_marta(self) -> None:
        with self.store.write() as session:
            marta = Person(name="Marta", role="client", created_at=datetime.now(UTC))
            session.add(
                Chat(channel="telegram", address=str(MARTA), person=marta, created_at=datetime.now(UTC))
            )

    def put(self, *texts: str) -> None:
        with self.store.write() as session:
            chat = session.scalars(select(Chat.id)).one()
            for text in texts:
                outbox.put(session, chat, "message", {"text": text}, datetime.now(UTC))

    def states(self) -> list[str]:
        with self.store.read() as session:
            return list(session.scalars(select(OutboxMessage.state).order_by(OutboxMessage.id)))

    def shown(self) -> list[str]:
        return [message.text for message in self.telegram.messages(MARTA)]

    def write(self, text: str) -> int:
        """Marta writes: the status of the answer to Telegram."""
        self.update_id += 1
        return self.post("/hooks/telegram", update(self.update_id, text))

    def post(self, path: str, body: bytes) -> int:
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
        return self._status(urllib.request.Request(self.url(path), body, headers))

    def get(self, path: str) -> int:
        return self._status(urllib.request.Request(self.url(path)))

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def _status(self, request: urllib.request.Request) -> int:
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code
        except OSError:
            return 0

    def until_ready(self) -> None:
        until(lambda: self.get("/ready") == 200, 30)


def update(update_id: int, text: str) -> bytes:
    sender: dict[str, Any] = {"id": MARTA, "is_bot": False, "first_name": "Marta"}
    chat = {"id": MARTA, "type": "private", "first_name": "Marta"}
    message = {"message_id": update_id, "from": sender, "chat": chat, "date": int(time.time()), "text": text}
    return json.dumps({"update_id": update_id, "message": message}).encode()


@contextmanager
def opened(url: str, folder: Path, telegram: FakeTelegram) -> Iterator[House]:
    house = House(url, folder, telegram)
    house.link_marta()
    try:
        yield house
    finally:
        house.close()
