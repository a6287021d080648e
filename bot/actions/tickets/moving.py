"""Puts messages that waited for a place into a ticket, and moves those that went into the wrong one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from types import MappingProxyType

from bot.actions.tickets import followups, opening
from bot.language import words
from bot.replies.steps import Topic
from bot.replies.turn import Heard, Turn
from store.tickets import moves, tickets

NO_TEXTS: Mapping[int, str] = MappingProxyType({})
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


def place(
    turn: Turn,
    waiting: Sequence[int],
    number: int,
    notes: Collection[int] = (),
    texts: Mapping[int, str] = NO_TEXTS,
) -> None:
    """The waiting messages (inbox ids) go into that ticket's thread; `notes` are those that no client may see, `texts`
    what some said where they were («/responder 121 hola» said «hola»)."""
    ticket = tickets.get(turn.session, turn.person, number, "write", lock=True)
    pieces = [_saying(piece, texts) for piece in followups.load(turn.session, waiting)]
    for internal, part in groupby(pieces, lambda piece: piece.id in notes):
        followups.add(turn, ticket, list(part), internal=internal)
    followups.offer_to_move(turn, ticket, pieces, internal=bool(notes))


def _saying(piece: Heard, texts: Mapping[int, str]) -> Heard:
    """What we could not read is named anew."""
    inbound = piece.inbound
    return (
        piece
        if inbound.unreadable
        else replace(piece, inbound=replace(inbound, text=texts.get(piece.id, inbound.text)))
    )


def move(turn: Turn, messages: Range, number: int) -> list[int]:
    """Takes the messages out of the ticket where they are and puts them into that one; returns their inbox ids.

    An internal note stays one wherever it goes. Where the ticket is refused, nothing was taken out of the other.
    """
    ids = fresh(turn, messages)
    notes = moves.notes(turn.session, ids)
    tickets.get(turn.session, turn.person, number, "note" if notes else "write", lock=True)
    texts = moves.texts(turn.session, ids)
    followups.take_back(turn, ids)
    place(turn, ids, number, notes, texts)
    return ids


def move_to_a_new_one(turn: Turn, messages: Range) -> None:
    """The messages stay where they are until the new ticket is opened."""
    opening.begin_with(turn, fresh(turn, messages))


def fresh(turn: Turn, messages: Range) -> list[int]:
    """The inbox ids of the messages that may still be moved. Raises Refused("too_late_to_move")."""
    first, last = messages
    return [row.id for row in moves.fresh(turn.session, turn.chat.id, first, last, turn.now)]
