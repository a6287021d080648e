"""Staff write to a client or leave a note: asked for the text, or asked where a free text should go."""

from collections.abc import Sequence

from bot.actions import followups
from bot.dialogue.form import Choice, Dialogue, Form
from bot.dialogue.questions import Pick, Text, TicketNumber
from bot.replies import views
from store.errors import NotFound
from store.tables import Ticket
from store.tickets import lists, tickets


def write_it(form: Form) -> None:
    """Adds the text, and what files came with it, to the thread."""
    turn, answers = form.turn, form.answers
    internal = bool(answers.get("internal"))
    ticket = tickets.get(
        turn.session, turn.person, answers["ticket"], "note" if internal else "write", lock=True
    )
    followups.write(
        turn, ticket, answers["text"], form.files, source=form.sources.get("text"), internal=internal
    )
    followups.still_takes_files(turn, ticket, internal=internal)


def send_it(form: Form) -> None:
    """Takes the waiting messages where the writer said."""
    turn, answers = form.turn, form.answers
    internal = answers["how"] == "note"
    ticket = tickets.get(
        turn.session, turn.person, answers["ticket"], "note" if internal else "write", lock=True
    )
    pieces = followups.load(turn.session, form.waiting)
    followups.add(turn, ticket, pieces, internal=internal)
    followups.still_takes_files(turn, ticket, internal=internal)
    followups.moved(turn, ticket, pieces, internal=internal)


def send_or_note(form: Form) -> Sequence[Choice]:
    return [Choice("send", "send", key="send"), Choice("note", "note", key="note")]


def recent(form: Form) -> Sequence[Ticket]:
    """The tickets that this chat was about lately, then their own."""
    turn = form.turn
    lately = followups.in_focus(turn)
    return list(
        {ticket.id: ticket for ticket in [*lately, *lists.open_of(turn.session, turn.person, 6)]}.values()
    )[:6]


def about(form: Form) -> dict[str, object]:
    """The client's name and the ticket, and the beginning of what was written."""
    number = form.answers.get("ticket")
    try:
        ticket = tickets.get(form.turn.session, form.turn.person, number) if number else None
    except NotFound:  # by now; the choice itself is refused in words
        ticket = None
    return {
        "number": number,
        "client": views.first_name(ticket.requester) if ticket else "",
        "excerpt": followups.excerpt(form.turn, form.waiting),
    }


write = Dialogue(
    "write",
    (
        Text(
            "text", files_say_it=True, asks=lambda form: "ask_note" if form.answers.get("internal") else "ask"
        ),
    ),
    then=write_it,
    takes_files=True,
    values=about,
)

send_to = Dialogue(
    "send_to",
    (
        TicketNumber("ticket", act="write", options=recent, collects=True),
        Pick("how", options=send_or_note, collects=True),
    ),
    then=send_it,
    values=about,
)
