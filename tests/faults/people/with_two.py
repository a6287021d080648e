"""A client with several tickets at once: must say which one a message is about, moves what went into the wrong one, and
opens another with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.faults.audit.arrivals import Shown
from tests.faults.audit.ledger import Home, Said
from tests.faults.people.client import ASSIGNED, Client
from tests.faults.people.person import asked_about, ticket_among

MOVE, ANOTHER = "Mover", "Es otro problema"
GONE = r"(ya está cerrado|Esa pregunta ya pasó)"
STEPS = (r"¿Lo abro\?", "Tenés una foto", r"Tengo (un archivo|\d+ archivos)", "Lo tengo. Si querés")
"""What may be asked with a message that is there already: a photo without words asks for some."""
OF_AN_ALBUM = 11.0
"""Seconds between two photos that are no longer taken for one."""


@dataclass
class WithTwo(Client):
    def script(self) -> None:
        self.world.pause(self.dice.uniform(0, self.comes_within))
        for _ in range(self.rounds):
            if self.world.ending.is_set():
                return
            self.anchors.clear()
            numbers = [self.opens(), self.opens()]
            if not self.hurried:
                self.hopes_for(ASSIGNED, seconds=self.world.patience / 3)
            for _ in range(self.dice.randint(*self.followups)):
                self.thinks()
                self.follows_up(self.dice.choice(numbers))
            for number in list(self.anchors):
                self.ends(number)

    def just_shows(self, number: int) -> list[Said]:
        """Where there are no albums, a photo that follows others closely belongs where they went."""
        if not self.phone.albums:
            self.world.pause(OF_AN_ALBUM)
        return super().just_shows(number)

    def sees_where_it_went(self, shown: Shown, sent: Sequence[Said], number: int) -> None:
        """They change their mind about where it belongs."""
        way = self.dice.choice([self.leaves_it, self.moves, self.moves, self.opens_with])
        if {MOVE, ANOTHER} <= dict(shown.options).keys():
            way(shown, sent, number)

    def leaves_it(self, shown: Shown, sent: Sequence[Said], number: int) -> None:
        """It was right."""

    def moves(self, shown: Shown, sent: Sequence[Said], number: int) -> None:
        self.presses(shown, MOVE)
        asked, _ = self.waits_for("¿Adónde lo paso")
        others = [other for other in self.anchors if other != number and ticket_among(asked, other)]
        if not others:
            self.chooses(asked, "Cancelar")
            self.waits_for("Cancelado")
            return
        self.chooses(asked, ticket_among(asked, others[0]))
        _, match = self.waits_for(f"Va al Ticket {others[0]}", "Elegí el ticket adonde va", GONE)
        if match.re.pattern != f"Va al Ticket {others[0]}":  # it was closed meanwhile
            self.chooses(asked, "Cancelar")
            self.waits_for("Cancelado")
            return
        self.was_asked(sent)
        self.finds_it_elsewhere(sent, Home("thread", others[0]))

    def opens_with(self, shown: Shown, sent: Sequence[Said], number: int) -> None:
        """It stays in the thread until the other is opened, as its problem."""
        self.presses(shown, ANOTHER)
        self.waits_for("Quién tiene el problema")
        self.says(f"{self.name} el {next(self.words)}")
        asked, _ = self.waits_for("A qué teléfono")
        self.chooses(asked, "Omitir")
        asked, match = self.waits_for(*STEPS)
        while "abro" not in match[0]:
            self.chooses(asked, "Omitir" if "foto" in match[0] else "Listo")
            asked, match = self.waits_for(*STEPS)
        self.presses(asked, "Confirmar")
        new = self.has_opened(*self.waits_for(r"abrí el Ticket (\d+)"))
        self.finds_it_elsewhere(sent, Home("problem", new))

    def finds_it_elsewhere(self, sent: Sequence[Said], home: Home) -> None:
        for said in (said for said in asked_about(sent) if said.home is not None):
            said.home = home
