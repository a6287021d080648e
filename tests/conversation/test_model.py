"""Whatever people do to tickets, in whatever order, comes out as a plain model of the contract says, on both databases:
what each ticket is, who may see and change it, and who is told.
"""

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, select
from sqlalchemy import text as sql

from bot.channels.messages import Inbound
from bot.conversation import turns
from store.database import Database
from store.people import people
from store.tables import Chat, InboxMessage, OutboxMessage, Person, Table
from store.tickets import export
from tests.harness import model
from tests.harness.desks import Provider, desk_on
from tests.harness.examples import in_time, stories

WHO = st.sampled_from(model.EVERYBODY)
NUMBER = st.integers(1, 3)
LEVELS = {"Baja": "low", "Alta": "high"}


class Desk(RuleBasedStateMachine):
    """Six people who type commands; every answer is known before."""

    store: Database
    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 11, 23, 12, tzinfo=UTC)
        self.desk = desk_on(self.store, self.folder, Provider(), now=lambda: self.now)
        self.model = model.Model()
        self.words = itertools.count(1)
        self.read = 0
        self._people()

    def _people(self) -> None:
        """Nobody but these, and no ticket yet."""
        with self.store.write() as session:
            for table in reversed(Table.metadata.sorted_tables):
                if table.name != "settings":
                    session.execute(delete(table))
            if not self.store.is_sqlite:
                session.execute(sql("ALTER SEQUENCE ticket_numbers RESTART"))
            for name in model.EVERYBODY:
                person = people.add(session, name, model.role(name), now=self.now)
                session.add(
                    Chat(channel="telegram", address=name, person=person, created_at=self.now, memory={})
                )

    @initialize()
    def begins_with_a_ticket_each(self) -> None:
        for who in model.CLIENTS:
            self.opens(who)

    @rule(who=st.sampled_from(model.CLIENTS))
    @precondition(lambda self: len(self.model.tickets) < 3)
    def opens(self, who: str) -> None:
        problem = self.phrase()
        for text in ("/nuevo", who, "omitir", problem, "omitir", "confirmar"):
            self.types(who, text)
        self.agrees(who, self.model.opens(who, problem))

    @rule(who=st.sampled_from(model.CLIENTS), number=NUMBER)
    def writes(self, who: str, number: int) -> None:
        text = self.phrase()
        self.types(who, f"#{number} {text}")
        self.agrees(who, self.model.writes(who, number, text))
        self.types(who, "/cancelar")  # what had no place was asked for one
        self.told()

    @rule(who=WHO, number=NUMBER)
    def responds(self, who: str, number: int) -> None:
        text = self.phrase()
        self.types(who, f"/responder {number} {text}")
        self.agrees(who, self.model.writes(who, number, text) if model.role(who) != "client" else None)

    @rule(who=WHO, number=NUMBER)
    def notes(self, who: str, number: int) -> None:
        text = self.phrase()
        self.types(who, f"/nota {number} {text}")
        self.agrees(who, self.model.notes(who, number, text))

    @rule(who=WHO, number=NUMBER)
    def closes(self, who: str, number: int) -> None:
        text = self.phrase()
        self.types(who, f"/cerrar {number} {text}")
        self.agrees(who, self.model.closes(who, number, text))

    @rule(who=WHO, number=NUMBER)
    def reopens(self, who: str, number: int) -> None:
        self.types(who, f"/reabrir {number}")
        self.agrees(who, self.model.reopens(who, number))

    @rule(who=WHO, number=NUMBER)
    def deletes(self, who: str, number: int) -> None:
        expected = self.model.deletes(who, number)
        self.types(who, f"/eliminar {number}")
        if expected is not None:
            self.types(who, "Eliminar")
        self.agrees(who, expected)

    @rule(who=WHO, number=NUMBER, technician=st.sampled_from(model.TECHNICIANS))
    def assigns(self, who: str, number: int, technician: str) -> None:
        self.now += timedelta(minutes=6)  # within five, the client's notice would be reworded
        self.types(who, f"/asignar {number} {technician.lower()}")
        self.agrees(who, self.model.assigns(who, number, technician))

    @rule(who=WHO, number=NUMBER, level=st.sampled_from(list(LEVELS)))
    def rates(self, who: str, number: int, level: str) -> None:
        self.types(who, f"/criticidad {number} {level}")
        self.agrees(who, self.model.rates(who, number, LEVELS[level]))

    @rule(who=WHO, number=NUMBER)
    def looks(self, who: str, number: int) -> None:
        """A view tells all that there is, to whom may see it, and the same as of no ticket to all others."""
        self.types(who, f"/ticket {number}")
        ticket, shown = self.model.seen(who, number), "\n".join(self.shown(who))
        assert (f"No encuentro el Ticket {number}" in shown) == (ticket is None)
        if ticket is not None:
            assert ticket.problem in shown
        for author, text, internal in ticket.thread[-5:] if ticket and model.role(who) == "client" else ():
            assert (text in shown) != internal, (author, text)
        self.agrees(who, set())

    @invariant()
    def the_tickets_are_the_model_s(self) -> None:
        with self.store.read() as session:
            kept = [_as_modelled(ticket) for ticket in export.every(session)]
        assert kept == self.model.tickets

    @invariant()
    def everything_was_heard(self) -> None:
        with self.store.read() as session:
            assert set(session.scalars(select(InboxMessage.state))) <= {"heard"}

    # -- how it is done -----------------------------------------------------------------------------------

    def phrase(self) -> str:
        return f"no anda {next(self.words)}."

    def types(self, who: str, text: str) -> None:
        """And what waits for the end of its burst is heard."""
        key = str(next(self.words))
        self.now += timedelta(seconds=4)
        turns.take_in(self.desk, Inbound("telegram", who, key, self.now, text=text, message_id=key))
        self.now += timedelta(seconds=4)
        turns.hear_waiting(self.desk)

    def agrees(self, who: str, expected: set[str] | None) -> None:
        """These and nobody else were told, and who acted was answered."""
        told = self.told()
        assert who in told, "no answer"
        assert told - {who} == (expected or set())

    def told(self) -> set[str]:
        with self.store.read() as session:
            rows = session.execute(
                select(OutboxMessage.id, Person.name)
                .join(Chat, Chat.id == OutboxMessage.chat_id)
                .join(Person, Person.id == Chat.person_id)
                .where(OutboxMessage.id > self.read)
            ).all()
        self.read = max([self.read, *(row[0] for row in rows)])
        return {name for _, name in rows}

    def shown(self, who: str) -> list[str]:
        with self.store.read() as session:
            rows = session.scalars(
                select(OutboxMessage.content)
                .join(Chat, Chat.id == OutboxMessage.chat_id)
                .where(OutboxMessage.id > self.read, Chat.address == who)
            )
            return [content["text"] for content in rows]


def _as_modelled(ticket: dict[str, Any]) -> model.Ticket:
    thread = [(entry["author"], entry["text"], entry["internal"]) for entry in ticket["thread"]]
    kept = ("requester", "problem", "status", "technician", "criticality", "solution")
    return model.Ticket(**{name: ticket[name] for name in kept}, thread=thread)


@pytest.fixture
def machine(store: Database, tmp_path: Path) -> type[Desk]:
    return type("DeskOnThisStore", (Desk,), {"store": store, "folder": tmp_path})


def test_tickets_are_what_the_contract_says(machine: type[Desk]) -> None:
    run_state_machine_as_test(machine, settings=stories(examples=5, steps=20))


pytestmark = in_time
