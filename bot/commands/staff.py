"""What technicians and leads do: their pending tickets, answering, internal notes."""

from collections.abc import Sequence

from bot.actions import followups
from bot.channels.messages import Label, Reply
from bot.commands.tickets import named
from bot.dialogue import engine
from bot.replies import views
from bot.replies.turn import Turn
from store.tables import Ticket
from store.tickets import lists

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
    """Asks for the text, unless it or files came with the command."""
    ticket, text = named(turn, args, command, act)
    if ticket is None:
        return
    brought = followups.brought(turn)
    given = {"ticket": ticket.number, "internal": command == "note"}
    engine.start(turn, "write", {**given, **({"text": text} if text or brought else {})}, files=brought)
