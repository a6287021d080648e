"""Orders that go on in words of their own, the solution above all; and those to close several at once."""

from dataclasses import replace

from bot.actions.tickets import closing, followups
from bot.conversation.routing import calls
from bot.conversation.routing.orders.order import Order, in_focus, listed
from bot.language.meaning import DONE, DOUBTFUL, RUNS_ON, Meaning, Reading
from bot.replies import acts
from bot.replies.acts import Act
from bot.replies.turn import Turn
from store.tables import Ticket
from store.tickets import lists

AROUND = " .,:-"
NUMERIC = f"0123456789/{AROUND}"
A_SOLUTION = 3  # words from which on a closing without a phrase of its own says how it was solved


def about_a_ticket(turn: Turn, said: Reading, act: Act) -> Order | None:
    """Only what names its ticket: other words of the staff may be meant for a client. Who closes, or notes, means the
    one in focus, and that is asked; without one, who says with what is asked which."""
    numbers, value = said.tickets, _value(said)
    if RUNS_ON in said.signs:
        return Order(act, listed(numbers), sure=False, rest=said.rest)
    if not numbers and act in (acts.CLOSE, acts.NOTE) and said.certain and value:
        numbers = in_focus(turn)
        if not numbers and value[0].isalpha() and lists.open_of(turn.session, turn.person, 1):
            return Order(act, value)
    elif not numbers and act is acts.CLOSE and said.certain:
        numbers = in_focus(turn)
    if not numbers or (act is acts.RESPOND and not value and not said.certain):
        return None
    args = f"{listed(numbers)}: {value}" if value else listed(numbers)
    return Order(act, args, said.certain and bool(said.tickets), said.left)


def _value(said: Reading) -> str:
    """What they say besides; «listo, cambié el toner» is all of it the solution."""
    tells = DOUBTFUL not in said.signs and said.meaning is Meaning.CLOSE and not said.certain
    if tells and len(said.said.split()) >= A_SOLUTION:
        return said.value or said.said
    return said.value


def a_number(turn: Turn, said: Reading, ticket: Ticket | None) -> Order | None:
    """«nota: 8080», of this ticket: asked, since the number may be a ticket's with a slip in it."""
    before = said.said.rstrip(NUMERIC)
    number = said.said[len(before) :].strip(AROUND)
    if ticket is None or said.rest not in ("", said.value) or any(map(str.isalpha, said.value)):
        return None
    call = calls.read(turn.desk.texts, before)
    act = acts.NOTE if said.meaning is Meaning.NOTE else call.act if call else None
    if act not in (acts.NOTE, acts.RESPOND) or not calls.is_no_ticket(turn, number):
        return None
    return Order(act, f"{ticket.number}: {number}", sure=False)


def close_all(turn: Turn, said: Reading) -> Order | None:
    """«cerralos» where that is not several is about one, or asked which, unless it only tells («los dos ya están»)."""
    several = several_to_close(turn, said)
    if several or DONE in said.signs or _tells_more(said):
        return several
    one = about_a_ticket(turn, as_one(said), acts.CLOSE)
    any_open = lists.open_of(turn.session, turn.person, 1)
    return one or (Order(acts.CLOSE, said.rest) if any_open else None)


def several_to_close(turn: Turn, said: Reading) -> Order | None:
    """«cerrá los dos, era la ficha»: those in focus, else all of theirs, where they are as many; that is asked."""
    focus = [ticket for ticket in followups.in_focus(turn) if ticket.status == "open"]
    ways = (closing.as_many(focus, said.value), closing.all_of(turn, said.value))
    found = next((found for found in ways if len(found) > 1), None)
    if found is None or _tells_more(said):
        return None
    numbers = listed([ticket.number for ticket in found])
    return Order(acts.CLOSE, f"{numbers}: {said.rest}" if said.rest else numbers, sure=False)


def as_one(said: Reading) -> Reading:
    return replace(said, meaning=Meaning.CLOSE, value=said.rest)


def _tells_more(said: Reading) -> bool:
    """«cerrá todo y volvé a abrirlo»: what follows where they count no tickets is no solution."""
    return bool(said.rest) and not said.value
