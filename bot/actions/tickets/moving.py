"""Puts messages that waited for a place into a ticket, and moves those that went into the wrong one."""

from collections.abc import Collection, Sequence
from itertools import groupby

from bot.actions.tickets import followups, opening
from bot.language import words
from bot.replies.steps import Topic
from bot.replies.turn import Turn
from store.tickets import moves, tickets

Range = tuple[int, int]
"""The first and the last of some messages of a chat, by inbox id."""


def read_range(args: str) -> Range | None:
    """The messages that a button of ours names: «12-14»."""
    first, last = map(words.whole, args.partition("-")[::2])
    return (first, last) if first is not None and last is not None else None


def begin(turn: Turn, first: int, last: int, waiting: Sequence[int] = ()) -> None:
    """«Mover»: asks where to, while the messages are fresh. `waiting` are those (inbox ids) that asked for it in their
    own words. Raises Refused("too_late_to_move")."""
    moves.fresh(turn.session, turn.chat.id, first, last, turn.now)
    turn.ask(Topic.MOVE, {"first": first, "last": last}, waiting=waiting)


def place(turn: Turn, waiting: Sequence[int], number: int, notes: Collection[int] = ()) -> None:
    """The waiting messages (inbox ids) go into that ticket's thread; `notes` are those that no client may see."""
    ticket = tickets.get(turn.session, turn.person, number, "write", lock=True)
    pieces = followups.load(turn.session, waiting)
    for internal, part in groupby(pieces, lambda piece: piece.id in notes):
        followups.add(turn, ticket, list(part), internal=internal)
    followups.offer_to_move(turn, ticket, pieces, internal=bool(notes))


def move(turn: Turn, messages: Range, number: int) -> list[int]:
    """Takes the messages out of the ticket where they are and puts them into that one; returns their inbox ids.

    An internal note stays one wherever it goes. Where the ticket is refused, nothing was taken out of the other.
    """
    ids = fresh(turn, messages)
    notes = moves.notes(turn.session, ids)
    tickets.get(turn.session, turn.person, number, "note" if notes else "write", lock=True)
    followups.take_back(turn, ids)
    place(turn, ids, number, notes)
    return ids


def move_to_a_new_one(turn: Turn, messages: Range) -> None:
    """The messages stay where they are until the new ticket is opened."""
    opening.begin_with(turn, fresh(turn, messages))


def fresh(turn: Turn, messages: Range) -> list[int]:
    """The inbox ids of the messages that may still be moved. Raises Refused("too_late_to_move")."""
    first, last = messages
    return [row.id for row in moves.fresh(turn.session, turn.chat.id, first, last, turn.now)]
