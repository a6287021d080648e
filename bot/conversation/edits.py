"""An edited message: it changes what it said, wherever that went, and nothing else.

It never runs a command, moves, reopens or confirms.
"""

from bot import commands
from bot.commands.tickets import number_and_text
from bot.dialogue import engine
from bot.dialogue.form import Form, Question, Unusable
from bot.language import words
from bot.replies import notices
from bot.replies.turn import Turn
from store.messages import inbox
from store.people import invitations
from store.tables import Entry, InboxMessage, Ticket
from store.tickets import thread

WRITING = commands.TAKE_FILES - {"open"}
HIDDEN = invitations.hidden("TK-00000-00000")


def take(turn: Turn) -> None:
    """Finds what the message became, and changes that."""
    inbound = turn.heard.inbound
    row = thread.of_message(turn.session, turn.chat.id, inbound.message_id)
    before = str(row.payload.get("text", "")) if row else ""
    text = _without_code(turn, before, inbound.text)
    if row is None or before == text or (row.ticket_id is not None and turn.chat.person is None):
        return
    inbox.retell(turn.session, row.id, text)
    before, after = _what_it_told(turn, before, text)
    if row.entry_id is not None:
        _entry(turn, row.entry_id, before, after)
    elif row.ticket_id is not None:
        _problem(turn, row.ticket_id, before, after)
    for state in turn.memory.get("forms", ()):
        if state["name"] in turn.dialogues:
            _answer(Form(turn, turn.dialogues[state["name"]], state), row, before, after)


def _without_code(turn: Turn, before: str, text: str) -> str:
    """What was kept of a message at the door holds no code; nor does what replaces it."""
    at_the_door = turn.chat.person_id is None or HIDDEN in before
    return invitations.hidden(text) if at_the_door else text


def _what_it_told(turn: Turn, before: str, after: str) -> tuple[str, str]:
    """The texts without the «#121», or the command that writes, that brought them to their place."""
    told, again = _told(turn, before), _told(turn, after)
    if told is None:
        return before, after
    return told, after if again is None else again


def _told(turn: Turn, text: str) -> str | None:
    """What of it went into the thread; None where it is neither addressed nor a command that writes."""
    if addressed := words.addressed(text):
        return addressed[1]
    call = commands.read(turn.desk.texts, text)
    if call is None or call.command is None or call.command.name not in WRITING:
        return None
    return number_and_text(call.args)[1]


def _entry(turn: Turn, entry_id: int, before: str, after: str) -> None:
    entry = turn.session.get_one(Entry, entry_id)
    mine = entry.author_id == turn.person.id and entry.withdrawn_at is None
    if mine and thread.edit(turn.session, entry, _replaced(entry.text, before, after), turn.now):
        notices.edited(turn, entry)


def _problem(turn: Turn, ticket_id: int, before: str, after: str) -> None:
    ticket = turn.session.get_one(Ticket, ticket_id)
    mine = turn.person.id in (ticket.requester_id, ticket.opened_by_id) and ticket.status == "open"
    problem = _in_words(turn, ticket.problem)
    if mine and before in problem:
        thread.edit_problem(turn.session, ticket, _replaced(problem, before, after), turn.now)
        notices.problem_edited(turn, ticket)


def _in_words(turn: Turn, problem: str) -> str:
    """Nothing, where files alone tell it."""
    return "" if problem == turn.voice("in_the_files") else problem


def _replaced(whole: str, before: str, after: str) -> str:
    """What several messages told holds each one's words: those that are new join the others."""
    if before and before in whole:
        return whole.replace(before, after, 1)
    return "\n".join(filter(None, (whole, after)))


def _answer(form: Form, row: InboxMessage, before: str, after: str) -> None:
    """The answer of a form that is not finished; what it asks, the summary above all, is shown anew."""
    question = _answered_by(form, row)
    if question is None or (before and question.name not in form.answers):
        return
    answer = form.answers.get(question.name)
    whole = _in_words(form.turn, answer) if isinstance(answer, str) else ""
    if before not in whole:
        if form.sources.get(question.name) != row.id:
            return
        whole = ""  # the answer was read from it, and is not its words
    try:
        form.answers[question.name] = question.read(form, _replaced(whole, before, after))
    except Unusable:
        return
    if form.state is form.turn.memory["forms"][-1] and (asks := form.next()) is not None:
        engine.ask(form, asks)


def _answered_by(form: Form, row: InboxMessage) -> Question | None:
    """The question whose answer holds the words of this message, or would, had it had any."""
    name = next((q.name for q in form.dialogue.questions if row.id in form.told_by(q.name)), "")
    if not name and row.id in (*form.waiting, *inbox.of_files(form.turn.session, form.files)):
        name = next((q.captions_to for q in form.dialogue.questions if q.captions_to), "")
    return next((q for q in form.applicable() if q.name == name), None)
