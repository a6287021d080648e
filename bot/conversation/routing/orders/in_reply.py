"""What the staff want in reply to a message about a ticket: asked first, since a reply is for its client."""

from dataclasses import replace

from bot.actions.tickets import assigning, relaying
from bot.conversation.part import Part
from bot.conversation.routing import orders, places
from bot.conversation.routing.orders import telling, worded
from bot.conversation.routing.orders.changes import RANKED, change
from bot.conversation.routing.orders.order import Order, called, listed
from bot.dialogue.engine import Forms
from bot.language import words
from bot.language.meaning import DONE, RUNS_ON, Meaning, Reading, Sure
from bot.language.meaning.reading import COURTESIES, QUESTION
from bot.replies import acts
from bot.replies.turn import Turn
from store.errors import NotFound
from store.tables import Ticket
from store.tickets import tickets

SAYS_HOW = (Meaning.CLOSE, Meaning.REOPEN, Meaning.NOTE)
"""What needs no more than its ticket: the rest is asked."""
OF_A_TICKET = (*RANKED, *SAYS_HOW, Meaning.REPLY)
"""What is wanted of a ticket, be it named or quoted."""
MOST_WORDS = 5
"""Of a reply that says whom a ticket is for, and no more."""


def read(forms: Forms, part: Part) -> Order | None:
    """«pasáselo a beto», «nota: falta el toner», «el 121 a ana», «decile que voy»; None for what is said to them."""
    turn = forms.turn
    if part.typed is None or not part.pieces[0].inbound.quoted:
        return None
    said = turn.read(part.typed)
    order = _whatever_is_quoted(turn, said)
    if order or _quotes_several(forms, part):
        return order or orders.given(forms, part)
    ticket = _quoted(forms, part)
    if ticket is None:
        return None
    if order := _whom(turn, said, part.typed, ticket):
        return order
    order = _about(turn, said, part.typed, ticket) if _may_be_an_order(said) else None
    return order or _in_doubt(turn, said, ticket)


def _whatever_is_quoted(turn: Turn, said: Reading) -> Order | None:
    """«cerrá los dos», «yo agarro el 14»."""
    if said.meaning is Meaning.CLOSE_ALL and DONE not in said.signs:
        return worded.several_to_close(turn, said)
    order = change(turn, said) if said.meaning is Meaning.ASSIGN and not said.rest else None
    return order if order and order.takes else None


def _quotes_several(forms: Forms, part: Part) -> bool:
    """What is wanted of one of them names it, or is asked about, as where nothing is quoted."""
    place = places.quoted(forms, part)
    return place is not None and place.ticket_id is None


def _may_be_an_order(said: Reading) -> bool:
    if RUNS_ON in said.signs:
        return True
    if said.meaning is Meaning.CLOSE_ALL:
        return DONE not in said.signs
    names_none = said.tickets and not said.certain  # «cerré el puerto 80»
    return said.meaning in OF_A_TICKET and said.rest in ("", said.value) and not names_none


def _quoted(forms: Forms, part: Part) -> Ticket | None:
    place = places.quoted(forms, part)
    if place is None or place.ticket_id is None or place.internal:
        return None
    try:
        return tickets.by_id(forms.turn.session, forms.turn.person, place.ticket_id)
    except NotFound:
        return None


def _about(turn: Turn, said: Reading, text: str, ticket: Ticket) -> Order | None:
    if number := worded.a_number(turn, said, ticket):
        return number
    if said.meaning is Meaning.REPLY:
        return telling.in_reply(turn, said, text, ticket)
    if said.meaning is Meaning.REOPEN and (Meaning.CLOSE in said.also or _is_open(ticket, said)):
        return None  # «reabrí la ventana» is for the client
    said = worded.as_one(said) if said.meaning is Meaning.CLOSE_ALL else said
    meant = _meant(said, ticket)
    order = change(turn, replace(said, tickets=meant, sure=Sure.LIKELY))
    says_how = said.meaning in SAYS_HOW or (order and order.args != listed(meant))
    return replace(order, sure=_asks_by_itself(turn, said)) if order and says_how else None


def _is_open(ticket: Ticket, said: Reading) -> bool:
    return ticket.status == "open" and not said.tickets


def _meant(said: Reading, ticket: Ticket) -> tuple[int, ...]:
    """What they name; with what they quote, where a pronoun stands for that: «cerralo, y el 2 también»."""
    by_number = any(map(str.isdecimal, said.said))
    own = () if said.tickets and (by_number or ticket.number in said.tickets) else (ticket.number,)
    return (*own, *said.tickets)


def _whom(turn: Turn, said: Reading, text: str, ticket: Ticket) -> Order | None:
    """«a beto», «que vaya beto», «urgente para beto»: a lead says no more than whom, and how urgent it is."""
    typed = [word.strip(relaying.ENDS) for word in text.split()]
    small = COURTESIES & {said.meaning, *said.also}
    if turn.role != acts.LEAD or len(typed) > MOST_WORDS or "?" in text or small or ticket.status != "open":
        return None
    meant = assigning.read(turn, [word for word in typed if not turn.read(word).is_small_talk])
    if len(meant.technicians) != 1 or meant.unclear or meant.level_typed:
        return None
    who, level = meant.technicians[0], meant.level or said.level
    name = next((word for word in typed if words.fold(word) in words.fold(who.name).split()), None)
    if name is None or telling.is_of(turn, name, ticket):
        return None
    rank = [turn.voice(f"criticality.{level}")] if level else []
    return Order(acts.ASSIGN, f"{ticket.number}: {' '.join([name, *rank])}", sure=False)


def _in_doubt(turn: Turn, said: Reading, ticket: Ticket) -> Order | None:
    """«reasignalo», «cerralo y reabrí el 2»: not all of it can be done so, and a client may be meant as well. What
    asks, or names nobody of the staff («¿qué dice la pantalla?»), is for the client."""
    both = said.meaning is Meaning.REOPEN and Meaning.CLOSE in said.also
    plain = said.meaning is Meaning.ASSIGN and not (said.rest or said.left) and QUESTION not in said.signs
    doubtful = both or (plain and all(called(turn, (name,)) for name in said.names))
    return Order(acts.RESPOND, str(ticket.number), sure=False, relays=True) if doubtful else None


def _asks_by_itself(turn: Turn, said: Reading) -> bool:
    """What is noted, or who of several it is for."""
    if said.meaning is Meaning.NOTE:
        return not said.value
    return len(set(filter(None, (called(turn, (name,)) for name in said.names)))) > 1
