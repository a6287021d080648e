"""The same people in one process, where nobody waits: what a whole run leaves, in a second."""

import json
import shutil
import threading
import time
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from bot.office import records
from store.database import Database
from store.tables import Chat, Person
from tests.faults.client import Client
from tests.faults.evidence import Evidence, gather
from tests.faults.ledger import Ledger, Said
from tests.faults.staff import Lead, Technician
from tests.faults.telegram import SECRET, Provider
from tests.helpdesk import HelpDesk


class Room:
    """A world whose time passes when somebody waits."""

    def __init__(self, url: str, folder: Path, seed: int):
        self.telegram, self.ledger, self.ending = Provider(seed), Ledger(), threading.Event()
        self.patience, self._folder = 5.0, folder
        self.store = Database(url)
        self.desk = HelpDesk(self.store, folder, self.telegram)
        self._door = self.desk.app.test_client()
        self._chats = iter(range(5001, 6000))
        self._dice = Random(seed)

    def deliver(self, said: Said) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
        answer = self._door.post("/hooks/telegram", data=json.dumps(said.update), headers=headers)
        assert answer.status_code == 200, answer.status
        said.taken = time.monotonic()

    def pause(self, seconds: float) -> None:
        self.desk.later(seconds=seconds)
        self.desk.settle()

    def about(self, name: str, role: str) -> dict[str, Any]:
        """A person who is known there: what their script needs to begin."""
        person, chat = self.desk.person(name, role), str(next(self._chats))
        with self.store.write() as session:
            known = session.get_one(Person, person.id)
            session.add(
                Chat(channel="telegram", address=chat, person=known, created_at=self.desk.now, memory={})
            )
        return {"world": self, "name": name, "chat": chat, "dice": Random(self._dice.random())}

    def evidence(self, store: Database | None = None) -> Evidence:
        exported = self._folder / "export"
        shutil.rmtree(exported, ignore_errors=True)
        store = store or self.store
        list(records.every(replace(self.desk.desk, store=store), exported))
        return gather(store, exported, list(self.telegram.arrivals), self.ledger)

    def close(self) -> None:
        self.desk.close()
        self.store.close()
        self.telegram.close()


def two_tickets(room: Room) -> None:
    """A client opens two, a lead hands them out, a technician answers, notes and closes one of them."""
    client = Client(**room.about("Cli1 Gómez", "client"))
    technician = Technician(**room.about("Ana Torres", "technician"), zeal=1.0)
    lead = Lead(**room.about("Julia Paz", "lead"), technicians=("Ana",))
    for ways in (
        (client.quotes, client.names, client.shows_several, client.rattles),
        (client.quotes, client.shows),
    ):
        number = client.opens()
        lead.looks()
        for way in ways:
            client.keeps_the_latest(number)
            client.finds_a_home(way(number), number)
        client.corrects_something(number)
        room.pause(5)
        technician.looks()
    shown = next(shown for shown in reversed(room.telegram.feed(technician.chat, 0)) if shown.text)
    for answer in (technician.notes, technician.responds, technician.quotes_with_photos):
        answer(shown, number)
    technician.closes(number)
    room.pause(5)
