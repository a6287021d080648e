"""The staff: leads hand out what comes in, technicians answer what they are told, by every way there is."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.faults.audit.arrivals import Shown
from tests.faults.audit.ledger import Home, Said
from tests.faults.people.person import Person, ticket_among

ADDED = r"Se lo mandé a .* \(Ticket \d+\)|Nota guardada en el Ticket \d+"
GONE = "No encuentro el Ticket|Eso no lo podés hacer"
TO_WHOM = r"¿Se lo mando a .*?\(Ticket (\d+)\)"
WHICH = "No sé a qué ticket va"
WHERE = "¿Esto es de alguno|¿Abro un ticket con esto"
JOIN, JOINED = "Unir", r"Listo: .* van? con el Ticket \d+"
CARD = re.compile(r"Entró un ticket nuevo\.\n\nTicket (\d+) ")
HANDED = re.compile(r"te asignó un ticket.*?\n\nTicket (\d+) ", re.DOTALL)
FROM_CLIENT = re.compile(r"^Cli\S* .*?, Ticket (\d+): (.*)", re.DOTALL)


@dataclass
class Staff(Person):
    off_duty: Callable[[], bool] = lambda: False
    """Whether everybody else has gone home."""

    def script(self) -> None:
        if self.phone.greets:
            self.says("hola")
        while not self.off_duty():
            if not self.looks():
                self.world.pause(0.2)

    def looks(self) -> int:
        """Sees to what came; returns how much that was."""
        came = self.news()
        for shown in came:
            self.sees(shown)
        return len(came)

    def sees(self, shown: Shown) -> None:
        raise NotImplementedError

    def finds_a_home(self, sent: Sequence[Said], number: int) -> None:
        """Waits until it is in its ticket, and answers what is asked meanwhile."""
        while answer := self.until_noted(sent, (ADDED, GONE, TO_WHOM, WHICH)):
            shown, match = answer
            if match.re.pattern == ADDED:
                return
            if match.re.pattern == GONE:
                self.gives_up(sent)
                return
            self.was_asked(sent)
            if match.re.pattern == TO_WHOM and int(match[1]) == number:
                sent = self.answers(sent, shown, "Enviar")
            elif match.re.pattern == WHICH and (home := ticket_among(shown, number)):
                sent = self.answers(sent, shown, home)
            else:
                self.gives_up(sent, shown)
                return

    def gives_up(self, sent: Sequence[Said], asked: Shown | None = None) -> None:
        """The ticket is no longer theirs; the text is offered a home, which it does not want."""
        for said in sent:
            said.home = None
        if asked is None and sent[0].wire.quotes:
            asked, _ = self.waits_for(WHICH, TO_WHOM, WHERE)
        if asked is not None:
            self.chooses(asked, "Cancelar")
            self.waits_for("Cancelado")


@dataclass
class Technician(Staff):
    zeal: float = 0.5
    """How often a client's message is answered."""

    def sees(self, shown: Shown) -> None:
        if handed := HANDED.search(shown.text):
            if self.dice.random() < self.zeal:
                self.quotes(shown, int(handed[1]))
        elif told := FROM_CLIENT.match(shown.text):
            self.reacts(shown, int(told[1]), told[2])

    def reacts(self, shown: Shown, number: int, text: str) -> None:
        if "cerralo" in text:
            self.closes(number)
        elif "contestame" in text or self.dice.random() < self.zeal:
            ways = [self.quotes, self.quotes, self.quotes_with_photos, self.responds, self.notes]
            self.dice.choice(ways)(shown, number)

    def quotes(self, shown: Shown, number: int) -> None:
        said = self.says(self.phrase(), Home("thread", number), quoting=shown.id)
        self.finds_a_home([said], number)

    def quotes_with_photos(self, shown: Shown, number: int) -> None:
        sent = self.sends_photos(self.dice.choice([1, 2]), self.phrase(), Home("thread", number), shown.id)
        self.finds_a_home(sent, number)

    def responds(self, shown: Shown, number: int) -> None:
        text = self.phrase()
        self.finds_a_home(
            [self.says(f"/responder {number} {text}", Home("thread", number), text=text)], number
        )

    def notes(self, shown: Shown, number: int) -> None:
        text = self.phrase("entre nosotros, ")
        self.finds_a_home([self.says(f"/nota {number} {text}", Home("note", number), text=text)], number)

    def closes(self, number: int) -> None:
        text = self.phrase("solución: ")
        said = self.says(f"/cerrar {number} {text}", Home("solution", number), text=text)
        _, match = self.waits_for(f"Cerré el Ticket {number}", f"{number} ya está cerrado", GONE)
        if "Cerré" not in match[0]:
            said.home = None


@dataclass
class Lead(Staff):
    place: int = 0
    leads: int = 1
    technicians: Sequence[str] = ()

    def sees(self, shown: Shown) -> None:
        if (card := CARD.search(shown.text)) and int(card[1]) % self.leads == self.place:
            self.hands_out(int(card[1]))
            if JOIN in dict(shown.options) and self.dice.random() < 0.6:
                self.joins(shown)
            if self.dice.random() < 0.2:
                said = self.says(self.phrase(), Home("thread", int(card[1])), quoting=shown.id)
                self.finds_a_home([said], int(card[1]))

    def hands_out(self, number: int) -> None:
        level = self.dice.choice(["", " alta", " baja", " crítica"])
        for _ in range(self.dice.choice([1, 1, 1, 2])):
            self.says(f"/asignar {number} {self.dice.choice(self.technicians)}{level}")
            self.waits_for(f"Ticket {number}.* (?:queda con|pasó de|ya lo tiene|ya está cerrado)", GONE)

    def joins(self, card: Shown) -> None:
        """What looks like the same incident; now and then it was another."""
        self.presses(card, JOIN)
        answer, match = self.waits_for(JOINED, "ya va con el Ticket", "No hay con qué unirlo", GONE)
        if match.re.pattern == JOINED and self.dice.random() < 0.25:
            self.presses(answer, "Separar")  # a dozen messages later its label would be words like others
            self.waits_for("por su cuenta", GONE)
