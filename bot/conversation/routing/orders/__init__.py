"""What the staff want, in their own words: «asignale el 121 a ana», «qué hay sin asignar»."""

from collections.abc import Sequence
from dataclasses import replace

from bot.actions.tickets import assigning, followups, listing, opening
from bot.conversation.part import Part
from bot.conversation.routing import answers, calls
from bot.conversation.routing.orders import for_a_client, several, telling, worded
from bot.conversation.routing.orders.changes import change
from bot.conversation.routing.orders.order import CHANGES, Order, called
from bot.dialogue import typed
from bot.dialogue.engine import Forms
from bot.language import meaning, words
from bot.language.meaning import STATE, Asked, Meaning, Reading
from bot.replies import acts, refusals, views
from bot.replies.people import named, naming
from bot.replies.steps import Topic
from bot.replies.turn import Turn
from store.errors import NotFound, Refused
from store.people import by_name
from store.tickets import tickets

MAY_BE_LEFT = frozenset({Asked.CHOICE, Asked.YES_NO, Asked.DELETE_SURE})
"""Questions that nobody's own words answer."""
DENIABLE = CHANGES.keys() - {Meaning.ABSENT, Meaning.PRESENT, Meaning.OPEN}
"""What a «no» in front takes back: «no cierres el 12»; but «no le anda el mouse, abrile uno» is a wish."""
OPENS = frozenset({Meaning.OPEN, Meaning.PROBLEM})
"""What may be told of a ticket that is wanted: «hacele un ticket a marta que no le anda el mouse»."""
TELLS = 2  # words from which on what is left over is somebody's message
ASKS = {
    Meaning.PENDING: acts.PENDING,
    Meaning.DUE: acts.DUE,
    Meaning.UNASSIGNED: acts.UNASSIGNED,
    Meaning.BOARD: acts.BOARD,
    Meaning.TECHNICIANS: acts.TECHNICIANS,
    Meaning.HELP: acts.HELP,
    Meaning.MENU: acts.START,
    Meaning.LANGUAGE: acts.LANGUAGE,
}
"""What only shows something."""


def given(forms: Forms, part: Part) -> Order | None:
    """None for what a plain message says, and for whoever or whatever nobody knows by that name."""
    turn = forms.turn
    if part.typed is None or not _may_order(forms):
        return None
    said = turn.read(part.typed)
    if said.meaning in DENIABLE and meaning.begins_with_a_denial(part.typed):
        return None
    if found := several.read(turn, said, part.typed):
        return found
    if STATE in said.signs and said.tickets:
        return Order(acts.VIEW, " ".join(map(str, said.tickets)))
    if said.meaning is Meaning.REPLY and (told := telling.read(turn, said, part.typed)):
        return told
    if number := worded.a_number(turn, said, followups.open_in_focus(turn)):
        return number
    if said.meaning in OPENS:
        return for_a_client.read(turn, said, part.typed)
    if said.meaning is Meaning.CLOSE_ALL:
        return worded.close_all(turn, said)
    return change(turn, said) if said.meaning in CHANGES else _shown(turn, said)


def instead(forms: Forms, part: Part) -> Order | None:
    """What they want instead of answering which ticket or whom: a whole order of its own, which their words tell
    plainly."""
    asked = answers.open_question(forms, part) if part.typed is not None else None
    if asked is None or not asked[1].takes_text or asked[1].asked_now(asked[0]) is not Asked.CHOICE:
        return None
    if part.typed is None or typed.would_answer(*asked, part.typed):
        return None
    order = given(forms, part)
    return order if order and (order.relays or (order.sure and _names_its_tickets(order))) else None


def _names_its_tickets(order: Order) -> bool:
    return not order.act.about_ticket or order.args[:1].isdecimal()


def carry_out_instead(forms: Forms, part: Part, order: Order) -> None:
    """It takes the place of the one whose question is open, where it is the same: nobody wants that any more."""
    form = forms.top
    if form and order.act.name in (form.answers.get("command"), form.dialogue.topic):
        forms.end(form)
    carry_out(forms, part, order)


def _shown(turn: Turn, said: Reading) -> Order | None:
    """What changes nothing."""
    if len(said.rest.split()) >= TELLS or not said.certain or Meaning.PROBLEM in said.also:
        return None
    if said.meaning is Meaning.TECHNICIAN_LOAD:
        return _of_whom(turn, said)
    if said.meaning in (Meaning.VIEW, Meaning.STATUS) and said.tickets:
        return Order(acts.VIEW, " ".join(map(str, said.tickets)))
    if said.meaning is Meaning.STATUS and followups.open_in_focus(turn):
        return None  # «cómo va lo de la impresora?» may be asked of its client
    if said.meaning in (Meaning.LIST, Meaning.STATUS):
        return Order(acts.UNASSIGNED if turn.role == acts.LEAD else acts.PENDING)
    if said.meaning is Meaning.SEARCH:
        return Order(acts.SEARCH, said.value or " ".join(said.names))
    if said.meaning is Meaning.PEOPLE:
        return _about_a_person(turn, said)
    return Order(ASKS[said.meaning]) if said.meaning in ASKS else None


def _of_whom(turn: Turn, said: Reading) -> Order | None:
    """«qué tiene ana» is asked about staff by a lead; the tickets of a client are looked for."""
    found = called(turn, said.names)
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


def _may_order(forms: Forms) -> bool:
    """While a question for somebody's own words is open, these are its answer."""
    form = forms.top
    question = form.asked if form else None
    return form is None or question is None or question.asked_now(form) in MAY_BE_LEFT


def carry_out(forms: Forms, part: Part, order: Order) -> None:
    """At once where there is no doubt, else asked: «¿Le asigno el Ticket 121 a Ana?». What it leaves over is offered a
    place."""
    turn = forms.turn
    if not order.sure and not order.relays and order.whose is None:
        _ask(turn, part, order)
        return
    _refuse_unknown(turn, order.then and (order, *order.then))
    for each in _told_once(turn, (order, *order.then)):
        _do(forms, part, each, alone=not order.then)
    if not order.relays and len(order.rest.split()) >= TELLS:
        turn.unplaced += part.ids


def _refuse_unknown(turn: Turn, orders: Sequence[Order]) -> None:
    """Nothing is done, not even to the others, where a ticket is not found."""
    for order in orders:
        allowed = not turn.roles.isdisjoint(order.act.roles)
        if allowed and (unknown := _unknown(turn, order)) is not None:
            raise NotFound(unknown)


def _do(forms: Forms, part: Part, order: Order, *, alone: bool) -> None:
    """Of several, one that is refused keeps no other from being done."""
    turn = forms.turn
    if order.whose is not None:
        listing.pending_of(turn, order.whose)
    elif order.takes:
        assigning.say_who_assigns(turn, words.tickets(order.args.split())[0])
    elif order.relays:
        ticket = {"ticket": int(order.args)} if order.args else {}
        turn.ask(Topic.SEND_TO, {**ticket, "relays": True}, waiting=part.ids)
    elif order.opens is not None:
        opening.begin_for(turn, order.opens)
    elif alone:
        calls.run(forms, order.act, order.args)
    else:
        _run_of_several(forms, order)


def _run_of_several(forms: Forms, order: Order) -> None:
    try:
        calls.run(forms, order.act, order.args)
    except Refused as refused:
        refusals.say(forms.turn, refused)


def _ask(turn: Turn, part: Part, order: Order) -> None:
    if turn.roles.isdisjoint(order.act.roles):
        turn.ask(Topic.SEND_TO, {"ticket": words.tickets(order.args.split())[0][0]}, waiting=part.ids)
    elif (unknown := _unknown(turn, order)) is not None:
        turn.unplaced += part.ids
        raise NotFound(unknown)
    else:
        values = {"act": order.act.name, "args": order.args, "words": _in_words(turn, order)}
        turn.ask(Topic.SURE, values, waiting=part.ids)


def _unknown(turn: Turn, order: Order) -> int | None:
    """The first of its tickets that is not theirs to see."""
    numbers, _ = meaning.leading_tickets(order.args, tuple(turn.desk.texts.languages))
    asked_of = numbers if order.act.about_ticket else ()
    return next((each for each in asked_of if not tickets.is_known(turn.session, turn.person, each)), None)


def _told_once(turn: Turn, orders: Sequence[Order]) -> list[Order]:
    """Of those that are not for them, one of each kind: its refusal is enough."""
    refused = {order.act: order for order in reversed(orders) if turn.roles.isdisjoint(order.act.roles)}
    return [order for order in orders if refused.get(order.act, order) is order]


def _in_words(turn: Turn, order: Order) -> str:
    if order.act is acts.HAND_OVER:
        return _of_whom_to_whom(turn, order)
    numbers, rest = meaning.leading_tickets(order.args, tuple(turn.desk.texts.languages))
    number = turn.voice.list(list(map(str, numbers)))
    if order.rest and not rest and order.act in (acts.CLOSE, acts.REOPEN):
        return turn.voice(f"sure.{order.act.name}_only", number=number, n=len(numbers), rest=order.rest)
    if order.rest:
        asked = _in_words(turn, replace(order, rest=""))
        return f"{asked} {turn.voice('sure.left', rest=order.rest)}"
    if order.act is acts.CLOSE and rest:
        return turn.voice("sure.close_with", number=number, n=len(numbers), what=rest)
    what = _whom(turn, rest) if order.act is acts.ASSIGN else rest
    return turn.voice(f"sure.{order.act.name}", number=number, n=len(numbers), what=what)


def _of_whom_to_whom(turn: Turn, order: Order) -> str:
    holder_id, technician_id, *numbers = order.args.split()
    both = by_name.of_ids(turn.session, [int(holder_id), int(technician_id)])
    called = naming.shortly(turn.session, both)
    values = {"holder": called[int(holder_id)], "technician": called[int(technician_id)]}
    return turn.voice("sure.hand_over", number=turn.voice.list(numbers), n=len(numbers), **values)


def _whom(turn: Turn, rest: str) -> str:
    """«Beto (Alta)»: the name, and what else is to be set."""
    first, _, more = rest.partition(" ")
    found = called(turn, (first,)) if first else None
    if found is None:
        return rest
    return f"{views.first_name(found)} ({more})" if more else views.first_name(found)
