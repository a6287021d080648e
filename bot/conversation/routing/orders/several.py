"""Several orders in one message: «el 12 a ana y el 13 a beto», «cerrá el 12 era el cable, y decile que pase»."""

from collections.abc import Sequence
from dataclasses import replace

from bot.actions.tickets import relaying
from bot.conversation.routing.orders import splitting
from bot.conversation.routing.orders.changes import RANKED, change
from bot.conversation.routing.orders.order import Order, called, listed
from bot.conversation.routing.orders.splitting import Part
from bot.language.meaning import Meaning, Reading
from bot.replies import acts
from bot.replies.turn import Turn
from store.keeping import categories


def read(turn: Turn, said: Reading, text: str) -> Order | None:
    """The first of them, and `then` the others; those that ask for something come last. Where not all are understood
    the first that is gets asked about, and is told what is left out; None for what is one order."""
    parts = splitting.parts(turn, text) if said.meaning in splitting.ORDERS else []
    if len(parts) < 2:
        return None
    orders = [_order(turn, part, text) for part in parts]
    found = [order for order in orders if order]
    if len(found) == len(parts) and sum(map(_asks, found)) < 2:
        first, *others = sorted(found, key=_asks)
        return replace(first, then=tuple(others))
    if all(part.whole and part.said.meaning is Meaning.CLOSE for part in parts):
        return None  # each is asked for its solution
    return _the_first(turn, parts, orders) or _in_doubt(turn, said)


def _the_first(turn: Turn, parts: Sequence[Part], orders: Sequence[Order | None]) -> Order | None:
    """The first that is understood, asked about."""
    at = next((at for at, order in enumerate(orders) if order and not order.relays), None)
    order = orders[at] if at is not None else None
    if order is None:
        return None
    left = [part.text for part in parts if part is not parts[at or 0]]
    others = " … ".join(text.strip(splitting.AROUND) for text in left)
    return replace(order, sure=False, rest=others)


def _in_doubt(turn: Turn, said: Reading) -> Order | None:
    order = change(turn, said)
    return replace(order, sure=False) if order and not order.takes else order


def _order(turn: Turn, part: Part, text: str) -> Order | None:
    """What a part wants, where that is plain: it asks for no more than how a ticket was solved."""
    said = part.said
    if not part.whole:
        return None
    if said.meaning is Meaning.REPLY and part.inherits:
        tells = bool(relaying.told(turn, text)) and len(said.tickets) == 1
        return Order(acts.RESPOND, listed(said.tickets), sure=False, relays=True) if tells else None
    order = change(turn, said)
    plain = order and order.sure and not (order.rest or order.takes or said.level_typed)
    return order if plain and _all_known(turn, said) else None


def _all_known(turn: Turn, said: Reading) -> bool:
    """Whether nobody is asked about who is meant by a name."""
    if said.meaning not in RANKED:
        return True
    people = {person.id for name in said.names if (person := called(turn, (name,)))}
    known = all(called(turn, (name,)) or categories.find(turn.session, name) for name in said.names)
    return known and len(people) < 2


def _asks(order: Order) -> bool:
    """A closing without its solution asks for it, and what is told to a client is asked about."""
    return order.relays or (order.act is acts.CLOSE and ":" not in order.args)
