"""Who may come in: deciding about strangers, inviting, linking another channel, undoing a link."""

from bot.actions.people import admitting, inviting
from bot.commands import arguments
from bot.language import words
from bot.replies.steps import Topic
from bot.replies.turn import Turn


def people(turn: Turn, args: str) -> None:
    inviting.list_people(turn)


def invite(turn: Turn, args: str) -> None:
    """`/invitar [nombre]`."""
    turn.ask(Topic.INVITE, {"name": args} if args else {})


def invite_again(turn: Turn, args: str) -> None:
    """«Invitar de nuevo»."""
    inviting.invite_again(turn, words.whole(args) or 0)


def approve(turn: Turn, args: str) -> None:
    admitting.begin_approving(turn, words.whole(args) or 0)


def known(turn: Turn, args: str) -> None:
    admitting.begin_recognising(turn, words.whole(args) or 0)


def is_them(turn: Turn, args: str) -> None:
    """«Es Marta»: of those whose number the stranger has, this one."""
    admitting.recognise(turn, *arguments.two_numbers(args))


def reject(turn: Turn, args: str) -> None:
    admitting.reject(turn, words.whole(args) or 0)


def link(turn: Turn, args: str) -> None:
    inviting.link_another(turn)


def unlink(turn: Turn, args: str) -> None:
    inviting.unlink(turn, words.whole(args) or 0)
