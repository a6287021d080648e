"""A ticket that the staff open for a client who called: «abrile un ticket a marta, no le anda el mouse»."""

from bot.conversation.routing.orders.order import Order, in_focus
from bot.language import meaning, one_line
from bot.language.meaning import Meaning, Reading
from bot.replies import acts
from bot.replies.people import named
from bot.replies.people.named import Told
from bot.replies.turn import Turn


def read(turn: Turn, said: Reading, text: str) -> Order | None:
    """For the client whom the wish names, with all that is told before and behind it. Where it names none, who is named
    in what is told is offered; but while a ticket is in focus, that may be meant for its client."""
    if "?" in text:
        return None
    if wanted := _for_somebody(turn, text):
        return Order(acts.OPEN, opens=wanted)
    if said.meaning is not Meaning.OPEN or not said.certain or (said.rest and in_focus(turn)):
        return None
    told = named.told(turn, said.rest)
    clients = told.clients or named.only_client_in(turn, said.rest)
    if not clients and said.rest and Meaning.PROBLEM not in said.also:
        return None
    return Order(acts.OPEN, opens=Told(clients, told.problem, told.sure))


def _for_somebody(turn: Turn, text: str) -> Told | None:
    """«urgente: ‹abrile un ticket a› marta, no imprime»."""
    if all(turn.read(clause).meaning is not Meaning.OPEN for clause in meaning.clauses(text)):
        return None
    for mention in named.clients_in(turn, text):
        before = meaning.clauses(text[: mention.start]) or [""]
        if _wants(turn, before[-1]):
            lead_in = "".join(before[:-1]).strip(one_line.AROUND)
            told = named.told(turn, text[mention.start :], expected=True)
            return Told(told.clients, ", ".join(filter(None, (lead_in, told.problem))), told.sure)
    return None


def _wants(turn: Turn, clause: str) -> bool:
    """«nuevo ticket para», and no more; «ya le abrí un ticket a» is done."""
    if meaning.is_done(clause):
        return False
    said = turn.read(clause)
    return said.meaning is Meaning.OPEN and said.certain and not meaning.core(said.rest)
