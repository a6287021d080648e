"""What is done with a ticket by those who share it: open, view, close, delete, reopen, «Sirvió», «Mover»."""

from bot.actions.tickets import closing, followups, moving, opening, viewing
from bot.commands import arguments
from bot.language import words
from bot.replies import acts
from bot.replies.people import named
from bot.replies.steps import Topic
from bot.replies.turn import Turn

MOST_VIEWS = 3


def open(turn: Turn, args: str) -> None:
    """`/nuevo [problema]`, of the staff `/nuevo [cliente] [problema]`, and what files came with it."""
    told = named.Told(problem=args) if turn.role == acts.CLIENT else named.told(turn, args)
    opening.begin_for(turn, told)


def view(turn: Turn, args: str) -> None:
    """`/ticket N`, or several."""
    numbers, _ = words.tickets(args.split())
    if not numbers:
        turn.ask(Topic.WHICH, {"command": acts.VIEW.name})
    for number in numbers[:MOST_VIEWS]:
        viewing.show(turn, number)


def thread(turn: Turn, args: str) -> None:
    """«Ver todo»: the entries before those that were shown."""
    found = arguments.numbers(args)
    if found:
        viewing.show_thread(turn, found[0], found[1] if len(found) > 1 else None)


def close(turn: Turn, args: str) -> None:
    """`/cerrar N [solución]`, or several: with one solution for all, else each is asked for its own."""
    found, text = arguments.tickets_and_text(turn, args, acts.CLOSE, "close")
    if found:
        closing.begin(turn, found, text)


def delete(turn: Turn, args: str) -> None:
    """`/eliminar N`."""
    ticket, _ = arguments.ticket_and_text(turn, args, acts.DELETE, "delete")
    if ticket is not None:
        closing.begin_deleting(turn, ticket)


def reopen(turn: Turn, args: str) -> None:
    """`/reabrir N [por qué]`, or of several those that are closed."""
    found, text = arguments.tickets_and_text(turn, args, acts.REOPEN, "reopen")
    brought = followups.brought(turn)
    for ticket in [each for each in found if each.status == "closed"] or found[:1]:
        closing.reopen(turn, ticket.number)
        if text or brought:
            followups.write(turn, ticket, text, brought)
            brought = []


def helped(turn: Turn, args: str) -> None:
    closing.helped(turn, *arguments.two_numbers(args))


def persists(turn: Turn, args: str) -> None:
    closing.persists(turn, *arguments.two_numbers(args))


def satisfaction(turn: Turn, args: str) -> None:
    """How it was, 1 to 5."""
    closing.take_mark(turn, *arguments.two_numbers(args))


def move(turn: Turn, args: str) -> None:
    """«Mover»: the messages of this chat from one inbox id to another («12-14»)."""
    if messages := moving.read_range(args):
        moving.begin(turn, *messages)


def another(turn: Turn, args: str) -> None:
    """«Es otro problema»: the same messages become a new ticket."""
    if messages := moving.read_range(args):
        moving.move_to_a_new_one(turn, messages)
