"""An edited message: it changes what it said, wherever that went, and nothing else.

It never runs a command, moves, reopens or confirms. Of what several messages told together (a problem, an album's
entry) it changes its own part. A file that it did not hold before is a message of its own.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.actions.tickets import relaying, retelling
from bot.channels.messages import FileRef, Inbound
from bot.conversation.part import Part
from bot.conversation.routing import calls
from bot.dialogue.engine import Forms
from bot.dialogue.form import Form, Question, Unusable
from bot.language import paragraphs, words
from bot.replies.turn import Turn
from store.messages import inbox
from store.people import invitations
from store.tables import Chat, Entry, InboxMessage, Ticket
from store.tickets import thread, tickets

HIDDEN = invitations.hidden("TK-00000-00000")


def is_edit(forms: Forms, part: Part) -> bool:
    return part.pieces[0].inbound.kind == "edit"


def apart(session: Session, chat: Chat, inbound: Inbound) -> list[Inbound]:
    """A message as it is; an edit as its words, and each file that is new in it as a message about the one that was
    edited."""
    if inbound.kind != "edit" or not inbound.files:
        return [inbound]
    edited = thread.of_message(session, chat.id, inbound.message_id)
    new = [file for file in inbound.files if edited is not None and not _holds(edited, file)]
    return [replace(inbound, files=()), *(_about_the_edited(inbound, file) for file in new)]


def _holds(row: InboxMessage, file: FileRef) -> bool:
    """By its name to fetch it too: what was kept before `unique` was has that alone."""
    names = {name for held in row.payload.get("files", ()) for name in (held["ref"], held.get("unique"))}
    return not names.isdisjoint({file.ref, file.unique or file.ref})


def _about_the_edited(edit: Inbound, file: FileRef) -> Inbound:
    """Its key is the file's: a later edit, of the caption say, brings it no second time."""
    key = f"{edit.address}.{edit.message_id}.{file.unique or file.ref}"
    return replace(edit, kind="message", key=key, text="", files=(file,), quoted=edit.message_id)


def take(forms: Forms, part: Part, found: bool) -> None:
    """Finds what the message became, and changes that."""
    turn, inbound = forms.turn, forms.turn.heard.inbound
    row = thread.of_message(turn.session, turn.chat.id, inbound.message_id)
    before = str(row.payload.get("text", "")) if row else ""
    text = _without_code(turn, before, inbound.text)
    if row is None or before == text or (_is_placed(row) and turn.chat.person is None):
        return
    edit = _Edit(turn, row, before, text)
    if row.closed_at is None or not _change_solution(edit, row.closed_at):
        _change_what_it_became(edit)
    for form in forms.open:
        _change_answer(forms, form, edit)
    inbox.replace_text(turn.session, row.id, text)


def _is_placed(row: InboxMessage) -> bool:
    return row.ticket_id is not None or row.closed_at is not None


def _without_code(turn: Turn, before: str, text: str) -> str:
    """What was kept of a stranger's message holds no code; nor does what replaces it."""
    at_the_door = turn.chat.person_id is None or HIDDEN in before
    return invitations.hidden(text) if at_the_door else text


class _Edit:
    """One message that says something else now."""

    def __init__(self, turn: Turn, row: InboxMessage, before: str, after: str):
        self.turn, self.row, self._before, self._after = turn, row, before, after

    @property
    def before(self) -> str:
        return self._told(self._before)

    @property
    def after(self) -> str:
        """What of it goes where the former text went: where that was addressed and this is not, all of it."""
        was_addressed = calls.told(self.turn, self._before) is not None
        return self._told(self._after) if was_addressed else self._after

    def _told(self, text: str) -> str:
        told = calls.told(self.turn, text)
        return text if told is None else told

    def relayed(self, told: str) -> str:
        """What is to be told now, where that is what the message asked us to tell; else empty."""
        before, after = (relaying.told(self.turn, text) for text in (self._before, self._after))
        return after if told == before else ""

    def retell(self, whole: str, rows: Sequence[InboxMessage]) -> str:
        """The text that these messages told together, with what this one says now in the place of what it said. Where
        that does not stand there any more (they changed the whole answer), it stays as it is."""
        before, after = self._in_its_part(whole)
        told = {row.id: self._told(str(row.payload.get("text", ""))) for row in rows if row.id != self.row.id}
        earlier = [told[id_] for id_ in sorted(told) if id_ < self.row.id and told[id_]]
        later = [told[id_] for id_ in sorted(told) if id_ > self.row.id and told[id_]]
        if not before or (paragraphs.find(whole, before) is None and self._was_left_out):
            return paragraphs.insert(whole, after, earlier, later)
        return paragraphs.replace(whole, before, after, skip=earlier.count(before))

    def around(self, told: str) -> str:
        """What it tells now where it told that. The words around it, which ordered something, are to be the same, and
        an order is nothing that it told: otherwise what was told stays."""
        head, found, tail = self._before.rpartition(told)
        same_order = found and self._after.startswith(head) and self._after[len(head) :].endswith(tail)
        orders = not head and words.command(self._after) is not None
        if not same_order or orders:
            return told
        return self._after[len(head) : len(self._after) - len(tail)].strip()

    def _in_its_part(self, whole: str) -> tuple[str, str]:
        """The former and the new text; of a line that told who and where to call too, what of it told the problem."""
        problem = self.turn.read_line(self.before).problem
        if paragraphs.find(whole, self.before) is None and problem and paragraphs.find(whole, problem):
            return problem, self.turn.read_line(self.after).problem or self.after
        return self.before, self.after

    @property
    def _was_left_out(self) -> bool:
        """A greeting is no part of the problem that it led to."""
        return self.turn.read(self.before).is_greeting


def _change_what_it_became(edit: _Edit) -> None:
    if edit.row.entry_id is not None:
        _change_entry(edit, edit.row.entry_id)
    elif edit.row.ticket_id is not None:
        _change_problem(edit, edit.row.ticket_id)


def _change_entry(edit: _Edit, entry_id: int) -> None:
    turn = edit.turn
    entry = turn.session.get_one(Entry, entry_id)
    ticket = turn.session.get_one(Ticket, entry.ticket_id)
    text = edit.relayed(entry.text) or edit.retell(entry.text, inbox.of_entry(turn.session, entry_id))
    if thread.edit(turn.session, turn.person, ticket, entry, text, turn.now):
        retelling.entry(turn, entry)


def _change_problem(edit: _Edit, ticket_id: int) -> None:
    turn = edit.turn
    ticket = turn.session.get_one(Ticket, ticket_id)
    tickets.lock(turn.session, ticket)
    before = ticket.problem
    problem = edit.retell(_in_words(turn, before), inbox.of_opening(turn.session, ticket_id))
    if thread.edit_problem(turn.session, turn.person, ticket, problem, turn.now):
        retelling.problem(turn, ticket, before)


def _change_solution(edit: _Edit, at: datetime) -> bool:
    """Of what it closed then; False where none of that is closed with it still. Where it came with files, it is an
    entry of the thread as well, whose readers know it as the solution."""
    turn = edit.turn
    closed = tickets.closed_by(turn.session, turn.person, at)
    for ticket in closed:
        before = ticket.solution or ""
        solution = edit.around(before)
        if solution in ("", before):
            continue
        tickets.correct_solution(turn.session, turn.person, ticket, solution, turn.chat.channel, turn.now)
        retelling.solution(turn, ticket, before)
        entry = turn.session.get(Entry, edit.row.entry_id) if edit.row.entry_id else None
        if entry is not None and entry.ticket_id == ticket.id:
            thread.edit(turn.session, turn.person, ticket, entry, solution, turn.now)
    return bool(closed)


def _in_words(turn: Turn, problem: str) -> str:
    """Nothing, where files alone tell it."""
    return "" if problem == turn.voice("in_the_files") else problem


def _change_answer(forms: Forms, form: Form, edit: _Edit) -> None:
    """The answer of a form that is not finished; what it asks, the summary above all, is shown anew."""
    question = _answered_by(form, edit.row)
    if question is None or (edit.before and question.name not in form.answers):
        return
    try:
        found = question.read_all(form, _answer_anew(form, question, edit))
    except Unusable:
        return
    for name, answer in found.items():
        if name == question.name:
            form.answers[name] = answer
        elif edit.row.id in form.told_by(name):
            form.answers[name] = _told_anew(form, name, answer, edit)
    form.forget_suggestions()
    asks = form.next()
    if forms.top is not None and form.state is forms.top.state and asks is not None:
        forms.ask(form, asks)


def _answer_anew(form: Form, question: Question, edit: _Edit) -> str:
    """An answer that was read out of the message (a number, a name) is read out of it anew."""
    answer = form.answers.get(question.name)
    if not question.tells or not isinstance(answer, str):
        return edit.after
    ids = {edit.row.id, *form.told_by(question.name), *form.waiting}
    return edit.retell(_in_words(form.turn, answer), inbox.get_many(form.turn.session, list(ids)))


def _told_anew(form: Form, name: str, answer: Any, edit: _Edit) -> Any:
    """What the message answered besides the question that was asked; with the words of others it is not written
    over."""
    ids = {edit.row.id, *form.told_by(name)}
    rows = inbox.get_many(form.turn.session, list(ids))
    return edit.retell(form.answers[name], rows) if name in form.told else answer


def _answered_by(form: Form, row: InboxMessage) -> Question | None:
    """The question whose answer holds the words of this message, or would, had it had any."""
    name = next((q.name for q in form.dialogue.questions if row.id in form.told_by(q.name)), "")
    if not name and row.id in (*form.waiting, *inbox.of_files(form.turn.session, form.files)):
        name = next((q.captions_to for q in form.dialogue.questions if q.captions_to), "")
    return next((q for q in form.applicable() if q.name == name), None)
