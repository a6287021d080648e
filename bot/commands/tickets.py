"""What is done with a ticket by those who share it: open, close, delete, reopen, «Sirvió», «Sigue igual», «Mover»."""

from bot.actions import followups
from bot.channels.messages import Reply
from bot.dialogue import engine
from bot.language import words
from bot.replies import notices, views
from bot.replies.turn import Turn
from store.errors import Refused
from store.tables import Ticket
from store.tickets import moves, tickets


def open(turn: Turn, args: str) -> None:
    """`/nuevo [problema]`, and what files came with it."""
    _, told = words.tickets(args.split())
    brought = followups.brought(turn)
    problem = args if told and len(args) > 2 else turn.voice("in_the_files") if brought else ""
    engine.start(turn, "open_ticket", {"problem": problem} if problem else {}, files=brought)


def close(turn: Turn, args: str) -> None:
    """`/cerrar N [solución]`: asks for what is missing. A closed ticket says so."""
    ticket, text = named(turn, args, "close")
    if ticket is None:
        return
    tickets.expect_open([ticket])
    given = {"ticket": ticket.number, **({"solution": text} if text else {})}
    engine.start(turn, "close_ticket", given, files=followups.brought(turn))


def delete(turn: Turn, args: str) -> None:
    """Only their own, only while open, after one confirmation."""
    ticket, _ = named(turn, args, "delete")
    if ticket is None:
        return
    if ticket.status == "closed":
        raise Refused("closed_not_deleted", ticket=ticket.number)
    engine.start(turn, "delete_ticket", {"ticket": ticket.number})


def reopen(turn: Turn, args: str) -> None:
    """`/reabrir N [por qué]`."""
    ticket, text = named(turn, args, "reopen")
    if ticket is None:
        return
    reopen_now(turn, ticket.number)
    if text:
        followups.write(turn, ticket, text, followups.brought(turn))


def named(turn: Turn, args: str, command: str, act: str = "") -> tuple[Ticket | None, str]:
    """The ticket that a command begins with, where they may do that to it, and what follows; asks which, where there is
    no number: then what was written comes with the answer."""
    number, text = number_and_text(args)
    if number is None:
        told = [turn.heard.id] if text else []
        engine.start(turn, "which", {"command": command, "rest": text}, waiting=told)
        return None, text
    return tickets.get(turn.session, turn.person, number, act or command), text


def reopen_now(turn: Turn, number: int) -> None:
    """Reopens, answers, and tells the other side."""
    ticket = tickets.get(turn.session, turn.person, number, "reopen", lock=True)
    tickets.reopen(turn.session, turn.person, ticket, turn.chat.channel, turn.now)
    who = views.first_name(ticket.technician) if ticket.technician else None
    turn.say(about(ticket.id, "reopened_with" if who else "reopened", number=number, who=who))
    notices.reopened(turn, ticket)


def helped(turn: Turn, args: str) -> None:
    """«Sirvió»: the solution of that closing helped; pressed later it tells the present state."""
    ticket, closing = _closing(turn, args)
    if ticket.status != "closed" or ticket.closings != closing:
        turn.say(about(ticket.id, f"state.{ticket.status}", number=ticket.number))
        return
    tickets.record(turn.session, turn.person, ticket, "helped", turn.chat.channel, turn.now)
    turn.say(about(ticket.id, "glad", number=ticket.number))
    notices.helped(turn, ticket)


def persists(turn: Turn, args: str) -> None:
    """«Sigue igual»: reopens, where that closing is the present one."""
    ticket, closing = _closing(turn, args)
    if ticket.status != "closed" or ticket.closings != closing:
        turn.say(about(ticket.id, f"state.{ticket.status}", number=ticket.number))
    else:
        reopen_now(turn, ticket.number)


def move(turn: Turn, args: str) -> None:
    """«Mover»: the messages of this chat from one inbox id to another go to another ticket, while they are fresh."""
    first, last = map(words.whole, args.partition("-")[::2])
    if first is not None and last is not None:
        moves.fresh(turn.session, turn.chat.id, first, last, turn.now)
        engine.start(turn, "move", {"first": first, "last": last})


def _closing(turn: Turn, args: str) -> tuple[Ticket, int]:
    numbers = [number for word in args.split() if (number := words.whole(word)) is not None]
    number, closing = [*numbers, 0, 0][:2]
    return tickets.get(turn.session, turn.person, number, lock=True), closing


def about(ticket_id: int, key: str, /, **values: object) -> Reply:
    return Reply(key, values, ticket_id=ticket_id)


def number_and_text(args: str) -> tuple[int | None, str]:
    """«121 cambié el cable» → 121 and the text, to the letter."""
    head, *rest = args.split(maxsplit=1) or [""]
    numbers, _ = words.tickets([head])
    return (numbers[0], rest[0] if rest else "") if numbers else (None, args)
