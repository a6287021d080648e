"""What the staff want told to a client without naming the ticket: «decile que voy a las 15», «preguntale si anda»."""

from bot.actions.tickets import followups, relaying
from bot.conversation.routing.orders.order import Order, listed
from bot.language import words
from bot.language.meaning import Reading
from bot.replies import acts
from bot.replies.people import named
from bot.replies.turn import Turn
from store.tables import Ticket


def read(turn: Turn, said: Reading, text: str) -> Order | None:
    """Asked about, for the ticket in focus, unless they name somebody else's: then they are asked which. What names its
    tickets is told at once, but for a question, which we word."""
    if not relaying.told(turn, text) or (said.tickets and not said.question):
        return None
    if said.tickets:
        return _asked(said.tickets) if len(said.tickets) == 1 else None
    ticket = followups.open_in_focus(turn)
    if ticket is not None and is_for(turn, said, ticket):
        return _asked((ticket.number,))
    known = all(named.find(turn, name, roles=acts.CLIENTS) for name in said.names)
    return _asked(()) if known else None


def in_reply(turn: Turn, said: Reading, text: str, ticket: Ticket) -> Order | None:
    """In reply to a message about this ticket."""
    if not relaying.told(turn, text) or len(said.tickets) > 1 or not is_for(turn, said, ticket):
        return None
    return _asked(said.tickets or (ticket.number,))


def is_for(turn: Turn, said: Reading, ticket: Ticket) -> bool:
    """Whether whom they name, if anybody, is its client, or who has the problem."""
    return all(is_of(turn, name, ticket) for name in said.names)


def is_of(turn: Turn, name: str, ticket: Ticket) -> bool:
    affected = words.fold(ticket.affected_person).split()
    return ticket.requester in named.find(turn, name, roles=acts.CLIENTS) or words.fold(name) in affected


def _asked(numbers: tuple[int, ...]) -> Order:
    return Order(acts.RESPOND, listed(numbers), sure=False, relays=True)
