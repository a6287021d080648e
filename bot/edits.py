"""An edited message: it changes what it said, wherever that went, and nothing else.

It never runs a command, moves, reopens or confirms.
"""

from bot import commands, dialogue, notices, words
from bot.commands.tickets import number_and_text
from bot.form import Form, Unusable
from bot.turn import Turn
from store import thread
from store.tables import Entry, InboxMessage, Ticket

WRITING = frozenset({"respond", "note", "close"})


def take(turn: Turn) -> None:
    """Finds what the message became, and changes that."""
    inbound = turn.heard.inbound
    row = thread.of_message(turn.session, turn.chat.id, inbound.message_id)
    if row is None or row.payload.get("text") == inbound.text:
        return
    before = str(row.payload.get("text", ""))
    row.payload = {**row.payload, "text": inbound.text}
    if row.entry_id is not None:
        _entry(turn, row.entry_id, before, inbound.text)
    elif row.ticket_id is not None:
        _problem(turn, row.ticket_id, before, inbound.text)
    else:
        _answer(turn, row, inbound.text)


def _entry(turn: Turn, entry_id: int, before: str, after: str) -> None:
    entry = turn.session.get_one(Entry, entry_id)
    mine = entry.author_id == turn.person.id and entry.withdrawn_at is None
    if (told := _told(turn, before)) is not None:
        before, again = told, _told(turn, after)
        after = after if again is None else again
    if mine and thread.edit(turn.session, entry, _replaced(entry.text, before, after), turn.now):
        notices.edited(turn, entry)


def _told(turn: Turn, text: str) -> str | None:
    """What of a text went into the thread, where it began with «#121» or was a command that writes; None elsewhere."""
    if addressed := words.addressed(text):
        return addressed[1]
    call = commands.read(turn.desk.texts, text)
    if call is None or call.command is None or call.command.name not in WRITING:
        return None
    return number_and_text(call.args)[1]


def _problem(turn: Turn, ticket_id: int, before: str, after: str) -> None:
    ticket = turn.session.get_one(Ticket, ticket_id)
    mine = turn.person.id in (ticket.requester_id, ticket.opened_by_id) and ticket.status == "open"
    if mine and before and before in ticket.problem:
        thread.edit_problem(turn.session, ticket, _replaced(ticket.problem, before, after), turn.now)
        notices.problem_edited(turn, ticket)


def _replaced(whole: str, before: str, after: str) -> str:
    """An album's entry holds several captions: one that is new joins the others."""
    if not before and whole:
        return f"{whole}\n{after}"
    return whole.replace(before, after, 1) if before in whole else after


def _answer(turn: Turn, row: InboxMessage, text: str) -> None:
    """The answer of a form that is not finished; the summary, if it is open, is shown anew."""
    for state in turn.memory.get("forms", ()):
        form = Form(turn, turn.dialogues[state["name"]], state)
        name = next((name for name, source in form.sources.items() if source == row.id), None)
        question = next((q for q in form.applicable() if q.name == name), None)
        if question is None or question.name not in form.answers:
            continue
        try:
            form.answers[question.name] = question.read(form, text)
        except Unusable:
            continue
        if form.asked is not None and form.next() is form.asked:
            dialogue.ask(form, form.asked)
