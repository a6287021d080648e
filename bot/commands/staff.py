"""What technicians and leads do: their pending tickets, answering, internal notes, being away."""

from bot.actions.people import absence
from bot.actions.tickets import followups, listing
from bot.clock import working_time
from bot.commands import arguments
from bot.language import days
from bot.replies import acts
from bot.replies.turn import Turn


def pending(turn: Turn, args: str) -> None:
    listing.pending(turn)


def respond(turn: Turn, args: str) -> None:
    """`/responder N texto`: to the thread and to the client."""
    ticket, text = arguments.ticket_and_text(turn, args, acts.RESPOND, "write")
    if ticket is not None:
        followups.begin(turn, ticket, text)


def note(turn: Turn, args: str) -> None:
    """`/nota N texto`: for the staff of the ticket alone."""
    ticket, text = arguments.ticket_and_text(turn, args, acts.NOTE, "note")
    if ticket is not None:
        followups.begin(turn, ticket, text, internal=True)


def away(turn: Turn, args: str) -> None:
    """`/ausente [hasta DD-MM]`."""
    until = days.read(turn.desk.texts, args, working_time.of(turn.desk).day_of(turn.now))
    if args and until is None:
        turn.say("absence.when")
    else:
        absence.leave(turn, until)


def present(turn: Turn, args: str) -> None:
    absence.come_back(turn)
