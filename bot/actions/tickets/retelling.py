"""Tells what was edited, once to each who may read it now: in place where that can be, else anew («editado: …»).

What nobody has begun to send says the new words from the start: so of many edits in a row a reader who was not reached
in between sees only the last.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from bot.channels.messages import Reply
from bot.replies import notices
from bot.replies.turn import Turn
from store.messages import sent_lookup
from store.messages.sent_lookup import Told
from store.people import people
from store.tables import Entry, Person, Ticket
from store.tickets import permissions

PROBLEM, SOLUTION = "notice.problem_edited", "notice.solution_edited"


def entry(turn: Turn, edited: Entry) -> None:
    """An entry of a thread, to all who were told of it or would be."""
    ticket = turn.session.get_one(Ticket, edited.ticket_id)
    copies = sent_lookup.told_last(sent_lookup.copies(turn.session, edited.id))
    act = "note" if edited.internal else "see"
    for reader in _who_may(turn, ticket, act, [*copies, *notices.readers(turn, ticket, edited)]):
        _tell_entry(turn, ticket, edited, reader, copies.get(reader.id))
    for client, own in notices.joined_readers(turn, ticket, edited).items():
        _tell_entry(turn, own, edited, own.requester, copies.get(client))


def _tell_entry(turn: Turn, ticket: Ticket, edited: Entry, reader: Person, copy: Told | None) -> None:
    anew = notices.relay("relay.edited", ticket, edited, telling="anew")
    first = notices.relay("relay.note" if edited.internal else "relay.message", ticket, edited)
    if copy is None or not turn.reword(copy, anew if _is_anew(copy) else first):
        turn.tell([reader.id], anew)


def problem(turn: Turn, ticket: Ticket, before: str) -> None:
    """The problem that a ticket was opened with, to the other side. Whoever only has a card is told nowhere else."""
    _part(turn, ticket, PROBLEM, notices.CARDS, before, ticket.problem)


def solution(turn: Turn, ticket: Ticket, before: str) -> None:
    """What a ticket was closed with, to whoever heard it then."""
    _part(turn, ticket, SOLUTION, notices.WRITTEN_BY_PEOPLE, before, ticket.solution or "", ticket.closed_at)


def _part(
    turn: Turn,
    ticket: Ticket,
    edited: str,
    carriers: Collection[str],
    before: str,
    after: str,
    since: datetime | None = None,
) -> None:
    """What some notices (the `carriers`) told besides, to both sides: in such a notice where it stands, else by a
    notice that says that it was `edited`."""
    said_now = Reply(edited, {"number": ticket.number, "text": after}, ticket_id=ticket.id, notice=edited)
    copies = sent_lookup.told_last(
        sent_lookup.notices(turn.session, ticket.id, edited, *carriers, since=since)
    )
    told = notices.both_sides(turn, ticket)
    for reader in _who_may(turn, ticket, "see", [*copies, *told]):
        copy = copies.get(reader.id)
        if copy and copy[1][0].content.get("notice") in carriers:
            anew = said_now if reader.id in told else None
            if not turn.amend(copy, before, after, anew) and anew:
                turn.tell([reader.id], anew)
        elif copy is None or not turn.reword(copy, said_now):
            turn.tell([reader.id], said_now)


def _who_may(turn: Turn, ticket: Ticket, act: str, ids: Iterable[int]) -> list[Person]:
    """But for whoever speaks."""
    found = [people.get(turn.session, id_) for id_ in dict.fromkeys(ids) if id_ != turn.person.id]
    return [person for person in found if person and permissions.may(person, ticket, act)]


def _is_anew(copy: Told) -> bool:
    return copy[1][0].content.get("telling") == "anew"
