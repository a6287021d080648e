"""How to ask which ticket, person or entry of a list is meant: by a button, or by what people type."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from bot.dialogue.form import Choice, Form, Question, Unusable
from bot.dialogue.questions import Pick
from bot.language import meaning, words
from bot.language.meaning import Meaning, Reading
from bot.language.texts import Texts, Voice
from bot.replies.acts import CLIENT, MOST_BUTTONS
from bot.replies.people import named, naming
from store.keeping import categories
from store.people import by_name, people
from store.tables import Category, Person, ReadyAnswer, Ticket
from store.tickets import lists, tickets

MOST_KEPT = 10
LONGEST_PROBLEM = 30  # characters: a button is read on a phone
CANDIDATES = "candidates"
"""Where those are remembered, by id, whom a name may mean: as an answer given from outside, or while it is asked."""
ANYBODY = "anybody"
BEFORE_A_NUMBER = ("ticket", "el", "al", "the")


def ticket_choices(form: Form, found: Sequence[Ticket]) -> list[Choice]:
    """A button a ticket: «Ticket 121 · Marta · no imprime la caja 2»."""
    shown = found[:MOST_BUTTONS]
    if form.turn.role == CLIENT:
        return [_ticket_choice(ticket, _first_word(ticket.affected_person)) for ticket in shown]
    apart = naming.apart(form.turn.session, [ticket.requester for ticket in shown])
    who = {ticket.id: apart.get(ticket.requester_id, _first_word(ticket.requester.name)) for ticket in shown}
    return [_ticket_choice(ticket, who[ticket.id]) for ticket in shown]


def _first_word(name: str) -> str:
    return (name.split() or [""])[0]


def _ticket_choice(ticket: Ticket, who: str) -> Choice:
    values = {
        "number": ticket.number,
        "who": who,
        "problem": words.excerpt(ticket.problem, LONGEST_PROBLEM),
    }
    spellings = (str(ticket.number), f"ticket {ticket.number}")
    return Choice(str(ticket.number), ticket.number, key="ticket_of", values=values, spellings=spellings)


class TicketPick(Pick):
    """One of some open tickets, or of a few other ways; which was closed meanwhile cannot be chosen any more."""

    def read_former(self, form: Form, value: str) -> Any:
        """Raises Unusable, NotFound."""
        number, turn = words.whole(value), form.turn
        if number is None:
            return super().read_former(form, value)
        if tickets.get(turn.session, turn.person, number).status == "closed":
            raise Unusable("refused.already_closed", ticket=number)
        return number


def are_open(form: Form) -> bool:
    """Whether the tickets that a form is about are still open. Raises NotFound."""
    answers = form.answers
    numbers = answers["tickets"] if "tickets" in answers else [answers["ticket"]]
    found = [tickets.get(form.turn.session, form.turn.person, number) for number in numbers]
    return all(ticket.status == "open" for ticket in found)


@dataclass(frozen=True)
class Language(Pick):
    """One of the languages of the desk: by what it is called in any of them, also within a wish («hablame en
    inglés»)."""

    def choices(self, form: Form) -> Sequence[Choice]:
        texts = form.turn.desk.texts
        return [
            Choice(name, name, text=texts.find(name, "language_name"), spellings=_spellings(texts, name))
            for name in texts.languages
        ]

    def meant(self, form: Form, said: Reading) -> str | None:
        if said.meaning is not Meaning.LANGUAGE:
            return super().meant(form, said)
        return language_named(form.turn.desk.texts, said)


def language_named(texts: Texts, said: Reading) -> str | None:
    """The language that somebody asks for."""
    named = set(words.fold(said.said).split()) if said.meaning is Meaning.LANGUAGE else set()
    return next((name for name in texts.languages if named & set(_spellings(texts, name))), None)


def _spellings(texts: Texts, language: str) -> tuple[str, ...]:
    return tuple(map(words.fold, texts.find(language, "language_words")))


@dataclass(frozen=True)
class TicketNumber(Question):
    """Which ticket, of those to which this person may do `act`: by button, or by its number with or without «#»."""

    act: str = "see"
    collects: bool = False
    options: Callable[[Form], Sequence[Ticket]] = lambda form: lists.open_of(
        form.turn.session, form.turn.person
    )

    def choices(self, form: Form) -> Sequence[Choice]:
        return ticket_choices(form, self.options(form))

    def read(self, form: Form, text: str) -> int:
        said = [word for word in words.fold(text).split() if word not in BEFORE_A_NUMBER]
        numbers, more = words.tickets(said)
        if len(numbers) != 1 or more:
            raise Unusable
        return tickets.get(form.turn.session, form.turn.person, numbers[0], self.act).number

    def read_former(self, form: Form, value: str) -> int:
        """The list has moved on; the ticket is still theirs."""
        return self.read(form, value)

    def stands(self, form: Form) -> bool:
        """Not once it is somebody else's."""
        number = form.answers[self.name]
        return not isinstance(number, int) or tickets.is_known(form.turn.session, form.turn.person, number)

    takes_text = True
    chooses = 2
    of_a_few = True


@dataclass(frozen=True)
class PersonName(Question):
    """One person of these roles: by button, or by a name that fits one alone."""

    roles: tuple[str, ...] = ("client",)

    takes_text = True
    of_a_few = True

    def choices(self, form: Form) -> Sequence[Choice]:
        """A page of those who may be meant."""
        page = form.state.get("page", 0)
        shown = self.offered(form, page * MOST_BUTTONS, MOST_BUTTONS + 1)
        more = [Choice("more", None, key="see_more")] if len(shown) > MOST_BUTTONS else []
        return [*shown[:MOST_BUTTONS], *more]

    def understood(self, form: Form) -> Sequence[Choice]:
        """The pages before: their buttons are still on the screen; and «ninguno» of those whom a name may mean."""
        page = form.state.get("page", 0)
        anybody = [Choice(ANYBODY, None)] if _candidates(form) else []
        return [*anybody, *(self.offered(form, 0, page * MOST_BUTTONS) if page else ())]

    def meant(self, form: Form, said: Reading) -> str | None:
        none = said.meaning is Meaning.NO and not said.rest and _candidates(form)
        return ANYBODY if none else super().meant(form, said)

    def offered(self, form: Form, offset: int, limit: int) -> Sequence[Choice]:
        """Some of those who may be meant: the candidates of an ambiguous name, else all of the roles."""
        ids, session = _candidates(form), form.turn.session
        if ids:
            found = [person for id_ in ids[offset : offset + limit] if (person := people.get(session, id_))]
        else:
            found = people.some(session, self.roles, offset, limit)
        return person_choices(form, found)

    def read_former(self, form: Form, value: str) -> int:
        """Before a name narrowed the choice, others were shown."""
        person = people.get(form.turn.session, words.whole(value) or 0)
        if person is None or not person.active or person.role not in self.roles:
            raise Unusable("choice_gone")
        return person.id

    def steps_aside(self, form: Form, choice: Choice) -> bool:
        """«Ver más» asks again, with the next page, «ninguno» with everybody."""
        if choice.value == ANYBODY:
            _forget_candidates(form)
        elif choice.value == "more":
            form.state["page"] = form.state.get("page", 0) + 1
        else:
            return False
        return True

    def read(self, form: Form, text: str) -> int:
        said = form.turn.read(text, self.asked_now(form))
        found = named.find(form.turn, said.value or text, self.roles) or named.find(
            form.turn, meaning.core(text), self.roles
        )
        if len(found) == 1:
            return found[0].id
        _forget_candidates(form)
        form.state[CANDIDATES] = [person.id for person in found]
        raise Unusable("several_fit" if found else "nobody_fits", typed=words.excerpt(text, 30))

    def show(self, form: Form, voice: Voice) -> str:
        person = people.get(form.turn.session, form.answers.get(self.name) or 0)
        return by_name.called(person) if person else ""


def _candidates(form: Form) -> Sequence[int]:
    found: Sequence[int] = form.state.get(CANDIDATES) or form.answers.get(CANDIDATES) or ()
    return found


def _forget_candidates(form: Form) -> None:
    for where in (form.state, form.answers):
        where.pop(CANDIDATES, None)
    form.state.pop("page", None)


def person_choices(form: Form, found: Sequence[Person]) -> list[Choice]:
    """A button a person; people of one name are told apart."""
    called = by_name.told_apart(form.turn.session, found)
    return [Choice(str(person.id), person.id, text=called[person.id]) for person in found]


@dataclass(frozen=True)
class KeptName(Question):
    """One of what the lead keeps (`find` among them, or `all_of_them`): by button, or by a beginning of its name that
    fits one alone. More are kept than are shown: any of them is read."""

    find: Callable[[Session, str], Sequence[Category | ReadyAnswer]] = categories.find
    all_of_them: Callable[[Session], Sequence[Category | ReadyAnswer]] = categories.current
    unknown: str = "categories.unknown"
    """The text that says that nothing is called so."""

    takes_text = True
    of_a_few = True

    def choices(self, form: Form) -> Sequence[Choice]:
        return [Choice(str(one.id), one.id, text=one.name) for one in self.candidates(form)[:MOST_KEPT]]

    def candidates(self, form: Form) -> Sequence[Category | ReadyAnswer]:
        """What was typed may mean these; else it is one of all."""
        typed = form.state.get("typed") or form.answers.get("typed") or ""
        return self.find(form.turn.session, typed) or self.all_of_them(form.turn.session)

    def read_former(self, form: Form, value: str) -> int:
        """Before a name narrowed the choice, others were shown."""
        if value in [str(one.id) for one in self.all_of_them(form.turn.session)]:
            return int(value)
        raise Unusable("choice_gone")

    def read(self, form: Form, text: str) -> int:
        found = self.find(form.turn.session, text)
        if len(found) == 1:
            return found[0].id
        form.state["typed"] = text
        raise Unusable("several_fit" if found else self.unknown, typed=words.excerpt(text, 30))
