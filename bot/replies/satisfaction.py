"""How it was: one message with 1 to 5, once a ticket."""

from bot.channels.messages import Reply
from bot.replies import acts
from store.tables import Ticket
from store.tickets.satisfaction import MARKS


def question(key: str, ticket: Ticket) -> Reply:
    """With a button a mark; `key` is the text that asks."""
    labels = tuple(acts.SATISFACTION.button(ticket.number, mark, key="mark", n=mark) for mark in MARKS)
    return Reply(key, {"number": ticket.number}, labels=labels, ticket_id=ticket.id, courtesy=True)
