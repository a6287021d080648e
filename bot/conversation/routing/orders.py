"""What the staff want, in their own words: «asignale el 121 a ana», «el 121 es crítico», «qué hay sin asignar»."""

from dataclasses import dataclass, replace

from bot.actions.tickets import followups, listing
from bot.conversation.part import Part
from bot.conversation.routing import calls, places
from bot.dialogue.engine import Forms
from bot.language import words
from bot.language.meaning import Asked, Meaning, Reading, Sure
from bot.replies import acts, views
from bot.replies.acts import Act
from bot.replies.people import named
from bot.replies.steps import Topic
from bot.replies.turn import Turn
from store.errors import NotFound
from store.keeping import categories
from store.tables import Person
from store.tickets import tickets

TELLS = 2  # words from which on what is left over is somebody's message
ASKS = {
    Meaning.PENDING: acts.PENDING,
    Meaning.UNASSIGNED: acts.UNASSIGNED,
    Meaning.BOARD: acts.BOARD,
    Meaning.TECHNICIANS: acts.TECHNICIANS,
    Meaning.PEOPLE: acts.PEOPLE,
    Meaning.HELP: acts.HELP,
    Meaning.MENU: acts.START,
    Meaning.LANGUAGE: acts.LANGUAGE,
}
"""What only shows something."""
CHANGES = {
    Meaning.ASSIGN: acts.ASSIGN,
    Meaning.CRITICALITY: acts.CRITICALITY,
    Meaning.CATEGORY: acts.CATEGORY,
    Meaning.CLOSE: acts.CLOSE,
    Meaning.REOPEN: acts.REOPEN,
    Meaning.REPLY: acts.RESPOND,
    Meaning.NOTE: acts.NOTE,
    Meaning.ABSENT: acts.AWAY,
    Meaning.PRESENT: acts.PRESENT,
    Meaning.INVITE: acts.INVITE,
    Meaning.OPEN: acts.OPEN,
}


OF_A_TICKET = (Meaning.ASSIGN, Meaning.CRITICALITY, Meaning.CATEGORY, Meaning.CLOSE, Meaning.REOPEN)
"""What is wanted of a ticket, be it named or quoted."""


@dataclass(frozen=True)
class Order:
    """A command with its words; one that is not `sure` is asked about first. `rest` is what it leaves over."""

    act: Act
    args: str = ""
    sure: bool = True
    rest: str = ""
    whose: Person | None = None
    """Of whom the list is wanted."""


def given(forms: Forms, part: Part) -> Order | None:
    """None for what a plain message says, and for whoever or whatever nobody knows by that name."""
    turn = forms.turn
    if part.typed is None or not _may_order(forms):
        return None
    said = turn.read(part.typed)
    if said.meaning in CHANGES:
        return _change(turn, said)
    if len(said.rest.split()) >= TELLS or not said.certain or Meaning.PROBLEM in said.also:
        return None
    if said.meaning is Meaning.TECHNICIAN_LOAD:
        found = _staff(turn, said.names)
        return Order(acts.PENDING, whose=found) if found and turn.role == acts.LEAD else None
    if said.meaning in (Meaning.VIEW, Meaning.STATUS) and said.tickets:
        return Order(acts.VIEW, " ".join(map(str, said.tickets)))
    if said.meaning in (Meaning.LIST, Meaning.STATUS):
        return Order(acts.UNASSIGNED if turn.role == acts.LEAD else acts.PENDING)
    return Order(ASKS[said.meaning]) if said.meaning in ASKS else None


def of_quoted(forms: Forms, part: Part) -> Order | None:
    """«pasáselo a beto», in reply to a message about a ticket: asked first, since a reply is for its client."""
    turn = forms.turn
    if part.typed is None or not part.pieces[0].inbound.quoted:
        return None
    said = turn.read(part.typed)
    if said.meaning not in OF_A_TICKET or said.rest or said.tickets:
        return None
    place = places.quoted(forms, part)
    number = _number(turn, place.ticket_id) if place and place.ticket_id and not place.internal else None
    if number is None:
        return None
    order = _change(turn, replace(said, tickets=(number,), sure=Sure.LIKELY))
    says_how = said.meaning in (Meaning.CLOSE, Meaning.REOPEN) or (order and order.args != str(number))
    return replace(order, sure=False) if order and says_how else None


def _number(turn: Turn, ticket_id: int) -> int | None:
    try:
        return tickets.by_id(turn.session, turn.person, ticket_id).number
    except NotFound:
        return None


def _may_order(forms: Forms) -> bool:
    """While a question for somebody's own words is open, these are its answer."""
    form = forms.top
    question = form.asked if form else None
    return form is None or question is None or question.asked_now(form) in (Asked.CHOICE, Asked.YES_NO)


def _change(turn: Turn, said: Reading) -> Order | None:
    if said.meaning is Meaning.ASSIGN:
        return _assign(turn, said)
    if said.meaning in (Meaning.CRITICALITY, Meaning.CATEGORY):
        return _rank(turn, said)
    act = CHANGES[said.meaning]
    if act.about_ticket:
        return _about_a_ticket(said, act)
    if said.meaning is Meaning.OPEN:
        return Order(act) if not said.rest else None
    return Order(act, said.value, said.certain) if said.certain else None


def _assign(turn: Turn, said: Reading) -> Order | None:
    """A ticket that they do not name is the one in focus, and that is asked."""
    known = [name for name in said.names if _staff(turn, (name,)) or categories.find(turn.session, name)]
    numbers = said.tickets or _in_focus(turn)
    if not numbers or not known or not any(_staff(turn, (name,)) for name in known):
        return None
    typed = [*map(str, numbers), *said.names, said.level_typed or _level(turn, said.level)]
    sure = said.certain and bool(said.tickets)
    return Order(acts.ASSIGN, " ".join(filter(None, typed)), sure or bool(said.level_typed), said.rest)


def _rank(turn: Turn, said: Reading) -> Order | None:
    numbers = said.tickets or _in_focus(turn)
    word = said.level_typed or _level(turn, said.level)
    act = CHANGES[said.meaning]
    if said.meaning is Meaning.CATEGORY:
        word = said.category or " ".join(said.names)
        if word and not categories.find(turn.session, word):
            return None
    if not numbers or not (word or said.tickets):
        return None
    sure = bool(said.tickets) and (said.certain or bool(said.level_typed))
    return Order(act, f"{numbers[0]} {word}".strip(), sure or not word, said.rest)


def _about_a_ticket(said: Reading, act: Act) -> Order | None:
    """Only what names its ticket: other words of the staff may be meant for a client."""
    if not said.tickets:
        return None
    return Order(act, f"{said.tickets[0]} {said.value}".strip(), said.certain)


def _level(turn: Turn, level: str | None) -> str:
    return turn.voice(f"criticality.{level}") if level else ""


def _in_focus(turn: Turn) -> tuple[int, ...]:
    focus = [ticket for ticket in followups.in_focus(turn) if ticket.status == "open"]
    return (focus[0].number,) if len(focus) == 1 else ()


def _staff(turn: Turn, names: tuple[str, ...]) -> Person | None:
    """Who is called so; None for nobody, or several."""
    found = named.find(turn, names[0]) if names else []
    return found[0] if found else None


def carry_out(forms: Forms, part: Part, order: Order) -> None:
    """At once where there is no doubt, else asked: «¿Le asigno el Ticket 121 a Ana?». What it leaves over is offered a
    place."""
    turn = forms.turn
    if order.whose is not None:
        listing.pending_of(turn, order.whose)
    elif not order.sure and turn.roles.isdisjoint(order.act.roles):
        turn.ask(Topic.SEND_TO, {"ticket": words.tickets(order.args.split())[0][0]}, waiting=part.ids)
        return
    elif order.sure:
        calls.run(forms, order.act, order.args)
    else:
        values = {"act": order.act.name, "args": order.args, "words": _in_words(turn, order)}
        turn.ask(Topic.SURE, values, waiting=part.ids)
        return
    if len(order.rest.split()) >= TELLS:
        turn.unplaced += part.ids


def _in_words(turn: Turn, order: Order) -> str:
    number, _, rest = order.args.partition(" ")
    found = _staff(turn, (rest.split()[0],)) if order.act is acts.ASSIGN and rest else None
    name = views.first_name(found) if found else rest
    return turn.voice(f"sure.{order.act.name}", number=number, what=name)
