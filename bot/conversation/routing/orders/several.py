"""Several orders in one message, for a ticket each: «el 12 a ana y el 13 a beto», «cerrá el 12 y reabrí el 13»."""

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.routing.orders.changes import RANKED, change
from bot.conversation.routing.orders.order import Order
from bot.language import meaning
from bot.language.meaning import DONE, Meaning, Reading
from bot.replies import acts
from bot.replies.turn import Turn

AROUND = " ,;"
APART = (*RANKED, Meaning.CLOSE, Meaning.REOPEN)
"""What may be wanted of one ticket beside something else of another. A note or a reply goes on to the end."""


def read(turn: Turn, said: Reading, text: str) -> Order | None:
    """The first of them, and `then` the others; those that ask for something come last."""
    orders = [change(turn, part) for part in _parts(turn, text)] if _may_be(said) else []
    found = [order for order in orders if order and order.sure and not order.rest]
    if len(found) < 2 or len(found) < len(orders) or not any(map(_says_enough, found)):
        return None
    first, *others = sorted(found, key=lambda order: not _says_enough(order))
    return replace(first, then=tuple(others))


def is_in_doubt(turn: Turn, said: Reading, text: str) -> bool:
    """Whether something else is told of one of the tickets, so that it would be wrong to do the same to all: «cerré el
    12 ayer, asigná el 13 a ana»."""
    told = {turn.read(clause).meaning for clause in _clauses(turn, text)} if _may_be(said) else set()
    return bool(told & {Meaning.CLOSE, Meaning.REOPEN} - {said.meaning})


def _may_be(said: Reading) -> bool:
    return said.meaning in APART and (len(said.tickets) > 1 or Meaning.REOPEN in said.also)


def _clauses(turn: Turn, text: str) -> list[str]:
    return meaning.clauses(text, tuple(turn.desk.texts.languages))


def _says_enough(order: Order) -> bool:
    """A closing without its solution asks for it."""
    return order.act is not acts.CLOSE or ":" in order.args


def _parts(turn: Turn, text: str) -> list[Reading]:
    """Each with what belongs to it: words that name a ticket («el 12 y el 13 a beto») to the order that follows, others
    («era el cable») to the one before. Nothing where some belong to none."""
    wholes: list[str] = []
    begun = ""
    for clause in _clauses(turn, text):
        if wholes and not turn.read(begun.strip(AROUND)).tickets and _is_whole(turn, clause, wholes[-1]):
            wholes[-1] += begun
            wholes.append(clause)
            begun = ""
        elif _is_whole(turn, begun + clause, *wholes[-1:]):
            wholes.append(begun + clause)
            begun = ""
        else:
            begun += clause
    if turn.read(begun.strip(AROUND)).tickets:
        return []
    return _readings(turn, [*wholes[:-1], *(whole + begun for whole in wholes[-1:])])


def _readings(turn: Turn, wholes: Sequence[str]) -> list[Reading]:
    """What is wanted of a ticket that is reopened need not name it again."""
    found: list[Reading] = []
    for whole in wholes:
        said = turn.read(whole.strip(AROUND))
        found.append(
            said if said.tickets else replace(said, tickets=found[-1].tickets, sure=meaning.Sure.CERTAIN)
        )
    return found


def _is_whole(turn: Turn, text: str, before: str = "") -> bool:
    said = turn.read(text.strip(AROUND))
    if said.meaning not in APART or DONE in said.signs:
        return False
    if said.meaning in RANKED and not (said.names or said.level):
        return False
    if said.tickets:
        return said.certain
    return said.meaning in RANKED and turn.read(before.strip(AROUND)).meaning is Meaning.REOPEN
