"""Closing a ticket, with the solution that staff must give; deleting one, after a confirmation."""

from collections.abc import Sequence

from bot.actions import followups
from bot.channels.messages import Label, Reply
from bot.dialogue.form import Choice, Dialogue, Form
from bot.dialogue.questions import Pick, Text
from bot.replies import notices
from store.messages import inbox
from store.tickets import thread, tickets


def is_client(form: Form) -> bool:
    return form.turn.role == "client"


def close_it(form: Form) -> None:
    """Closes; what a client adds goes into the thread, what staff write is the solution."""
    turn, said = form.turn, form.answers["solution"]
    ticket = tickets.get(turn.session, turn.person, form.answers["ticket"], "close", lock=True)
    solution = None if is_client(form) else said
    tickets.close(turn.session, turn.person, ticket, solution, turn.chat.channel, turn.now)
    if form.files or (said and is_client(form)):
        entry = thread.write(turn.session, turn.person, ticket, said or "", turn.chat.channel, turn.now)
        thread.attach(turn.session, ticket, entry, form.files)
        told = list(form.sources.values()) or [turn.heard.id]
        here = [*inbox.of_files(turn.session, form.files), *(told if is_client(form) else ())]
        inbox.went_to(turn.session, here, ticket.id, entry.id)
    followups.still_takes_files(turn, ticket)
    reopen = Label(f"reopen {ticket.number}", "reopen")
    turn.say(Reply("closed", {"number": ticket.number}, labels=(reopen,), ticket_id=ticket.id))
    notices.closed(turn, ticket, said, form.files)


def delete_it(form: Form) -> None:
    turn = form.turn
    ticket = tickets.get(turn.session, turn.person, form.answers["ticket"], "delete", lock=True)
    if form.answers["sure"] != "yes":
        turn.say(Reply("delete_ticket.cancelled", {"number": ticket.number}, ticket_id=ticket.id))
        return
    tickets.delete(turn.session, turn.person, ticket, turn.chat.channel, turn.now)
    notices.deleted(turn, ticket)
    turn.say("deleted", number=ticket.number)


def yes_or_no(form: Form) -> Sequence[Choice]:
    return [Choice("yes", "yes", key="delete_yes"), Choice("no", "no", key="no")]


def number(form: Form) -> dict[str, object]:
    return {"number": form.answers["ticket"]}


close_ticket = Dialogue(
    "close_ticket",
    (Text("solution", optional=is_client, asks=lambda form: "ask_client" if is_client(form) else "ask"),),
    then=close_it,
    takes_files=True,
    values=number,
)

delete_ticket = Dialogue(
    "delete_ticket", (Pick("sure", options=yes_or_no, ways_out=False),), then=delete_it, values=number
)
