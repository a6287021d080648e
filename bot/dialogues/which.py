"""Which ticket, for a command that came without its number."""

from collections.abc import Callable, Sequence

from bot.dialogue.form import Dialogue, Form
from bot.dialogue.questions import TicketNumber
from bot.replies.turn import Turn
from store.tables import Ticket
from store.tickets import lists


def _own(turn: Turn) -> Sequence[Ticket]:
    if turn.role == "lead":
        return lists.unassigned(turn.session, 8) or lists.newest(turn.session, 8)
    return lists.open_of(turn.session, turn.person, 8)


def _closed(turn: Turn) -> Sequence[Ticket]:
    return lists.closed_of(turn.session, turn.person, 8)


OFFERED: dict[str, Callable[[Turn], Sequence[Ticket]]] = {"reopen": _closed}


def candidates(form: Form) -> Sequence[Ticket]:
    return OFFERED.get(form.answers["command"], _own)(form.turn)


def any_to_choose(form: Form) -> bool:
    """A lead may name any ticket; others only theirs."""
    return form.turn.role == "lead" or bool(candidates(form))


def run(form: Form) -> None:
    """Runs the command with the number that it lacked."""
    answers = form.answers
    args = f"{answers['ticket']} {answers.get('rest', '')}".strip()
    form.turn.commands[answers["command"]].run(form.turn, args)


def act(form: Form) -> dict[str, object]:
    return {"act": form.turn.voice(f"labels.{form.answers['command']}")}


which = Dialogue(
    "which", (TicketNumber("ticket", options=candidates),), then=run, values=act, possible=any_to_choose
)
