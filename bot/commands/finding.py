"""Finding tickets by words, page by page; joining those of the same incident."""

from bot.actions.finding import joining, searching
from bot.commands import arguments
from bot.language import words
from bot.replies.steps import Topic
from bot.replies.turn import Turn


def search(turn: Turn, args: str) -> None:
    """`/buscar texto`."""
    if args.strip():
        searching.find(turn, args)
    else:
        turn.ask(Topic.SEARCH)


def page(turn: Turn, args: str) -> None:
    """«Anterior», «Siguiente» of what was found."""
    number, _, name = args.partition(" ")
    searching.turn_page(turn, name, words.whole(number) or 1)


def join(turn: Turn, args: str) -> None:
    """«Unir» on the card of a new ticket: it and those that it is like."""
    joining.join(turn, arguments.numbers(args))


def let_lead(turn: Turn, args: str) -> None:
    joining.let_lead(turn, words.whole(args) or 0)


def separate(turn: Turn, args: str) -> None:
    joining.separate(turn, words.whole(args) or 0)
