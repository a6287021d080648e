"""What technicians and leads do: their pending tickets, answering, internal notes, being away."""

from bot.actions.people import absence
from bot.actions.tickets import followups, listing
from bot.clock import working_time
from bot.commands import arguments
from bot.language import days, words
from bot.replies import acts
from bot.replies.steps import Topic
from bot.replies.turn import Turn
from store.keeping import ready_answers
from store.people import people
from store.tickets import tickets


def pending(turn: Turn, args: str) -> None:
    """«Mis pendientes», a page; a lead's button also carries whose they are."""
    wanted, whose = arguments.two_numbers(args)
    technician = people.get(turn.session, whose) if turn.role == acts.LEAD else None
    if technician is not None:
        listing.pending_of(turn, technician, wanted or 1)
    else:
        listing.pending(turn, wanted or 1)


def due(turn: Turn, args: str) -> None:
    """`/vencimientos`, a page."""
    listing.due(turn, words.whole(args) or 1)


def respond(turn: Turn, args: str) -> None:
    """`/responder N texto`: to the thread and to the client; or to those of several tickets."""
    found, text = arguments.tickets_and_text(turn, args, acts.RESPOND, "write")
    for ticket in found:
        followups.begin(turn, ticket, text)


def note(turn: Turn, args: str) -> None:
    """`/nota N texto`: for the staff of the ticket alone; or in several tickets."""
    found, text = arguments.tickets_and_text(turn, args, acts.NOTE, "note")
    for ticket in found:
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


def ready(turn: Turn, args: str) -> None:
    """`/r nombre [N]`: a ready answer, shown filled in before it is sent."""
    numbers, rest = words.tickets(args.split())
    name = " ".join(rest)
    given: dict[str, object] = {"typed": name} if name else {}
    if numbers:
        given["ticket"] = tickets.get(turn.session, turn.person, numbers[-1], "write").number
    found = ready_answers.find(turn.session, name) if name else []
    if len(found) == 1:
        given["answer"] = found[0].id
    elif name and not found:
        turn.say("ready.unknown", typed=words.excerpt(name, 30))
    turn.ask(Topic.READY, given)
