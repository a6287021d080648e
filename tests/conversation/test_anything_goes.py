"""Whatever people do, every message that they sent is in exactly one place, and nothing breaks.

Places: the thread of one ticket, the opening of one, a form or a question that waits for their word, or answered as a
command, a choice or small talk.
"""

import shutil
import tempfile
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from store.tables import Entry, InboxMessage, Ticket
from tests.databases import stores
from tests.fakes import telegram as fake_telegram
from tests.harness.examples import in_time, stories
from tests.harness.helpdesk import HelpDesk
from tests.harness.phones import TelegramPhone, photo
from tests.harness.transcripts import CAST, Conversation

WHO = st.sampled_from(["Marta", "Ana", "Julia"])
SAID = st.sampled_from([
    "hola", "gracias", "no me anda la impresora", "#1 sigue igual", "#2 y esto", "#9 qué pasó", "1", "2", "3",
    "cancelar", "volver", "omitir", "listo", "ayuda", "confirmar", "/nuevo", "/tickets", "/ticket 1", "/cerrar 1",
    "/cerrar 1 cambié el cable", "/reabrir 1", "/eliminar 2", "/asignar 1 ana", "/asignar 1 2 ana alta",
    "/nota 1 ojo", "/responder 1 ya voy", "/pendientes", "/tablero", "mis tickets", "asignar 1 beto", "👍", "sí",
])  # fmt: skip


class Desk(RuleBasedStateMachine):
    """Three people at their telephones, who do anything at all."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copy(self.template, self.folder / "store.db")
        self.running = fake_telegram.running()
        self.opened = stores.opened(f"sqlite:///{self.folder / 'store.db'}")
        self.desk = HelpDesk(next(self.opened), self.folder, self.running.__enter__())
        self.chat = Conversation(self.desk, "telegram")
        for name, role, about in CAST.values():
            self.chat.hire(name, role, **about)
        for who in ("Marta", "Ana", "Julia"):
            self.chat.phone(who)

    def phone(self, who: str) -> TelegramPhone:
        return self.chat.telegram(who)

    @rule(who=WHO, said=SAID)
    def says(self, who: str, said: str) -> None:
        self.phone(who).says(said)

    @rule(who=WHO, count=st.integers(1, 3), caption=st.sampled_from(["", "mirá esto", "#1 mirá"]))
    def sends_photos(self, who: str, count: int, caption: str) -> None:
        self.phone(who).says(caption, *[photo() for _ in range(count)])

    @rule(who=WHO, back=st.integers(0, 4), said=st.sampled_from(["sí, probé", "gracias", "/nuevo", "2"]))
    def replies(self, who: str, back: int, said: str) -> None:
        bubbles = self.phone(who).screen()[-1 - back :]
        if bubbles:
            self.phone(who).says(said, quoting=bubbles[0].id)

    @rule(who=WHO, back=st.integers(0, 3), place=st.integers(0, 5))
    def presses(self, who: str, back: int, place: int) -> None:
        offers = [bubble for bubble in self.phone(who).screen() if bubble.choices][-1 - back :]
        if offers:
            choices = offers[0].choices
            self.phone(who).presses(offers[0], choices[place % len(choices)][1])

    @rule(who=WHO, said=st.sampled_from(["corregido", "/eliminar 1", "#2 otra"]))
    def corrects(self, who: str, said: str) -> None:
        phone = self.phone(who)
        if phone.said:
            phone.corrects(next(reversed(phone.said)), said)

    @rule(seconds=st.sampled_from([1, 4, 40, 700, 2000, 90_000]))
    def waits(self, seconds: int) -> None:
        self.desk.later(seconds=seconds)
        self.desk.work()

    @invariant()
    def nothing_breaks(self) -> None:
        assert self.desk.failed() == []

    @invariant()
    def a_file_is_in_one_place(self) -> None:
        for ticket in self.desk.tickets():
            files = [file["sha256"] for file in ticket["images"]]
            files += [file["sha256"] for entry in ticket["thread"] for file in entry["files"]]
            assert len(files) == len(set(files))

    def teardown(self) -> None:
        """In the end the bursts are over, and each message is where it belongs."""
        self.desk.settle()
        self.nothing_breaks()
        tickets = {ticket.id for ticket in self.desk.rows(Ticket)}
        entries = {entry.id: entry for entry in self.desk.rows(Entry)}
        for row in self.desk.rows(InboxMessage):
            assert row.state == "heard", row.payload["text"]
            assert row.ticket_id is None or row.ticket_id in tickets
            if row.entry_id is not None:
                entry = entries[row.entry_id]
                assert entry.ticket_id == row.ticket_id
                assert entry.withdrawn_at is None
        told = [entry for entry in entries.values() if entry.withdrawn_at is None]
        sources = {row.entry_id for row in self.desk.rows(InboxMessage)}
        assert {entry.id for entry in told} <= sources, "what stands in a thread was said by somebody"
        self.desk.close()
        next(self.opened, None)
        self.running.__exit__(None, None, None)
        shutil.rmtree(self.folder)


def test_every_message_is_in_exactly_one_place(sqlite_template: Path) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    Desk.template = sqlite_template
    run_state_machine_as_test(Desk, settings=stories(examples=5, steps=25))


pytestmark = in_time
