"""Tells what was edited, once to each who may read it now: in place where that can be, else anew («editado: …»).

What nobody has begun to send says the new words from the start: so of many edits in a row a reader who was not reached
in between sees only the last.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.channels.messages import Reply
from bot.replies import notices
from bot.replies.turn import Turn
from store.messages import sent_lookup
from store.messages.sent_lookup import Told
from store.people import people
from store.tables import Entry, Person, Ticket
from store.tickets import permissions


@dataclass(frozen=True)
class _Part:
    """What some notices (the `carriers`) tell among other things. `edited` is the notice that tells it anew."""

    edited: str
    carriers: tuple[str, ...]

    def copies(self, turn: Turn, ticket: Ticket, since: datetime | None = None) -> dict[int, Told]:
        """Where each reader was told it last, since then."""
        found = sent_lookup.notices(turn.session, ticket.id, self.edited, *self.carriers, since=since)
        return sent_lookup.told_last(found)


PROBLEM = _Part("notice.problem_edited", notices.CARDS)
SOLUTION = _Part("notice.solution_edited", notices.CLOSINGS)


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
    copies = PROBLEM.copies(turn, ticket)
    _tell_part(turn, ticket, PROBLEM, copies, notices.both_sides(turn, ticket), (before, ticket.problem))


def solution(turn: Turn, ticket: Ticket, before: str) -> None:
    """What a ticket was closed with, to its client and to whoever heard it then."""
    copies = SOLUTION.copies(turn, ticket, ticket.closed_at)
    whom = [ticket.requester_id, *copies]
    _tell_part(turn, ticket, SOLUTION, copies, whom, (before, ticket.solution or ""))


def _tell_part(
    turn: Turn,
    ticket: Ticket,
    part: _Part,
    copies: Mapping[int, Told],
    whom: Sequence[int],
    change: tuple[str, str],
) -> None:
    """Where it stands in a notice, there; else by a notice that says that it was edited, to those `whom` it must
    reach. `change` is what it said and what it says now."""
    before, after = change
    said_now = Reply(
        part.edited, {"number": ticket.number, "text": after}, ticket_id=ticket.id, notice=part.edited
    )
    for reader in _who_may(turn, ticket, "see", [*copies, *whom]):
        copy = copies.get(reader.id)
        if copy and copy[1][0].content.get("notice") in part.carriers:
            anew = said_now if reader.id in whom else None
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
