"""How the words after a command are read: a ticket's number and a text, numbers that a button carries."""

from bot.language import meaning, words
from bot.replies import acts
from bot.replies.acts import Act
from bot.replies.steps import Topic
from bot.replies.turn import Turn
from store.tables import Ticket
from store.tickets import tickets


def ticket_and_text(turn: Turn, args: str, act: Act, permission: str) -> tuple[Ticket | None, str]:
    """The ticket that the words begin with, where they may do that to it, and what follows.

    Where there is no number it is asked which, and what was written comes with the answer: the ticket is None then.
    Raises NotFound or NotAllowed.
    """
    number, text = words.number_and_text(args)
    if number is None:
        told = [turn.heard.id] if text else []
        turn.ask(Topic.WHICH, {"command": act.name, "rest": text}, waiting=told)
        return None, text
    return tickets.get(turn.session, turn.person, number, permission), text


NEEDS_NO_WORDS = (acts.CLOSE, acts.REOPEN)


def tickets_and_text(turn: Turn, args: str, act: Act, permission: str) -> tuple[list[Ticket], str]:
    """As `ticket_and_text`, where the words may begin with several; one that is refused spoils the whole line. Of
    numbers alone, where the act is nothing without words, the others are these: «/responder 121 8080»."""
    named, text = meaning.leading_tickets(args, tuple(turn.desk.texts.languages))
    if len(named) > 1 and (text or act in NEEDS_NO_WORDS):
        return [tickets.get(turn.session, turn.person, number, permission) for number in named], text
    ticket, text = ticket_and_text(turn, args, act, permission)
    return [ticket] if ticket else [], text


def numbers(args: str) -> list[int]:
    """The numbers that a button carries; whatever else is there is passed over."""
    return [number for word in args.split() if (number := words.whole(word)) is not None]


def two_numbers(args: str) -> tuple[int, int]:
    """As `numbers`, always two: 0 where one is missing, which is nobody's."""
    first, second, *_ = [*numbers(args), 0, 0]
    return first, second
