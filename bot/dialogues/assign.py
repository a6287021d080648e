"""The lead assigns and ranks: what the command left unclear is asked with buttons, and only then anything changes."""

from collections.abc import Sequence

from bot.channels.messages import Label, Reply
from bot.commands import lead
from bot.dialogue.form import Choice, Dialogue, Form, Question, Unusable
from bot.dialogue.questions import PersonName, Pick
from bot.language.texts import Voice
from bot.replies import notices, views
from store.people import people
from store.tables import Category, Person, Ticket
from store.tickets import categories as kept
from store.tickets import lists, tickets


def with_load(form: Form, found: Sequence[Person]) -> list[Choice]:
    """«Ana (3)»: the technicians with their open tickets, who has fewest first; the absent are told apart."""
    loads = lists.loads(form.turn.session)
    ordered = sorted(found, key=lambda person: (person.absent, loads.get(person.id, 0), person.name))
    return [
        Choice(
            str(person.id),
            person.id,
            key="absent_load" if person.absent else "load",
            values={"name": _short(person, found), "n": loads.get(person.id, 0)},
        )
        for person in ordered
    ]


def _short(person: Person, among: Sequence[Person]) -> str:
    first = views.first_name(person)
    alike = [other for other in among if views.first_name(other) == first]
    return first if len(alike) == 1 else person.name


def assign_it(form: Form) -> None:
    """Every ticket that the command named, each with its own notices."""
    turn, answers = form.turn, form.answers
    technician = people.get(turn.session, answers["technician"])
    category = kept.get(turn.session, answers["category"]) if answers.get("category") else None
    found = [
        tickets.get(turn.session, turn.person, n, "manage", lock=True) for n in sorted(answers["tickets"])
    ]
    if technician is None:
        return
    tickets.expect_open(found)
    before = answers.get("before", {})
    for ticket in found:
        if ticket.technician_id != before.get(str(ticket.number), ticket.technician_id):
            lead.say_taken(turn, ticket)
            continue
        _assign_one(form, ticket, technician, answers.get("level"), category)


def _assign_one(
    form: Form, ticket: Ticket, technician: Person, level: str | None, category: Category | None
) -> None:
    turn, channel = form.turn, form.turn.chat.channel
    theirs = ticket.technician_id == technician.id
    # What may be refused comes first: nothing is ranked then either.
    before = (
        None if theirs else tickets.assign(turn.session, turn.person, ticket, technician, channel, turn.now)
    )
    ranked = bool(level) and tickets.rate(turn.session, turn.person, ticket, level or "", channel, turn.now)
    ranked |= category is not None and tickets.categorise(
        turn.session, turn.person, ticket, category, channel, turn.now
    )
    values = {"number": ticket.number, "name": technician.name, "rank": _rank(ticket)}
    if theirs:
        turn.say(Reply("already_theirs", values, ticket_id=ticket.id))
        if ranked:
            notices.ranked(turn, ticket)
        return
    values["who"] = before.name if before else ""
    turn.say(Reply("reassigned" if before else "assigned", values, ticket_id=ticket.id))
    notices.assigned(turn, ticket, before)


def _rank(ticket: Ticket) -> views.Words:
    def said(voice: Voice) -> str:
        level = [voice(f"criticality.{ticket.criticality}")] if ticket.criticality else []
        category = [ticket.category.name] if ticket.category else []
        return f" ({', '.join([*level, *category])})" if level or category else ""

    return said


def technician_wording(form: Form) -> dict[str, object]:
    said = form.answers.get("said") or {}
    voice = form.turn.voice
    numbers = voice.list([str(number) for number in form.answers["tickets"]])
    return {"numbers": numbers, "n": len(form.answers["tickets"]), "unclear": said.get("unclear", "")}


class Technician(PersonName):
    """Whom: the candidates of an ambiguous name, else everybody with their load."""

    def choices(self, form: Form) -> Sequence[Choice]:
        named = (form.answers.get("said") or {}).get("technicians")
        if named and "candidates" not in form.state:
            form.state["candidates"] = named
        return super().choices(form)

    def wording(self, form: Form) -> str:
        return "unclear" if (form.answers.get("said") or {}).get("unclear") else "ask"


def category_choices(form: Form) -> Sequence[Choice]:
    ids = (form.answers.get("said") or {}).get("categories")
    found = [kept.get(form.turn.session, id_) for id_ in ids] if ids else kept.current(form.turn.session)
    return [Choice(str(category.id), category.id, text=category.name) for category in found[:10]]


assign = Dialogue(
    "assign",
    (
        Technician("technician", roles=("technician",), labels=with_load),
        Pick("category", options=category_choices),
    ),
    then=assign_it,
    values=technician_wording,
)


def levels(form: Form) -> Sequence[Choice]:
    return [Choice(level, level, key=f"level_{level}") for level in tickets.CRITICALITIES]


def rate_it(form: Form) -> None:
    turn, level = form.turn, form.answers["level"]
    ticket = tickets.get(turn.session, turn.person, form.answers["ticket"], "manage", lock=True)
    changed = tickets.rate(turn.session, turn.person, ticket, level, turn.chat.channel, turn.now)
    turn.say(_ranked(ticket, "rated", level=lambda voice: voice(f"criticality.{level}")))
    if changed:
        notices.ranked(turn, ticket)


class CategoryName(Question):
    """A category by its button or a unique beginning; a new name may be added on the way."""

    takes_text = True

    def choices(self, form: Form) -> Sequence[Choice]:
        typed = form.state.get("typed", form.answers.get("typed"))
        new = [Choice("new", f"new {typed}", key="new_category", values={"name": typed})] if typed else []
        return [*category_choices(form), *new]

    def read(self, form: Form, text: str) -> int:
        found = kept.find(form.turn.session, text)
        if len(found) == 1:
            return found[0].id
        form.state["typed"] = people.one_line(text, "name")
        raise Unusable("several_fit" if found else "category.category.unknown", typed=text)


def categorise_it(form: Form) -> None:
    turn, answer = form.turn, form.answers["category"]
    ticket = tickets.get(turn.session, turn.person, form.answers["ticket"], "manage", lock=True)
    category = _category(form, answer)
    changed = tickets.categorise(turn.session, turn.person, ticket, category, turn.chat.channel, turn.now)
    turn.say(_ranked(ticket, "categorised", name=category.name))
    if changed:
        notices.ranked(turn, ticket)


def _category(form: Form, answer: int | str) -> Category:
    if isinstance(answer, int):
        return kept.get(form.turn.session, answer)
    return kept.add(form.turn.session, form.turn.person, answer.removeprefix("new "))


def _ranked(ticket: Ticket, key: str, **values: object) -> Reply:
    more = () if ticket.technician_id else (Label(f"assign {ticket.number}", "assign"),)
    return Reply(key, {"number": ticket.number, **values}, labels=more, ticket_id=ticket.id)


def number(form: Form) -> dict[str, object]:
    typed = form.state.get("typed", form.answers.get("typed")) or ""
    return {"number": form.answers["ticket"], "typed": typed}


criticality = Dialogue("criticality", (Pick("level", options=levels),), then=rate_it, values=number)
category = Dialogue("category", (CategoryName("category"),), then=categorise_it, values=number)
