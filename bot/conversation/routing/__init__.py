"""Where a free message goes: the contract's table, as a table.

A burst is first cut by what each message quotes or names («#121»); what names nothing goes with its neighbour. Each
part then takes the first row that fits.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.conversation.routing import fits, goes
from bot.conversation.routing.fits import Pieces
from bot.language import words
from bot.replies import refusals
from bot.replies.turn import Heard, Turn
from store.errors import Refused


@dataclass(frozen=True)
class Row:
    """`fits` finds the place for a message, or None; `go` takes the message there."""

    what: str
    fits: Callable[[Turn, Pieces], Any]
    go: Callable[[Turn, Pieces, Any], None]


def respond(turn: Turn, pieces: Pieces, *, quiet: bool = False) -> None:
    """Answers a burst. `quiet`: something else is about to be said, a form that takes files says nothing."""
    turn.quiet = quiet
    siblings = _siblings(turn, pieces)
    others = [piece for piece in pieces if piece.inbound.album not in siblings]
    for part in [*siblings.values(), *_parts(turn, others)]:
        for row in CLIENT if turn.role == "client" else STAFF:
            place = row.fits(turn, part)
            if place is not None:
                _go(turn, part, row, place)
                break


def _go(turn: Turn, part: list[Heard], row: Row, place: Any) -> None:
    """What the store refuses of one part does not keep the others from their places."""
    try:
        row.go(turn, part, place)
    except Refused as refused:
        refusals.say(turn, refused)


def offer_home(turn: Turn, pieces: Pieces) -> None:
    """Asks where messages go that cannot go where they were meant for."""
    (goes.ask if turn.role == "client" else goes.ask_staff)(turn, pieces, True)


def _siblings(turn: Turn, pieces: Pieces) -> dict[str, list[Heard]]:
    """Those whose album has a place already, by their album: they follow it whatever they came with."""
    found: dict[str, list[Heard]] = {}
    for album in dict.fromkeys(piece.inbound.album for piece in pieces if piece.inbound.album):
        part = [piece for piece in pieces if piece.inbound.album == album]
        if fits.album(turn, part) is not None:
            found[album] = part
    return found


def _parts(turn: Turn, pieces: Pieces) -> list[list[Heard]]:
    """Neighbours that name the same place, or nothing, together."""
    parts: list[tuple[str, list[Heard]]] = []
    for piece in pieces:
        name = _names(piece)
        if parts and (not name or not parts[-1][0] or parts[-1][0] == name):
            parts[-1] = (parts[-1][0] or name, [*parts[-1][1], piece])
        else:
            parts.append((name, [piece]))
    return [part for _, part in parts]


def _names(piece: Heard) -> str:
    inbound = piece.inbound
    if inbound.quoted:
        return f"quoted {inbound.quoted}"
    addressed = words.addressed(inbound.text)
    return f"#{addressed[0]}" if addressed else ""


FIRST = (
    Row("an album's sibling goes where its album went", fits.album, goes.join_album),
    Row("quotes a message of ours about a ticket", fits.quoted, goes.to_quoted),
    Row("«#121» then space, colon, comma, newline", fits.named, goes.to_named),
    Row("a question of ours is open, and nobody spoke for a day", fits.silent_form, goes.ask_to_resume),
    Row("a question of ours is open", fits.open_form, goes.to_form),
    Row("a form just confirmed still takes files", fits.just_confirmed, goes.to_just_confirmed),
    Row("«hola»", fits.greeting, goes.to_menu),
)

LITTLE = (
    Row("thanks, greetings, «ok» and emoji alone", fits.small_talk, goes.answer_courtesy),
    Row("a poll, a sticker", fits.unreadable, goes.say_unreadable),
)

CLIENT = (
    *FIRST,
    Row("the only ticket in focus", fits.in_focus, goes.to_focus),
    *LITTLE,
    Row("anything else", fits.always, goes.ask),
)

STAFF = (
    *FIRST,
    *LITTLE,
    Row("anything else", fits.always, goes.ask_staff),
)
