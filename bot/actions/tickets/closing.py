"""Closes, deletes and reopens tickets; takes «Sirvió» and «Sigue igual»."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.actions.tickets import followups
from bot.channels.messages import Label, Reply
from bot.clock import deadlines
from bot.replies import acts, notices, views
from bot.replies.people import naming
from bot.replies.steps import Topic
from bot.replies.turn import Turn
from store.errors import Refused
from store.finding import joins
from store.messages import inbox
from store.tables import Ticket
from store.tickets import lists, permissions, thread, tickets
from store.tickets import satisfaction as kept

LATELY = 10  # messages
MOST_AT_ONCE = 5
"""Tickets that are closed by one yes: no more than anybody reads before they say it."""


def begin(turn: Turn, found: Sequence[Ticket], said: str) -> None:
    """Asks for the solution, or a client for a last word, unless it came with the command: then it is that of all these
    tickets. Without, the first is asked about, and the next once it is closed."""
    tickets.expect_open(found)
    first, *others = [ticket.number for ticket in found]
    given = {"solution": said} if said else {"then": others} if others else {}
    turn.ask(Topic.CLOSE_TICKET, {"ticket": first, **given}, files=followups.brought(turn))
    for number in others if said else ():
        turn.ask(Topic.CLOSE_TICKET, {"ticket": number, "solution": said})


def close(turn: Turn, number: int, said: str | None, file_ids: Sequence[int], told: Collection[int]) -> None:
    """Closes; what a client adds goes into the thread, what staff write is the solution. `told` are the ids of the
    inbox messages that said it."""
    ticket = tickets.get(turn.session, turn.person, number, "close", lock=True)
    by_client = permissions.is_clients_side(turn.person, ticket)
    tickets.close(turn.session, turn.person, ticket, None if by_client else said, turn.chat.channel, turn.now)
    if file_ids or (said and by_client):
        entry = followups.put(turn, ticket, said or "")
        thread.attach(turn.session, ticket, entry, file_ids)
        in_the_thread = [*inbox.of_files(turn.session, file_ids), *told]
        inbox.set_place(turn.session, in_the_thread, ticket.id, entry.id)
    if not by_client:
        inbox.set_closing(turn.session, list(told), turn.now)
    followups.still_takes_files(turn, ticket)
    reopen = acts.REOPEN.button(ticket.number)
    turn.say(Reply("closed", {"number": ticket.number}, labels=(reopen,), ticket_id=ticket.id))
    notices.closed(turn, ticket, said, file_ids)
    if by_client:
        joins.pass_on(turn.session, turn.person, ticket, turn.chat.channel, turn.now)
        return
    for other in joins.close(turn.session, turn.person, ticket, said or "", turn.chat.channel, turn.now):
        notices.closed(turn, other, said, file_ids, with_leader=True)


def that_told(turn: Turn, said: str) -> list[int]:
    """The message that holds these words, by its inbox id: the one that is heard, or one shortly before that a yes
    answers for."""
    if said in turn.heard.inbound.text:
        return [turn.heard.id]
    before = inbox.before(turn.session, turn.chat.id, turn.heard.id, LATELY)
    return [row.id for row in before if said in str(row.payload.get("text", ""))][:1]


def all_of(turn: Turn, count: str = "") -> list[Ticket]:
    """The tickets that a person has open, in order, where they are as many as were spoken of and few enough to name."""
    return as_many(lists.open_of(turn.session, turn.person, MOST_AT_ONCE + 1), count)


def as_many(found: Sequence[Ticket], count: str) -> list[Ticket]:
    """These, in order, where they are as many as were spoken of."""
    spoken_of = str(len(found)) == count if count else len(found) <= MOST_AT_ONCE
    return sorted(found, key=lambda ticket: ticket.number) if spoken_of else []


def begin_all(turn: Turn, found: Sequence[Ticket], said: str, waiting: Sequence[int]) -> None:
    """Asks a client once whether to close all of these. `said` is the last word that came with it, in the messages that
    wait (inbox ids)."""
    numbers = [ticket.number for ticket in found]
    turn.ask(Topic.CLOSE_ALL, {"tickets": numbers, "said": said}, waiting=waiting if said else ())


def close_all(turn: Turn, numbers: Sequence[int], said: str, told: Collection[int]) -> None:
    """Closes these, each with the last word."""
    for number in numbers:
        close(turn, number, said or None, (), told)


def stays_open(turn: Turn, number: int) -> Reply:
    ticket = tickets.get(turn.session, turn.person, number)
    return about(ticket.id, "stays_open", number=number)


def begin_deleting(turn: Turn, ticket: Ticket) -> None:
    """Asks whether to delete it. Raises Refused where it is closed."""
    if ticket.status == "closed":
        raise Refused("closed_not_deleted", ticket=ticket.number)
    turn.ask(Topic.DELETE_TICKET, {"ticket": ticket.number})


def delete(turn: Turn, number: int, sure: bool) -> None:
    ticket = tickets.get(turn.session, turn.person, number, "delete", lock=True)
    if not sure:
        turn.say(about(ticket.id, "delete_ticket.cancelled", number=ticket.number))
        return
    tickets.delete(turn.session, turn.person, ticket, turn.chat.channel, turn.now)
    joins.pass_on(turn.session, turn.person, ticket, turn.chat.channel, turn.now)
    notices.deleted(turn, ticket)
    turn.say("deleted", number=ticket.number)


def reopen(turn: Turn, number: int, ways: Sequence[Label] = ()) -> None:
    """Reopens, answers, and tells the other side. `ways` to move what was said with it are offered with the
    answer."""
    ticket = tickets.get(turn.session, turn.person, number, "reopen", lock=True)
    tickets.reopen(turn.session, turn.person, ticket, turn.chat.channel, turn.now)
    deadlines.go_on(turn.desk, ticket, turn.now)
    who = _told_of_it(turn, ticket)
    said = about(ticket.id, "reopened_with" if who else "reopened", number=number, who=who)
    turn.say(_or_another(said, ways) if ways else said)
    notices.reopened(turn, ticket)


def _or_another(reply: Reply, ways: Sequence[Label]) -> Reply:
    values = {"said": lambda voice: voice(reply.key, **reply.values)}
    return replace(reply, key="or_another", values=values, labels=tuple(ways))


def _told_of_it(turn: Turn, ticket: Ticket) -> str | None:
    """Who hears that it is open again: the technician, or the client where the technician did it."""
    technician, client = ticket.technician, ticket.requester
    if technician is turn.person and client is not turn.person:
        return naming.client(turn.session, client)
    return views.first_name(technician) if technician and turn.hearing([technician.id]) else None


def reopen_with(turn: Turn, number: int, waiting: Sequence[int]) -> None:
    """Reopens a ticket for the messages that wait (inbox ids), which go into its thread; one that somebody else has
    reopened meanwhile only takes them."""
    ticket = tickets.get(turn.session, turn.person, number, "write", lock=True)
    pieces = followups.load(turn.session, waiting)
    if ticket.status == "open":
        followups.add(turn, ticket, pieces)
        followups.offer_to_move(turn, ticket, pieces)
    else:
        others = lists.open_of(turn.session, turn.person, 1)
        reopen(turn, number, followups.ways_to_move(turn, pieces) if others else ())
        followups.add(turn, ticket, pieces)


def helped(turn: Turn, number: int, closing: int) -> None:
    """«Sirvió»: the solution of that closing helped; pressed later it tells the present state."""
    ticket = tickets.get(turn.session, turn.person, number, "judge", lock=True)
    if not _is_present(ticket, closing) or tickets.has_helped(turn.session, ticket):
        _say_state(turn, ticket)
        return
    tickets.record(turn.session, turn.person, ticket, "helped", turn.chat.channel, turn.now)
    if kept.ask(ticket, turn.now):
        turn.say(notices.how_was_it("glad_how_was_it", ticket))
    else:
        turn.say(about(ticket.id, "glad", number=ticket.number))
    notices.helped(turn, ticket)


def take_mark(turn: Turn, number: int, mark: int) -> None:
    """What the client thinks of it, 1 to 5."""
    ticket = kept.give(turn.session, turn.person, number, mark, turn.chat.channel, turn.now)
    turn.say(about(ticket.id, "mark_kept", number=ticket.number))


def persists(turn: Turn, number: int, closing: int) -> None:
    """«Sigue igual»: reopens, where that closing is the present one."""
    ticket = tickets.get(turn.session, turn.person, number, "judge", lock=True)
    if _is_present(ticket, closing):
        reopen(turn, ticket.number)
    else:
        _say_state(turn, ticket)


def _is_present(ticket: Ticket, closing: int) -> bool:
    return ticket.status == "closed" and ticket.closings == closing


def _say_state(turn: Turn, ticket: Ticket) -> None:
    turn.say(about(ticket.id, f"state.{ticket.status}", number=ticket.number))


def about(ticket_id: int, key: str, /, **values: object) -> Reply:
    return Reply(key, values, ticket_id=ticket_id)
