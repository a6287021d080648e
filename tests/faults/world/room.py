"""The same people in one process, where nobody waits: what a whole run leaves, in a second."""

import itertools
import json
import shutil
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from bot.admin import records
from store.database import Database
from store.tables import Chat, Person
from tests.fakes.telegram import SECRET
from tests.faults.audit import undone
from tests.faults.audit.arrivals import Arrivals
from tests.faults.audit.evidence import Evidence, gather
from tests.faults.audit.ledger import Ledger, Said
from tests.faults.people.client import Client
from tests.faults.people.staff import Lead, Technician
from tests.faults.providers import telegram, twilio, twilio_post
from tests.faults.world.desk import phone_of
from tests.harness.helpdesk import HelpDesk


class Room:
    """A world whose time passes when somebody waits."""

    def __init__(self, url: str, folder: Path, seed: int):
        self.ledger, self.arrivals, self.ending = Ledger(), Arrivals(), threading.Event()
        self.telegram = telegram.Provider(seed, self.arrivals)
        self.twilio = twilio.Provider(seed, self.arrivals)
        self.patience, self._folder = 5.0, folder
        self.store = Database(url)
        self.desk = HelpDesk(self.store, folder, self.telegram, self.twilio)
        self._door = self.desk.app.test_client()
        self._places = itertools.count()
        self._dice = Random(seed)

    def deliver(self, said: Said) -> None:
        said.brought = time.monotonic()
        if said.chat.startswith("whatsapp:"):
            body, headers = twilio_post.signed(said.wire.body, said.key)
            answer = self._door.post(twilio_post.HOOK, data=body, headers=headers)
        else:
            headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
            answer = self._door.post("/hooks/telegram", data=json.dumps(said.wire.body), headers=headers)
        assert answer.status_code == 200, answer.status
        said.taken = time.monotonic()

    def is_answered(self, chat: str, keys: Sequence[str]) -> bool:
        return undone.is_answered(self.store, chat, keys)

    def pause(self, seconds: float) -> None:
        self.desk.later(seconds=seconds)
        self.desk.settle()

    def about(self, name: str, role: str, channel: str = "telegram") -> dict[str, Any]:
        """A person who is known there: what their script needs to begin."""
        person, phone = self.desk.person(name, role), phone_of(self, channel, next(self._places), name)
        with self.store.write() as session:
            known = session.get_one(Person, person.id)
            session.add(
                Chat(channel=channel, address=phone.chat, person=known, created_at=self.desk.now, memory={})
            )
        return {"world": self, "name": name, "phone": phone, "dice": Random(self._dice.random())}

    def evidence(self, store: Database | None = None) -> Evidence:
        exported = self._folder / "export"
        shutil.rmtree(exported, ignore_errors=True)
        store = store or self.store
        list(records.export_all(replace(self.desk.desk, store=store), exported))
        return gather(store, exported, list(self.arrivals.all), self.ledger, dict(self.twilio.told))

    def close(self) -> None:
        self.desk.close()
        self.store.close()
        self.telegram.close()
        self.twilio.close()


def two_tickets(room: Room) -> None:
    """A client opens two and one opens another by WhatsApp and thanks, a lead hands them out, a technician answers,
    notes and closes, and is told how that was."""
    client = Client(**room.about("Cli1 Gómez", "client"))
    technician = Technician(**room.about("Ana Torres", "technician"), zeal=1.0)
    lead = Lead(**room.about("Julia Paz", "lead"), technicians=("Ana",))
    other = Client(**room.about("Cli2 Gómez", "client", "whatsapp"))
    for who, ways in (
        (client, (client.quotes, client.names, client.shows_several, client.rattles)),
        (other, (other.quotes, other.just_writes, other.shows, other.shows_several)),
        (client, (client.quotes, client.shows)),
    ):
        number = who.opens()
        lead.looks()
        for way in ways:
            who.keeps_the_latest()
            who.finds_a_home(way(number), number)
        who.corrects_something(number)
        room.pause(5)
        technician.looks()
    shown = next(
        shown for shown in reversed(room.arrivals.feed(technician.chat, 0)) if shown.text.startswith("Cli")
    )
    for answer in (technician.notes, technician.responds, technician.quotes_with_photos):
        answer(shown, number)
    other.thanks(number - 1)
    technician.closes(number)
    room.pause(5)
    solved, _ = client.waits_for(f"cerró tu Ticket {number}")
    client.is_glad(solved, number)
