"""Opening a ticket: who has the problem, a phone, the problem, photos, and all of it once more before it is opened."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.actions.tickets import opening
from bot.dialogue.form import Choice, Dialogue, Form, Unusable
from bot.dialogue.person import AffectedPerson
from bot.dialogue.pickers import CANDIDATES, PersonName
from bot.dialogue.questions import Files, Phone, Review, Text
from bot.language.meaning import Asked
from bot.language.texts import Voice
from bot.replies.acts import CLIENT
from bot.replies.people import named
from bot.replies.steps import Topic
from store.folding import fold
from store.people import by_name, people
from store.tables import Person

TELLS = 2  # words beside a client's name


def requester(form: Form) -> Person:
    """Whose ticket it is: the client's own, or the one for whom staff opens it."""
    for_whom = form.answers.get("client")
    person = people.get(form.turn.session, for_whom) if for_whom else None
    return person or form.turn.person


def is_staff(form: Form) -> bool:
    return form.turn.role != CLIENT


class ForWhom(PersonName):
    """Which client; staff of a company may mean themselves."""

    guessed = True

    def choices(self, form: Form) -> Sequence[Choice]:
        me = form.turn.person
        own = [Choice(str(me.id), me.id, key="for_me")] if CLIENT in form.turn.roles else []
        return [*own, *super().choices(form)]

    def read(self, form: Form, text: str) -> int:
        me = form.turn.person
        if CLIENT in form.turn.roles and fold(text) in (fold(me.name), fold(by_name.called(me))):
            return me.id
        return super().read(form, text)

    def read_all(self, form: Form, text: str) -> Mapping[str, Any]:
        """«marta, no le anda el mouse» tells the problem too."""
        try:
            return super().read_all(form, text)
        except Unusable:
            told = named.told(form.turn, text, expected=True)
            if not told.clients or len(told.problem.split()) < TELLS:
                raise
        if told.sure:
            return {self.name: told.clients[0].id, self.captions_to: told.problem}
        form.state[CANDIDATES] = [client.id for client in told.clients]
        form.take({self.captions_to: told.problem})
        raise Unusable("which_client")

    def stands(self, form: Form) -> bool:
        return requester(form).active

    def wording(self, form: Form) -> str:
        return super().wording(form) if self.stands(form) else "left"

    def values(self, form: Form) -> dict[str, Any]:
        return {"name": requester(form).name}


def people_they_named_before(form: Form) -> Sequence[str]:
    person = requester(form)
    return [person.name, *people.affected_before(form.turn.session, person.id, besides=(person.name,))]


class WhoHasIt(AffectedPerson):
    """The staff are told which client they chose, and may call them «ella»; a client is asked for a name instead."""

    def choices(self, form: Form) -> Sequence[Choice]:
        if not is_staff(form):
            return super().choices(form)
        name, known = requester(form).name, _pronouns(form)
        return [
            replace(choice, spellings=known) if choice.answer == name else choice
            for choice in super().choices(form)
        ]

    def read(self, form: Form, text: str) -> str:
        if fold(text) in _pronouns(form):
            raise Unusable(f"{form.dialogue.topic}.{self.name}.whose_name")
        return super().read(form, text)

    def wording(self, form: Form) -> str:
        return "ask_for" if is_staff(form) and requester(form).id != form.turn.person.id else "ask"

    def values(self, form: Form) -> dict[str, Any]:
        return {"client": by_name.called(requester(form))}


def _pronouns(form: Form) -> tuple[str, ...]:
    texts = form.turn.desk.texts
    languages = texts.languages if is_staff(form) else (form.turn.voice.language,)
    return tuple(word for language in languages for word in texts.find(language, "pronouns"))


class Problem(Text):
    """Shown as it will stand in the ticket."""

    def show(self, form: Form, voice: Voice) -> str:
        return opening.problem_at(form.answers)


def own_number(form: Form) -> str | None:
    return requester(form).phone


def open_it(form: Form) -> None:
    opening.open_for(
        form.turn, requester(form), form.answers, form.files, form.told_by("problem"), form.waiting
    )


open_ticket = Dialogue(
    Topic.OPEN_TICKET,
    (
        ForWhom("client", roles=(CLIENT,), when=is_staff, asked=Asked.CLIENT, captions_to="problem"),
        WhoHasIt(
            "affected_person",
            line=True,
            asked=Asked.PERSON,
            suggest=people_they_named_before,
            me=lambda form: requester(form).name,
            captions_to="problem",
            number_to="phone",
        ),
        Phone("phone", optional=True, suggest=own_number, captions_to="problem"),
        Problem("problem", least=3, asked=Asked.PROBLEM, files_say="in_the_files", number_to="phone"),
        Files("images", optional=True, captions_to="problem", number_to="phone"),
        Review("review", captions_to="problem"),
    ),
    then=open_it,
    places=True,
    takes_files=True,
)
