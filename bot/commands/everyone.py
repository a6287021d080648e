"""What everybody may ask for: the menu, the help, their tickets, the language, the way out."""

from bot.actions import menus
from bot.actions.people import privacy
from bot.actions.tickets import listing
from bot.language import words
from bot.replies.steps import Leave, Topic
from bot.replies.turn import Turn


def start(turn: Turn, args: str) -> None:
    menus.show(turn)


def help(turn: Turn, args: str) -> None:
    menus.help(turn)


def commands(turn: Turn, args: str) -> None:
    menus.commands(turn)


def mine(turn: Turn, args: str) -> None:
    """«Mis tickets», a page."""
    listing.mine(turn, words.whole(args) or 1)


def language(turn: Turn, args: str) -> None:
    turn.ask(Topic.LANGUAGE)


def my_data(turn: Turn, args: str) -> None:
    privacy.show(turn)


def erase_me(turn: Turn, args: str) -> None:
    privacy.begin(turn)


def cancel(turn: Turn, args: str) -> None:
    turn.next.append(Leave())
