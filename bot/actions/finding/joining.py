"""«Unir», «Separar»: tickets of the same incident become one for the staff, and stay their clients' own."""

from collections.abc import Sequence

from bot.actions.finding import searching
from bot.actions.tickets import listing
from bot.channels.messages import Label, Reply
from bot.replies import acts
from bot.replies.turn import Turn
from store.finding import joins, similar
from store.finding.similar import Similar
from store.tables import OutboxMessage, Person, Ticket
from store.tickets import tickets

MOST_LEADERS = 3


def alike(turn: Turn, requester: Person, problem: str) -> Sequence[Similar]:
    """Tickets that look like the incident of which a new one is going to tell."""
    ignored = searching.ignored(turn.desk.texts)
    return similar.to(turn.session, requester.company, problem, ignored, turn.now)


def join(turn: Turn, numbers: Sequence[int]) -> None:
    """«Unir»: the oldest leads; another may be chosen. Where the channel can, the card offers «Separar» from now on. Of
    two leads the first joins them, the other hears who it was."""
    if before := _joined_before(turn, numbers):
        _change_card(turn)
        _say_joined_before(turn, *before)
        return
    leader = _join(turn, numbers, None)
    _change_card(turn)
    _say_joined(turn, leader)


def _joined_before(turn: Turn, numbers: Sequence[int]) -> tuple[Ticket, Ticket] | None:
    """The one that leads them all, and one that it leads, where they go together already."""
    found = [tickets.get(turn.session, turn.person, number, "manage", lock=True) for number in numbers]
    leaders = {(ticket.joined_to or ticket).id: ticket.joined_to or ticket for ticket in found}
    led = next((ticket for ticket in found if ticket.joined_to), None)
    return (leaders.popitem()[1], led) if led and len(leaders) == 1 else None


def _say_joined_before(turn: Turn, leader: Ticket, led: Ticket) -> None:
    values = {
        "number": leader.number,
        "joined": led.number,
        "who": tickets.last_by(turn.session, led, "joined"),
    }
    labels = (acts.SEPARATE.button(leader.number),)
    turn.say(Reply("joined_already", values, labels=labels, ticket_id=leader.id))


def _change_card(turn: Turn) -> None:
    channel, card = turn.desk.channels.get(turn.chat.channel), listing.turned(turn, acts.JOIN)
    if channel is None or not channel.edits or card is None:
        return
    told = turn.session.get_one(OutboxMessage, card)
    offered = [data.split() for _, data in told.content["options"]]
    labels = [
        (acts.SEPARATE if name == acts.JOIN.name else acts.ACTS[name]).button(args[0])
        for name, *args in offered
    ]
    text = {"text": told.content["text"]}
    turn.say(Reply("plain", text, labels=tuple(labels), ticket_id=told.ticket_id, edits=card))


def let_lead(turn: Turn, number: int) -> None:
    """«Que guíe el 120»: it leads those that it was joined with."""
    ticket = tickets.get(turn.session, turn.person, number, "manage")
    group = [number, *([ticket.joined_to.number] if ticket.joined_to else [])]
    _say_joined(turn, _join(turn, group, number))


def _join(turn: Turn, numbers: Sequence[int], leads: int | None) -> Ticket:
    return joins.join(turn.session, turn.person, numbers, leads, turn.chat.channel, turn.now)


def _say_joined(turn: Turn, leader: Ticket) -> None:
    led = joins.joined_to(turn.session, leader)
    values = {"number": leader.number, "n": len(led), "joined": _numbers(turn, led)}
    others = [acts.LET_LEAD.button(each.number, number=each.number) for each in led[:MOST_LEADERS]]
    labels: list[Label] = [acts.SEPARATE.button(leader.number), *others]
    turn.say(Reply("joined", values, labels=tuple(labels), ticket_id=leader.id))


def separate(turn: Turn, number: int) -> None:
    """Each stands alone again: this one, or all that it leads."""
    ticket = tickets.get(turn.session, turn.person, number, "manage")
    freed = joins.separate(turn.session, turn.person, ticket, turn.chat.channel, turn.now)
    key = "separated" if freed else "separated_already"
    values = {"number": number, "n": len(freed), "freed": _numbers(turn, freed)}
    turn.say(Reply(key, values, ticket_id=ticket.id))


def _numbers(turn: Turn, found: Sequence[Ticket]) -> str:
    return turn.voice.list([str(ticket.number) for ticket in found])
