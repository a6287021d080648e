"""What the lead does with tickets: assigns them, ranks them, keeps the categories, watches the board."""

from bot.actions import board as desk_board
from bot.actions import category_list
from bot.actions import ready_answers as ready
from bot.actions.people import absence
from bot.actions.tickets import assigning, listing
from bot.commands import arguments
from bot.language import words
from bot.replies import acts
from bot.replies.steps import Topic
from bot.replies.turn import Turn
from store.keeping import categories as kept
from store.tickets import tickets


def assign(turn: Turn, args: str) -> None:
    """`/asignar 121 124 ana alta redes`: in any order."""
    numbers, rest = words.tickets(args.split())
    if numbers:
        assigning.ask_to_assign(turn, numbers, rest)
    else:
        turn.ask(Topic.WHICH, {"command": acts.ASSIGN.name, "rest": " ".join(rest)})


def hand_out(turn: Turn, args: str) -> None:
    """«Asignar» on the card of a new ticket."""
    assigning.hand_out(turn, arguments.two_numbers(args)[0])


def hand_over(turn: Turn, args: str) -> None:
    """What a technician has, to another: the ids of both, then the numbers."""
    holder, technician = arguments.two_numbers(args)
    assigning.hand_over(turn, holder, technician, arguments.numbers(args)[2:])


def criticality(turn: Turn, args: str) -> None:
    """`/criticidad N nivel`; several tickets where the level is named."""
    numbers, rest = words.tickets(args.split())
    if not numbers:
        arguments.ticket_and_text(turn, args, acts.CRITICALITY, "manage")
        return
    level = assigning.read_level(turn.desk.texts, " ".join(rest))
    named = numbers if level else numbers[:1]
    for ticket in [tickets.get(turn.session, turn.person, number, "manage") for number in named]:
        known = {"level": level} if level else {"before": ticket.criticality}
        turn.ask(Topic.CRITICALITY, {"ticket": ticket.number, **known})


def category(turn: Turn, args: str) -> None:
    """`/categoria N nombre`: by a unique beginning; a name that is not kept yet may be added on the way. Several
    tickets where it is kept."""
    several, name = arguments.tickets_and_text(turn, args, acts.CATEGORY, "manage")
    found = kept.find(turn.session, name) if name else []
    given: dict[str, int | None] = {"category": found[0].id} if len(found) == 1 else {}
    for ticket in several if given else several[:1]:
        known = given or {"before": ticket.category_id}
        turn.ask(Topic.CATEGORY, {"ticket": ticket.number, "typed": name, **known})


def unassigned(turn: Turn, args: str) -> None:
    """«Sin asignar», a page."""
    listing.unassigned(turn, words.whole(args) or 1)


def board(turn: Turn, args: str) -> None:
    desk_board.show(turn)


def technicians(turn: Turn, args: str) -> None:
    desk_board.technicians(turn)


def absent(turn: Turn, args: str) -> None:
    absence.toggle(turn, words.whole(args) or 0)
    desk_board.technicians(turn)


def categories(turn: Turn, args: str) -> None:
    category_list.show(turn)


def add_category(turn: Turn, args: str) -> None:
    turn.ask(Topic.ADD_CATEGORY)


def rename_category(turn: Turn, args: str) -> None:
    turn.ask(Topic.RENAME_CATEGORY)


def retire_category(turn: Turn, args: str) -> None:
    turn.ask(Topic.RETIRE_CATEGORY)


def ready_answers(turn: Turn, args: str) -> None:
    """`/respuestas`."""
    ready.show(turn)


def add_ready(turn: Turn, args: str) -> None:
    turn.ask(Topic.ADD_READY)


def change_ready(turn: Turn, args: str) -> None:
    turn.ask(Topic.CHANGE_READY)


def delete_ready(turn: Turn, args: str) -> None:
    turn.ask(Topic.DELETE_READY)
