"""A client: opens tickets with photos, follows them up in every way there is, corrects, closes, deletes, reopens."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.faults.audit.arrivals import Shown
from tests.faults.audit.ledger import Home, Said
from tests.faults.people.person import PAUSE, Person, Stuck, asked_about, ticket_among

ADDED = r"Va al Ticket (\d+)"
WHERE = "¿Esto es de alguno|¿Abro un ticket con esto"
REOPEN = r"El Ticket (\d+) está cerrado. ¿Reabrir"
REOPENED = r"Reabrí el Ticket \d+"
"""What was closed because they were silent opens again when they answer."""
GLAD = r"El Ticket \d+ queda cerrado"
"""So is «cerralo» answered, where the desk had closed it already."""
INCIDENT = "se cayó internet en toda la oficina, "
"""What several of them speak of."""
COURTESIES = ("gracias", "ok, gracias", "dale", "👍")
ASSIGNED = "va a atender tu Ticket"


@dataclass
class Client(Person):
    rounds: int = 1
    followups: tuple[int, int] = (3, 8)
    thinks_for: tuple[float, float] = (0.2, 2.0)
    comes_within: float = 0.0
    """Seconds: not everybody has a problem at the same moment."""
    hurried: bool = False
    """Whether they wait for nobody of the staff."""
    blocks: bool = False
    """Whether they shut the door to the bot now and then."""
    anchors: dict[int, str] = field(default_factory=dict)
    """The message that they quote, by ticket: the last one about it."""
    written: list[Said] = field(default_factory=list)

    def script(self) -> None:
        self.world.pause(self.dice.uniform(0, self.comes_within))
        for _ in range(self.rounds):
            if self.world.ending.is_set():
                return
            number = self.opens()
            if not self.hurried:
                self.hopes_for(ASSIGNED, seconds=self.world.patience / 3)
            for _ in range(self.dice.randint(*self.followups)):
                self.thinks()
                self.follows_up(number)
            self.ends(number)

    def thinks(self) -> None:
        """And reads what has come: it answers nothing that they say now."""
        self.world.pause(self.dice.uniform(*self.thinks_for))
        self.keeps_the_latest()

    # -- opening ------------------------------------------------------------------------------------------

    def opens(self) -> int:
        self.says("/nuevo")
        self.waits_for("Quién tiene el problema")
        self.says(f"{self.name} el {next(self.words)}")
        asked, _ = self.waits_for("A qué teléfono")
        self.chooses(asked, "Omitir")
        self.waits_for("Contame el problema")
        home = Home("problem")
        about = self.dice.choice(["problema, ", "problema, ", INCIDENT])
        problem = self.says(self.phrase(about), home)
        asked, _ = self.waits_for("Tenés una foto")
        self.adds_photos(asked, home)
        review, _ = self.waits_for(r"¿Lo abro\?")
        twice = all(data for _, data in review.options) and self.dice.random() < 0.33
        for _ in range(1 + twice):  # a word that is typed twice would be two things
            self.presses(review, "Confirmar")
        opened, match = self.waits_for(r"abrí el Ticket (\d+)")
        home.ticket = self.has_opened(opened, match)
        if self.dice.random() < 0.15:
            self.corrects(problem, self.phrase("problema corregido, "))
        return home.ticket

    def has_opened(self, opened: Shown, match: "re.Match[str]") -> int:
        number = int(match[1])
        self.world.ledger.opened[number] = self.chat
        self.anchors[number], self.written = opened.id, []
        return number

    def adds_photos(self, asked: Shown, home: Home) -> None:
        count = self.dice.choice([0, 1, 1, 2, 3])
        if not count:
            self.chooses(asked, "Omitir")
            return
        self.sends_photos(count, home=home)
        found = ""
        while found != ("un archivo" if count == 1 else f"{count} archivos"):
            asked, match = self.waits_for(r"Tengo (un archivo|\d+ archivos)")
            found = match[1]
        self.chooses(asked, "Listo")

    # -- following up -------------------------------------------------------------------------------------

    def follows_up(self, number: int) -> None:
        ways = [
            self.quotes,
            self.quotes,
            self.names,
            self.just_writes,
            self.shows,
            self.just_shows,
            self.shows_several,
            self.rattles,
            self.thanks,
        ]
        way = self.dice.choice([*ways, self.corrects_something] if self.written else ways)
        self.finds_a_home(way(number), number)

    def keeps_the_latest(self) -> None:
        for shown in self.news():
            for number in self.anchors:
                if f"Ticket {number}:" in shown.text or f"Ticket {number}." in shown.text:
                    self.anchors[number] = shown.id

    def quotes(self, number: int) -> list[Said]:
        said = self.says(self.phrase(), Home("thread", number), quoting=self.anchors[number])
        self.written.append(said)
        return [said]

    def names(self, number: int) -> list[Said]:
        text = self.phrase()
        said = self.says(
            f"#{number}{self.dice.choice([' ', ': ', ', '])}{text}", Home("thread", number), text=text
        )
        self.written.append(said)
        return [said]

    def just_writes(self, number: int) -> list[Said]:
        return [self.says(self.phrase(), Home("thread", number))]

    def shows(self, number: int) -> list[Said]:
        return self.sends_photos(1, self.phrase(), Home("thread", number), self.anchors[number])

    def just_shows(self, number: int) -> list[Said]:
        return self.sends_photos(1, self.phrase(), Home("thread", number))

    def shows_several(self, number: int) -> list[Said]:
        count = self.dice.randint(2, 4)
        return self.sends_photos(count, self.phrase(), Home("thread", number), self.anchors[number])

    def rattles(self, number: int) -> list[Said]:
        return [
            self.says(self.phrase(), Home("thread", number), quoting=self.anchors[number])
            for _ in range(self.dice.randint(2, 3))
        ]

    def thanks(self, number: int) -> list[Said]:
        """Which nobody is asked about: nothing comes of it but an entry, where it is plain whose thread it is."""
        home = Home("courtesy", number) if len(self.anchors) == 1 else Home("courtesy")
        said = self.says(self.dice.choice(COURTESIES), home)
        until = time.monotonic() + self.world.patience
        while not self.world.is_answered(self.chat, [said.key]):
            if time.monotonic() > until:
                raise Stuck(f"{self.name}: «{said.text}» was never heard")
            self.world.pause(PAUSE)
        if asked := self.hopes_for(WHERE, REOPEN, seconds=0):
            raise Stuck(f"{self.name} said «{said.text}», and was asked «{asked[0].text}»")
        return []

    def corrects_something(self, number: int) -> list[Said]:
        said = self.written.pop()
        if said.home is not None:
            self.corrects(said, self.phrase("corregido, "))
        return []

    def finds_a_home(self, sent: Sequence[Said], number: int) -> None:
        """Waits until it is in its ticket, and answers what is asked meanwhile."""
        while sent and (answer := self.until_noted(sent, (ADDED, WHERE, REOPEN, REOPENED, GLAD))):
            shown, match = answer
            if match.re.pattern == ADDED:
                self.sees_where_it_went(shown, sent, int(match[1]))
                return
            if match.re.pattern in (REOPENED, GLAD):
                if any(said.taken is None for said in sent):
                    continue  # what comes late, and without what it quoted, is asked about by itself
                return
            self.was_asked(sent)
            if match.re.pattern == REOPEN:
                self.reopens(shown, sent, int(match[1]))
                return
            home = ticket_among(shown, number)
            if not home:  # it was closed or deleted meanwhile
                self.forgets(sent)
                self.chooses(shown, "Cancelar")
                self.waits_for("Cancelado")
                return
            sent = self.answers(sent, shown, home)

    def sees_where_it_went(self, shown: Shown, sent: Sequence[Said], number: int) -> None:
        """There it may stay."""

    def reopens(self, asked: Shown, sent: Sequence[Said], number: int) -> None:
        """The ticket closed last, where it sounds as if that failed again, also if they mean another."""
        for said in asked_about(sent):
            said.home = Home("thread", number)
        self.chooses(asked, "Reabrir ticket")
        self.waits_for(f"Reabrí el Ticket {number}", f"Va al Ticket {number}")

    def forgets(self, sent: Sequence[Said]) -> None:
        for said in sent:
            said.home = None

    # -- the end of a ticket ------------------------------------------------------------------------------

    def ends(self, number: int) -> None:
        self.thinks()
        ends = [self.closes, self.closes, self.deletes]
        if not self.hurried:
            ends += [
                self.lets_it_be_closed,
                self.lets_it_be_closed,
                *([self.shuts_out] if self.blocks else []),
            ]
        self.dice.choice(ends)(number)

    def closes(self, number: int) -> None:
        self.says(f"/cerrar {number}")
        asked, match = self.waits_for("¿Querés contar algo", "ya está cerrado")
        if "cerrado" in match[0]:
            return
        word: list[Said] = []
        if self.dice.random() < 0.5:
            word = [self.says(self.phrase("al cerrar, "), Home("thread", number))]
        else:
            self.chooses(asked, "Omitir")
        _, match = self.waits_for(f"Cerré el Ticket {number}", "ya está cerrado")
        if "cerrado" in match[0]:  # meanwhile, by others or for silence
            self.finds_a_home(word, number)
        if self.dice.random() < 0.4 and not self.hurried:
            self.quotes_a_closed_one(number)

    def quotes_a_closed_one(self, number: int) -> None:
        self.thinks()
        self.finds_a_home(self.quotes(number), number)

    def lets_it_be_closed(self, number: int) -> None:
        """Asks for it; where nobody listens, the ticket stays open."""
        text = self.phrase("cerralo, ")
        said = self.says(f"#{number} {text}", Home("thread", number), text=text)
        self.finds_a_home([said], number)
        closed = (f"cerró tu Ticket {number}", f"cerré el Ticket {number}")
        found = self.hopes_for(*closed, seconds=self.world.patience / 3)
        if found is None or found[1][0] == closed[1]:
            return
        if self.dice.random() < 0.6:
            self.is_glad(found[0], number)
        else:
            self.judges(found[0], "Sigue igual")
            self.waits_for(f"Reabrí el Ticket {number}", f"El Ticket {number} está")

    def is_glad(self, solved: Shown, number: int) -> None:
        self.judges(solved, "Sirvió")
        asked, _ = self.waits_for(f"El Ticket {number} queda cerrado", f"El Ticket {number} está")
        if "¿Cómo te atendimos" in asked.text:
            self.rates(asked, number)

    def judges(self, solved: Shown, label: str) -> None:
        """By its button, or by a label that quotes it: several that were joined may be solved at once."""
        if all(data for _, data in solved.options) and self.dice.random() < 0.7:
            self.presses(solved, label)
        else:
            self.says(label, quoting=solved.id)

    def rates(self, asked: Shown, number: int) -> None:
        """By its button, or by a number that quotes the question: others may have written meanwhile."""
        mark = self.dice.randint(1, 5)
        self.world.ledger.marks[number] = mark
        if all(data for _, data in asked.options) and self.dice.random() < 0.7:
            for _ in range(self.dice.choice([1, 1, 2])):
                self.presses(asked, asked.options[mark - 1][0])
        else:
            self.says(str(mark), quoting=asked.id)
        self.waits_for(f"lo anoto en el Ticket {number}")

    def deletes(self, number: int) -> None:
        self.says(f"/eliminar {number}")
        asked, match = self.waits_for("¿Eliminamos el Ticket", "ya está cerrado")
        if "Eliminamos" in match[0]:
            self.chooses(asked, "Eliminar")
            self.waits_for(f"Eliminé el Ticket {number}", "ya está cerrado")

    def shuts_out(self, number: int) -> None:
        """Provokes an answer that cannot arrive."""
        text = self.phrase("contestame, ")
        self.finds_a_home([self.says(f"#{number} {text}", Home("thread", number), text=text)], number)
        self.shuts_the_door(True)
        self.world.pause(self.dice.uniform(4, 8))
        self.shuts_the_door(False)
        self.world.pause(1)
