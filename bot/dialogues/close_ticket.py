"""Closing a ticket, with the solution that staff must give; deleting one, after a confirmation."""

from collections.abc import Sequence

from bot.actions.tickets import closing
from bot.dialogue.form import Choice, Dialogue, Form
from bot.dialogue.questions import Pick, Text
from bot.replies.steps import Topic
from store.tickets import tickets


def is_client(form: Form) -> bool:
    """Whether they close what they asked for themselves. Raises NotFound."""
    ticket = tickets.get(form.turn.session, form.turn.person, form.answers["ticket"])
    return tickets.is_clients_side(form.turn.person, ticket)


def close_it(form: Form) -> None:
    told = list(form.sources.values()) or [form.turn.heard.id]
    closing.close(form.turn, form.answers["ticket"], form.answers["solution"], form.files, told)


def delete_it(form: Form) -> None:
    closing.delete(form.turn, form.answers["ticket"], form.answers["sure"] == "yes")


def yes_or_no(form: Form) -> Sequence[Choice]:
    return [Choice("yes", "yes", key="delete_yes"), Choice("no", "no", key="no")]


def number(form: Form) -> dict[str, object]:
    return {"number": form.answers["ticket"]}


close_ticket = Dialogue(
    Topic.CLOSE_TICKET,
    (Text("solution", optional=is_client, asks=lambda form: "ask_client" if is_client(form) else "ask"),),
    then=close_it,
    takes_files=True,
    values=number,
)

delete_ticket = Dialogue(
    Topic.DELETE_TICKET,
    (Pick("sure", options=yes_or_no, ways_out=False),),
    then=delete_it,
    values=number,
)
