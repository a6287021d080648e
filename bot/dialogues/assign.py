"""The lead assigns and ranks: what the command left unclear is asked with buttons, and only then anything changes."""

from collections.abc import Sequence
from typing import Any

from bot.actions.tickets import assigning
from bot.dialogue.form import Choice, Dialogue, Form
from bot.dialogue.pickers import CANDIDATES, KeptName, PersonName, are_open
from bot.dialogue.questions import Pick, YesOrNo
from bot.replies import views
from bot.replies.people import naming
from bot.replies.steps import Topic
from store.people import people
from store.tables import Category, Person, ReadyAnswer
from store.tickets import lists, tickets


def assign_it(form: Form) -> None:
    answers = form.answers
    if answers.get("anyway") == "no":
        form.turn.say("cancelled")
        return
    assigning.assign(
        form.turn,
        answers["tickets"],
        answers["technician"],
        answers.get("level"),
        answers.get("category"),
        answers.get("before", {}),
    )


def technician_wording(form: Form) -> dict[str, object]:
    said, voice, session = form.answers.get("said") or {}, form.turn.voice, form.turn.session
    numbers = voice.list([str(number) for number in form.answers["tickets"]])
    technician = people.get(session, form.answers.get("technician") or 0)
    level = said.get("level_meant")
    return {
        "numbers": numbers,
        "n": len(form.answers["tickets"]),
        "unclear": said.get("unclear", ""),
        "technician": views.first_name(technician) if technician else "",
        "level_typed": said.get("level_typed", ""),
        "level_meant": voice(f"criticality.{level}") if level else "",
    }


def is_unclear(form: Form) -> bool:
    """A word that nobody knows, beside a technician who was named."""
    said = form.answers.get("said") or {}
    return bool(said.get("unclear")) and len(said.get("technicians", ())) == 1


class Technician(PersonName):
    """Whom: the candidates of an ambiguous name, else everybody, each with their load («Ana (3)»), who has fewest
    first; the absent come last and are told apart."""

    def offered(self, form: Form, offset: int, limit: int) -> Sequence[Choice]:
        session, loads = form.turn.session, lists.loads(form.turn.session)
        named = form.state.get(CANDIDATES) or (form.answers.get("said") or {}).get("technicians")
        found = [people.get(session, id_) for id_ in named] if named else people.technicians(session)
        those = sorted(filter(None, found), key=lambda who: (who.absent, loads.get(who.id, 0), who.name))
        called = naming.shortly(session, those)
        return [_with_load(who, called[who.id], loads.get(who.id, 0)) for who in those][
            offset : offset + limit
        ]

    def wording(self, form: Form) -> str:
        return "unclear" if (form.answers.get("said") or {}).get("unclear") else "ask"


def _with_load(person: Person, called: str, load: int) -> Choice:
    values = {"name": called, "n": load}
    return Choice(str(person.id), person.id, key="absent_load" if person.absent else "load", values=values)


class OneOfSeveral(KeptName):
    """The categories that a word of the command may mean."""

    def candidates(self, form: Form) -> Sequence[Category | ReadyAnswer]:
        found = super().candidates(form)
        named = [] if form.state.get("typed") else (form.answers.get("said") or {}).get("categories", [])
        return [category for category in found if category.id in named] or found


assign = Dialogue(
    Topic.ASSIGN,
    (
        Technician("technician", roles=people.STAFF),
        Pick("level", options=lambda form: levels(form)),
        YesOrNo("anyway", when=is_unclear),
        OneOfSeveral("category"),
    ),
    then=assign_it,
    values=technician_wording,
    stands=are_open,
)


def levels(form: Form) -> Sequence[Choice]:
    """The one that a mistyped word may mean comes first."""
    meant = (form.answers.get("said") or {}).get("level_meant")
    ordered = sorted(tickets.CRITICALITIES, key=lambda level: level != meant)
    return [Choice(level, level, key=f"level_{level}") for level in ordered]


def rate_it(form: Form) -> None:
    assigning.rate(form.turn, form.answers["ticket"], form.answers["level"], *_before(form))


def _before(form: Form) -> list[Any]:
    """What the ticket had when it was asked about."""
    return [form.answers["before"]] if "before" in form.answers else []


NEW = "new "
"""What the answer begins with where the category is to be added: its name follows."""


class CategoryName(KeptName):
    """A new name may be added on the way."""

    def choices(self, form: Form) -> Sequence[Choice]:
        typed = form.state.get("typed", form.answers.get("typed"))
        new = [Choice("new", f"{NEW}{typed}", key="new_category", values={"name": typed})] if typed else []
        return [*super().choices(form), *new]

    def read(self, form: Form, text: str) -> int:
        return super().read(form, people.one_line(text, "name"))


def categorise_it(form: Form) -> None:
    answer = form.answers["category"]
    category = answer if isinstance(answer, int) else answer.removeprefix(NEW)
    assigning.categorise(form.turn, form.answers["ticket"], category, *_before(form))


def number(form: Form) -> dict[str, object]:
    typed = form.state.get("typed", form.answers.get("typed")) or ""
    return {"number": form.answers["ticket"], "typed": typed}


criticality = Dialogue(
    Topic.CRITICALITY,
    (Pick("level", options=levels),),
    then=rate_it,
    values=number,
    stands=are_open,
)
category = Dialogue(
    Topic.CATEGORY,
    (CategoryName("category", unknown="category.category.unknown"),),
    then=categorise_it,
    values=number,
    stands=are_open,
)
