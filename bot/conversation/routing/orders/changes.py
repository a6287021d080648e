"""What changes something: an order for each thing that may be meant by it."""

from bot.conversation.routing.orders import absence, ranking, worded
from bot.conversation.routing.orders.order import CHANGES, Order
from bot.language.meaning import Meaning, Reading
from bot.replies.turn import Turn

RANKED = (Meaning.ASSIGN, Meaning.CRITICALITY, Meaning.CATEGORY)


def change(turn: Turn, said: Reading) -> Order | None:
    if said.meaning is Meaning.ASSIGN:
        return ranking.assign(turn, said)
    if said.meaning in (Meaning.CRITICALITY, Meaning.CATEGORY):
        return ranking.rank(turn, said)
    act = CHANGES[said.meaning]
    if act.about_ticket:
        return worded.about_a_ticket(turn, said, act)
    if said.meaning in (Meaning.ABSENT, Meaning.PRESENT):
        return absence.read(turn, said, act)
    return Order(act, said.value, said.certain) if said.certain else None
