"""What a message may fit: each finds its place in the situation, or None; the table asks them in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.actions import followups
from bot.dialogue import engine
from bot.dialogue.form import Form
from bot.language import words
from bot.replies.turn import Heard, Turn
from store.messages import inbox, sent_lookup
from store.tables import Ticket
from store.tickets import lists, thread

JUST = timedelta(seconds=30)

Pieces = Sequence[Heard]


def album(turn: Turn, part: Pieces) -> tuple[int, int | None] | None:
    """Where the album of these files went already."""
    albums = {piece.inbound.album for piece in part}
    return (
        inbox.album_place(turn.session, turn.chat.id, albums.pop())
        if len(albums) == 1 and "" not in albums
        else None
    )


@dataclass(frozen=True)
class Just:
    """The ticket of a form that was confirmed a moment ago, and whether it was its opening, or a note."""

    ticket_id: int
    opening: bool
    internal: bool


def just_confirmed(turn: Turn, part: Pieces) -> Just | None:
    """The ticket of a form that was confirmed a moment ago still takes its files."""
    just = turn.memory.get("just")
    if not just or turn.now - datetime.fromisoformat(just["at"]) > JUST:
        return None
    bare = all(piece.inbound.files and not piece.inbound.text for piece in part)
    return Just(just["ticket"], just["opening"], just.get("internal", False)) if bare else None


@dataclass(frozen=True)
class Quoted:
    """The ticket that a quoted message is about; none where it shows several."""

    ticket_id: int | None
    internal: bool = False


def quoted(turn: Turn, part: Pieces) -> Quoted | None:
    """A message of ours about a ticket, or one of their own that went into one."""
    message_id = next((piece.inbound.quoted for piece in part if piece.inbound.quoted), "")
    if not message_id:
        return None
    row = sent_lookup.by_message(turn.session, turn.chat.id, message_id)
    if row is not None:
        return Quoted(row.ticket_id, row.internal) if row.ticket_id or row.several else None
    own = thread.of_message(turn.session, turn.chat.id, message_id)
    if own is None or own.ticket_id is None:
        return None
    return Quoted(own.ticket_id, thread.is_internal(turn.session, own.entry_id))


def named(turn: Turn, part: Pieces) -> int | None:
    """«#121»."""
    found = (words.addressed(piece.inbound.text) for piece in part if not piece.inbound.quoted)
    return next((addressed[0] for addressed in found if addressed), None)


def silent_form(turn: Turn, part: Pieces) -> bool | None:
    """A question of ours that nobody said anything to for a day."""
    form = engine.current(turn)
    after = turn.desk.settings.reminders.resume_after
    if form is None or form.dialogue.name == "resume" or not after:
        return None
    before = inbox.heard_before(turn.session, turn.chat.id, part[0].id)
    return True if before and turn.now - before >= after else None


def open_form(turn: Turn, part: Pieces) -> Form | None:
    """A question of ours that is open and has a use for this."""
    form = engine.current(turn)
    question = form.asked if form else None
    if form is None or question is None or any(engine.is_older(form, piece.inbound) for piece in part):
        return None
    if question.collects:
        return form
    has_files = any(piece.inbound.files for piece in part)
    return form if form.dialogue.takes_files and has_files else None


def greeting(turn: Turn, part: Pieces) -> bool | None:
    """«hola» and no more."""
    whole = " ".join(piece.inbound.text for piece in part)
    return True if bare(part) and words.fold(whole) in turn.desk.texts.words("talk.hello") else None


def in_focus(turn: Turn, part: Pieces) -> Ticket | None:
    """The only ticket that was opened, viewed, written or told about here in the last 30 minutes."""
    focus = followups.in_focus(turn)
    ticket = focus[0] if len(focus) == 1 else None
    said = [piece.inbound.at for piece in part if piece.inbound.late]
    if ticket is None or not said:
        return ticket
    # What it quoted is lost, and it may be older than what is in focus.
    doubtful = min(said) < ticket.created_at or len(lists.open_of(turn.session, turn.person, 2)) > 1
    return None if doubtful else ticket


def small_talk(turn: Turn, part: Pieces) -> bool | None:
    """Thanks, greetings, «ok», emoji: they ask nothing."""
    return True if bare(part) and is_small(turn, part) else None


def unreadable(turn: Turn, part: Pieces) -> bool | None:
    """Nothing but what we cannot read."""
    silent = all(piece.inbound.unreadable and not piece.inbound.text for piece in part)
    return True if silent else None


def always(turn: Turn, part: Pieces) -> bool:
    return True


def bare(part: Pieces) -> bool:
    return not any(piece.inbound.files or piece.inbound.unreadable for piece in part)


def is_small(turn: Turn, part: Pieces) -> bool:
    talk = words.Talk(turn.desk.texts)
    return bare(part) and all(talk.is_small(piece.inbound.text) for piece in part)
