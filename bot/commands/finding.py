"""Finding tickets: by words, page by page."""

from bot.actions.finding import searching
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
