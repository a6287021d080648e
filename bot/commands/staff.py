"""What technicians and leads do: their pending tickets, answering, internal notes."""

from collections.abc import Sequence

from bot import dialogue, views
from bot.commands.tickets import number_and_text
from bot.messages import Label, Reply
from bot.turn import Turn
from store import lists, tickets
from store.tables import Ticket

MOST_BUTTONS = 8


def pending(turn: Turn, args: str) -> None:
    """«Mis pendientes»: who waits longest first."""
    say_list(turn, "pending", lists.pending_of(turn.session, turn.person))


def say_list(turn: Turn, name: str, found: Sequence[Ticket]) -> None:
    """A list for the staff, with a button a ticket."""
    if not found:
        turn.say(f"list.no_{name}")
        return
    labels = tuple(
        Label(f"view {ticket.number}", "ticket", values={"number": ticket.number})
        for ticket in found[:MOST_BUTTONS]
    )
    text = views.staff_list(f"list.{name}", found, turn.now)
    turn.say(Reply("plain", {"text": text}, labels=labels, several=True))


def respond(turn: Turn, args: str) -> None:
    """`/responder N texto`: to the thread and to the client."""
    _write(turn, args, "respond", "write")


def note(turn: Turn, args: str) -> None:
    """`/nota N texto`: for the staff of the ticket alone."""
    _write(turn, args, "note", "note")


def _write(turn: Turn, args: str, command: str, act: str) -> None:
    number, text = number_and_text(args)
    if number is None:
        dialogue.start(turn, "which", {"command": command})
        return
    tickets.get(turn.session, turn.person, number, act)
    given = {"ticket": number, "internal": command == "note", **({"text": text} if text else {})}
    dialogue.start(turn, "write", given)
