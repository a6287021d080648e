"""A ticket that the staff open for a client who called: «abrile un ticket a marta, no le anda el mouse»."""

from bot.conversation.routing.orders.order import Order, in_focus
from bot.language import meaning
from bot.language.meaning import Meaning, Reading
from bot.replies import acts
from bot.replies.people import named
from bot.replies.turn import Turn


def read(turn: Turn, said: Reading) -> Order | None:
    """With whom they name and what they tell; while a ticket is in focus, what names no client may be meant for its
    own."""
    told = named.client_in(turn, said.rest or said.said)
    if told and _wants(turn, told.before):
        return Order(acts.OPEN, f"{told.name} {told.after}".strip())
    if not said.certain:
        return None
    if not said.rest:
        return Order(acts.OPEN)
    fails = Meaning.PROBLEM in said.also and not in_focus(turn)
    return Order(acts.OPEN, said.rest) if fails or (told and told.leads) else None


def _wants(turn: Turn, text: str) -> bool:
    """«nuevo ticket para», and no more."""
    said = turn.read(text)
    return said.meaning is Meaning.OPEN and said.certain and not meaning.core(said.rest)
