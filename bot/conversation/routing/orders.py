"""What the staff want, in their own words: «asignale el 121 a ana», «el 121 es crítico», «qué hay sin asignar»."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.actions.tickets import followups, listing
from bot.conversation.part import Part
from bot.conversation.routing import calls, places
from bot.dialogue.engine import Forms
from bot.language import days, meaning, words
from bot.language.meaning import Asked, Meaning, Reading, Sure
from bot.replies import acts, views
from bot.replies.acts import Act
from bot.replies.people import named
from bot.replies.steps import Topic
from bot.replies.turn import Turn
from store.errors import NotFound
from store.keeping import categories
from store.people import by_name
from store.tables import Person, Ticket
from store.tickets import lists, tickets

TELLS = 2  # words from which on what is left over is somebody's message
ASKS = {
    Meaning.PENDING: acts.PENDING,
    Meaning.UNASSIGNED: acts.UNASSIGNED,
    Meaning.BOARD: acts.BOARD,
    Meaning.TECHNICIANS: acts.TECHNICIANS,
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


RANKED = (Meaning.ASSIGN, Meaning.CRITICALITY, Meaning.CATEGORY)
OF_A_TICKET = (*RANKED, Meaning.CLOSE, Meaning.REOPEN, Meaning.NOTE)
"""What is wanted of a ticket, be it named or quoted."""
SAYS_HOW = (Meaning.CLOSE, Meaning.REOPEN, Meaning.NOTE)
"""What needs no more than its ticket: the rest is asked."""
A_SOLUTION = 3  # words from which on a closing without a phrase of its own says how it was solved


@dataclass(frozen=True)
class Order:
    """A command with its words; one that is not `sure` is asked about first. `rest` is what it leaves over."""

    act: Act
    args: str = ""
    sure: bool = True
    rest: str = ""
    whose: Person | None = None
    """Of whom the list is wanted."""
    then: tuple["Order", ...] = ()
    """What is wanted of other tickets in the same message."""


def given(forms: Forms, part: Part) -> Order | None:
    """None for what a plain message says, and for whoever or whatever nobody knows by that name."""
    turn = forms.turn
    if part.typed is None or not _may_order(forms):
        return None
    said = turn.read(part.typed)
    if said.meaning in RANKED and len(said.tickets) > 1 and (several := _one_by_one(turn, part.typed)):
        return several
    if said.meaning in CHANGES:
        return _change(turn, said)
    if len(said.rest.split()) >= TELLS or not said.certain or Meaning.PROBLEM in said.also:
        return None
    if said.meaning is Meaning.TECHNICIAN_LOAD:
        return _of_whom(turn, said)
    if said.meaning in (Meaning.VIEW, Meaning.STATUS) and said.tickets:
        return Order(acts.VIEW, " ".join(map(str, said.tickets)))
    if said.meaning in (Meaning.LIST, Meaning.STATUS):
        return Order(acts.UNASSIGNED if turn.role == acts.LEAD else acts.PENDING)
    if said.meaning is Meaning.SEARCH:
        return Order(acts.SEARCH, said.value or " ".join(said.names))
    if said.meaning is Meaning.PEOPLE:
        return _about_a_person(turn, said)
    return Order(ASKS[said.meaning]) if said.meaning in ASKS else None


def _of_whom(turn: Turn, said: Reading) -> Order | None:
    """«qué tiene ana» is asked about staff by a lead; the tickets of a client are looked for."""
    found = _staff(turn, said.names)
    if found:
        return Order(acts.PENDING, whose=found) if turn.role == acts.LEAD else None
    asked_for = said.names[0] if said.names else ""
    known = asked_for and named.find(turn, asked_for, roles=acts.CLIENTS)
    return Order(acts.SEARCH, asked_for) if known else None


def _about_a_person(turn: Turn, said: Reading) -> Order | None:
    """«quién es marta», «el teléfono de beto»; but «los datos de facturación» are nobody's."""
    name = " ".join(said.names)
    known = not name or by_name.find(turn.session, name, active=None)
    return Order(acts.PEOPLE, name) if known else None


def of_quoted(forms: Forms, part: Part) -> Order | None:
    """«pasáselo a beto», «nota: falta el toner», «el 121 a ana», in reply to a message about a ticket: asked first,
    since a reply is for its client."""
    turn = forms.turn
    if part.typed is None or not part.pieces[0].inbound.quoted:
        return None
    said = turn.read(part.typed)
    if said.meaning not in OF_A_TICKET or said.rest not in ("", said.value):
        return None
    if said.tickets and not said.certain:
        return None  # «cerré el puerto 80»
    place = places.quoted(forms, part)
    ticket = _ticket(turn, place.ticket_id) if place and place.ticket_id and not place.internal else None
    if ticket is None or (said.meaning is Meaning.REOPEN and ticket.status == "open"):
        return None  # «reabrí la ventana» is for the client
    meant = said.tickets or (ticket.number,)
    order = _change(turn, replace(said, tickets=meant, sure=Sure.LIKELY))
    says_how = said.meaning in SAYS_HOW or (order and order.args != _listed(meant))
    asks_first = said.meaning is not Meaning.NOTE or bool(said.value)
    return replace(order, sure=not asks_first) if order and says_how else None


def _ticket(turn: Turn, ticket_id: int) -> Ticket | None:
    try:
        return tickets.by_id(turn.session, turn.person, ticket_id)
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
        return _about_a_ticket(turn, said, act)
    if said.meaning is Meaning.OPEN:
        return Order(act) if said.certain and not said.rest else None
    if said.meaning in (Meaning.ABSENT, Meaning.PRESENT):
        return _absence(turn, said, act)
    return Order(act, said.value, said.certain) if said.certain else None


def _one_by_one(turn: Turn, text: str) -> Order | None:
    """«el 12 a ana y el 13 a beto», where each part of the text is a whole order of its own."""
    found: list[Order] = []
    begun = ""
    for clause in meaning.clauses(text, tuple(turn.desk.texts.languages)):
        begun += clause
        said = turn.read(begun.strip(" ,;"))
        whole = said.meaning in RANKED and said.certain and said.tickets and (said.names or said.level)
        order = _change(turn, said) if whole else None
        if order and order.sure and not order.rest:
            found.append(order)
            begun = ""
    return replace(found[0], then=tuple(found[1:])) if len(found) > 1 and not begun.strip() else None


def _absence(turn: Turn, said: Reading, act: Act) -> Order | None:
    """Their own. What is said of somebody else («ana no viene hoy») a lead does with the buttons of the list."""
    first = said.said.split()[0]
    called_so = [who for who in named.find(turn, first) if words.fold(first) in words.fold(who.name).split()]
    if called_so and turn.person not in called_so:
        return Order(acts.TECHNICIANS) if turn.role == acts.LEAD else None
    may = turn.role in act.roles and not said.rest
    return Order(act, _day(turn, said), said.certain) if said.certain or may else None


def _day(turn: Turn, said: Reading) -> str:
    """Until when: «el lunes no vengo», «vuelvo el jueves». Other words mean no day, unless a number is in them, or
    several days are: «de hoy al viernes»."""
    whole = [each for each in (said.said, said.value) if _is_a_day(turn, each)]
    one_by_one = [each for each in said.said.split() if _is_a_day(turn, each)]
    if whole or len(one_by_one) == 1:
        return [*whole, *one_by_one][0]
    if one_by_one:
        return said.said
    return said.value if any(map(str.isdigit, said.value)) else ""


def _is_a_day(turn: Turn, text: str) -> bool:
    return days.read(turn.desk.texts, text, calls.ANY_DAY) is not None


def _assign(turn: Turn, said: Reading) -> Order | None:
    """A ticket that they do not name is the one in focus, and that is asked; without one, a lead is asked which."""
    if not said.names and said.tickets and (turn.role == acts.LEAD or said.certain):
        return Order(acts.ASSIGN, _listed(said.tickets))
    if _names_a_date(turn, said):
        return None
    staff = any(_staff(turn, (name,)) for name in said.names)
    if not staff and _are_categories(turn, said.names):
        return _rank(turn, replace(said, meaning=Meaning.CATEGORY))
    if not staff and not _is_nobody_s_name(turn, said):
        return None
    numbers = said.tickets or _in_focus(turn)
    if not numbers and turn.role != acts.LEAD:
        return None
    typed = " ".join(filter(None, [*said.names, said.level_typed or _level(turn, said.level)]))
    sure = not numbers or (said.certain and bool(said.tickets))
    args = f"{_listed(numbers)}: {typed}" if numbers else typed
    return Order(acts.ASSIGN, args, sure or bool(said.level_typed), said.rest)


def _names_a_date(turn: Turn, said: Reading) -> bool:
    """«el 12 de marzo para ana»: no ticket."""
    spoken = said.said.split()
    return any(_is_a_day(turn, " ".join(spoken[at : at + 3])) for at in range(len(spoken) - 2))


def _are_categories(turn: Turn, names: Sequence[str]) -> bool:
    return bool(names) and all(categories.find(turn.session, name) for name in names)


def _is_nobody_s_name(turn: Turn, said: Reading) -> bool:
    """«pasale el 12 a carlos»: the lead is asked whom they mean, unless it is a client's name."""
    known = any(named.find(turn, name, roles=acts.CLIENTS) for name in said.names)
    return turn.role == acts.LEAD and said.certain and bool(said.tickets and said.names) and not known


def _rank(turn: Turn, said: Reading) -> Order | None:
    numbers = said.tickets or _in_focus(turn)
    word = said.level_typed or _level(turn, said.level)
    act = CHANGES[said.meaning]
    if said.meaning is Meaning.CRITICALITY and any(_staff(turn, (name,)) for name in said.names):
        return _assign(turn, said)  # «el 121 es alta y es para ana»
    if said.meaning is Meaning.CATEGORY:
        word = said.category or " ".join(said.names)
        if word and not categories.find(turn.session, word):
            return None
    if not numbers or not (word or said.tickets):
        return None
    sure = bool(said.tickets) and (said.certain or bool(said.level_typed))
    return Order(act, f"{_listed(numbers)}: {word}" if word else str(numbers[0]), sure or not word, said.rest)


def _about_a_ticket(turn: Turn, said: Reading, act: Act) -> Order | None:
    """Only what names its ticket: other words of the staff may be meant for a client. Who closes, or notes, means the
    one in focus, and that is asked; without one, who says with what is asked which."""
    numbers, value = said.tickets, _value(said)
    if not numbers and act in (acts.CLOSE, acts.NOTE) and said.certain and value:
        numbers = _in_focus(turn)
        if not numbers and value[0].isalpha() and lists.open_of(turn.session, turn.person, 1):
            return Order(act, value)
    elif not numbers and act is acts.CLOSE and said.certain:
        numbers = _in_focus(turn)
    if not numbers or (act is acts.RESPOND and not value and not said.certain):
        return None
    args = f"{_listed(numbers)}: {value}" if value else _listed(numbers)
    return Order(act, args, said.certain and bool(said.tickets))


def _listed(numbers: Sequence[int]) -> str:
    """As `meaning.leading_tickets` reads them; a colon parts them from what follows."""
    return ", ".join(map(str, numbers))


def _value(said: Reading) -> str:
    """What they say besides; «listo, cambié el toner» is all of it the solution."""
    if said.meaning is Meaning.CLOSE and not said.certain and len(said.said.split()) >= A_SOLUTION:
        return said.value or said.said
    return said.value


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
        allowed = order.then if turn.roles & order.act.roles else ()
        for each in (order, *allowed):
            calls.run(forms, each.act, each.args)
    else:
        values = {"act": order.act.name, "args": order.args, "words": _in_words(turn, order)}
        turn.ask(Topic.SURE, values, waiting=part.ids)
        return
    if len(order.rest.split()) >= TELLS:
        turn.unplaced += part.ids


def _in_words(turn: Turn, order: Order) -> str:
    numbers, rest = meaning.leading_tickets(order.args, tuple(turn.desk.texts.languages))
    number = ", ".join(map(str, numbers))
    if order.act is acts.CLOSE and rest:
        return turn.voice("sure.close_with", number=number, what=rest)
    found = _staff(turn, (rest.split()[0],)) if order.act is acts.ASSIGN and rest else None
    name = views.first_name(found) if found else rest
    return turn.voice(f"sure.{order.act.name}", number=number, what=name)
