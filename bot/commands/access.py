"""Who may come in: deciding about strangers, inviting, linking another channel, undoing a link."""

from bot.actions.people import admitting, directory, inviting, privacy
from bot.commands import arguments
from bot.language import phones, words
from bot.replies.steps import Topic
from bot.replies.turn import Turn


def people(turn: Turn, args: str) -> None:
    """`/personas [texto]`; its buttons carry a page, and a longer number is somebody's."""
    page = words.whole(args) if len(args) < phones.SHORTEST_PART else None
    if args and page is None:
        directory.find(turn, args)
    else:
        directory.show_page(turn, page or 1)


def person(turn: Turn, args: str) -> None:
    directory.show(turn, words.whole(args) or 0)


def edit_person(turn: Turn, args: str) -> None:
    turn.ask(Topic.EDIT_PERSON, {"person": words.whole(args) or 0})


def deactivate(turn: Turn, args: str) -> None:
    directory.deactivate(turn, words.whole(args) or 0)


def reactivate(turn: Turn, args: str) -> None:
    directory.reactivate(turn, words.whole(args) or 0)


def take_chat(turn: Turn, args: str) -> None:
    """A person's id, and a chat's."""
    directory.take_chat(turn, *arguments.two_numbers(args))


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


def erase(turn: Turn, args: str) -> None:
    """«Borrar»: nothing is kept of them any more."""
    privacy.decide(turn, words.whole(args) or 0)


def keep(turn: Turn, args: str) -> None:
    """«Rechazar»: what is kept of them stays."""
    privacy.refuse(turn, words.whole(args) or 0)
