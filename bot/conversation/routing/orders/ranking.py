"""Whose a ticket is to be, how urgent and of what kind: «el 121 a ana», «el 121 es crítico», «es de redes»."""

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.routing.orders.absence import is_a_day
from bot.conversation.routing.orders.order import CHANGES, Order, called, in_focus, listed
from bot.language import words
from bot.language.meaning import AWAY, HANDS_OVER, ONESELF, Meaning, Reading
from bot.replies import acts
from bot.replies.people import named
from bot.replies.turn import Turn
from store.keeping import categories
from store.people import by_name
from store.tickets import lists, tickets


def assign(turn: Turn, said: Reading) -> Order | None:
    """A ticket that they do not name is the one in focus, and that is asked; without one, a lead is asked which."""
    if ordinary := _called_as_things(turn, said):
        return _doubtful(turn, replace(said, names=(*said.names, *ordinary), maybe_names=()))
    if HANDS_OVER in said.signs:
        return _all_of_somebody(turn, said)
    if ONESELF in said.signs and said.tickets and not said.names and turn.role != acts.LEAD:
        return Order(acts.ASSIGN, listed(said.tickets), rest=said.rest, takes=True)
    if not said.names and said.tickets and (turn.role == acts.LEAD or said.certain):
        return Order(acts.ASSIGN, listed(said.tickets))
    if _names_a_date(turn, said):
        return None
    staff = any(called(turn, (name,)) for name in said.names)
    if not staff and _are_categories(turn, said.names):
        return rank(turn, replace(said, meaning=Meaning.CATEGORY))
    if not staff and not _is_nobody_s_name(turn, said):
        return None
    numbers = said.tickets or in_focus(turn)
    if not numbers and turn.role != acts.LEAD:
        return None
    names = _without_holders(turn, said, numbers)
    typed = " ".join(filter(None, [*names, said.level_typed or _level(turn, said.level)]))
    sure = not numbers or (said.certain and bool(said.tickets))
    args = f"{listed(numbers)}: {typed}" if numbers else typed
    return Order(acts.ASSIGN, args, sure or bool(said.level_typed), said.rest or said.left)


def _all_of_somebody(turn: Turn, said: Reading) -> Order | None:
    """«pasale los de ana a beto»: all that ana has, be it that she left, which is asked. Where it is not plain who that
    is, the lead is shown who may be meant, and nothing changes."""
    if not (said.value and said.names) or turn.role != acts.LEAD:
        return None
    holders = named.find(turn, said.value) or by_name.find(
        turn.session, said.value, roles=acts.STAFF, active=None
    )
    if len(holders) != 1:
        return Order(acts.PEOPLE, said.value) if holders else None
    others = named.find(turn, said.names[0])
    numbers = [ticket.number for ticket in lists.pending_of(turn.session, holders[0])]
    if not numbers or holders == others:
        return Order(acts.PENDING, whose=holders[0])
    if len(others) != 1:
        return Order(acts.ASSIGN, f"{listed(numbers)}: {said.names[0]}")
    args = " ".join(map(str, (holders[0].id, others[0].id, *numbers)))
    return Order(acts.HAND_OVER, args, sure=False)


def _without_holders(turn: Turn, said: Reading, numbers: Sequence[int]) -> Sequence[str]:
    """«sacale el 14 a ana y dáselo a beto»: beto, where ana has it."""
    if AWAY not in said.signs:
        return said.names
    known = [number for number in numbers if tickets.is_known(turn.session, turn.person, number)]
    holders = {tickets.get(turn.session, turn.person, number).technician_id for number in known}
    others = [name for name in said.names if not ((who := called(turn, (name,))) and who.id in holders)]
    return others or said.names


def _called_as_things(turn: Turn, said: Reading) -> Sequence[str]:
    """Words that are also a whole name of one of the staff: «luz»."""
    return [
        word
        for word in said.maybe_names
        if (who := called(turn, (word,))) and words.fold(word) in words.fold(who.name).split()
    ]


def _doubtful(turn: Turn, said: Reading) -> Order | None:
    """Asked, unless it is asked whom: «se cortó la luz» may have been meant."""
    order, people = assign(turn, said), {who for name in said.names if (who := called(turn, (name,)))}
    return replace(order, sure=order.sure and len(people) > 1) if order else None


def _names_a_date(turn: Turn, said: Reading) -> bool:
    """«el 12 de marzo para ana»: no ticket."""
    spoken = said.said.split()
    return any(is_a_day(turn, " ".join(spoken[at : at + 3])) for at in range(len(spoken) - 2))


def _are_categories(turn: Turn, names: Sequence[str]) -> bool:
    return bool(names) and all(categories.find(turn.session, name) for name in names)


def _is_nobody_s_name(turn: Turn, said: Reading) -> bool:
    """«pasale el 12 a carlos»: the lead is asked whom they mean, unless it is a client's name."""
    known = any(named.find(turn, name, roles=acts.CLIENTS) for name in said.names)
    return turn.role == acts.LEAD and said.certain and bool(said.tickets and said.names) and not known


def rank(turn: Turn, said: Reading) -> Order | None:
    numbers = said.tickets or in_focus(turn)
    word = said.level_typed or _level(turn, said.level)
    act = CHANGES[said.meaning]
    named_so = (*said.names, *_called_as_things(turn, said))
    if said.meaning is Meaning.CRITICALITY and any(called(turn, (name,)) for name in named_so):
        return assign(turn, said)  # «el 121 es alta y es para ana»
    if said.meaning is Meaning.CATEGORY:
        word = said.category or " ".join(said.names)
        if word and not categories.find(turn.session, word):
            return None
    if not numbers or not (word or said.tickets):
        return None
    sure = bool(said.tickets) and (said.certain or bool(said.level_typed))
    return Order(
        act,
        f"{listed(numbers)}: {word}" if word else str(numbers[0]),
        sure or not word,
        said.rest or said.left,
    )


def _level(turn: Turn, level: str | None) -> str:
    return turn.voice(f"criticality.{level}") if level else ""
