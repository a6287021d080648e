"""Where a free message goes: the contract's table (PRODUCT rule 7), as a table.

A burst is first cut by what each message quotes or names («#121»); what names nothing goes with its neighbour. Each
part then takes the first row that fits.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot import dialogue, followup, notices, words
from bot.commands import everyone
from bot.form import Form
from bot.turn import Heard, Turn
from store import files, inbox, said, thread, tickets
from store.refusals import NotFound
from store.tables import Ticket

JUST = timedelta(seconds=30)
SOON = timedelta(days=7)

Pieces = Sequence[Heard]


@dataclass(frozen=True)
class Row:
    """`fits` finds the place for a message, or None; `go` takes the message there."""

    what: str
    fits: Callable[[Turn, Pieces], Any]
    go: Callable[[Turn, Pieces, Any], None]


def respond(turn: Turn, pieces: Pieces, *, quiet: bool = False) -> None:
    """Answers a burst. `quiet`: something else is about to be said, a form that takes files says nothing."""
    turn.quiet = quiet
    for part in _parts(turn, pieces):
        for row in CLIENT if turn.role == "client" else STAFF:
            place = row.fits(turn, part)
            if place is not None:
                row.go(turn, part, place)
                break


def _parts(turn: Turn, pieces: Pieces) -> list[list[Heard]]:
    """Neighbours that name the same place, or nothing, together."""
    parts: list[tuple[str, list[Heard]]] = []
    for piece in pieces:
        name = _names(piece)
        if parts and (not name or not parts[-1][0] or parts[-1][0] == name):
            parts[-1] = (parts[-1][0] or name, [*parts[-1][1], piece])
        else:
            parts.append((name, [piece]))
    return [part for _, part in parts]


def _names(piece: Heard) -> str:
    inbound = piece.inbound
    if inbound.quoted:
        return f"quoted {inbound.quoted}"
    addressed = words.addressed(inbound.text)
    return f"#{addressed[0]}" if addressed else ""


# -- what may fit -----------------------------------------------------------------------------------------


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
    """The ticket of a form that was confirmed a moment ago, and whether it was its opening."""

    ticket_id: int
    opening: bool


def just_confirmed(turn: Turn, part: Pieces) -> Just | None:
    """The ticket of a form that was confirmed a moment ago still takes its files."""
    just = turn.memory.get("just")
    if not just or turn.now - datetime.fromisoformat(just["at"]) > JUST:
        return None
    bare = all(piece.inbound.files and not piece.inbound.text for piece in part)
    return Just(just["ticket"], just["opening"]) if bare else None


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
    row = said.by_message(turn.session, turn.chat.id, message_id)
    if row is not None:
        return Quoted(row.ticket_id, row.internal) if row.ticket_id or row.several else None
    own = thread.of_message(turn.session, turn.chat.id, message_id)
    return Quoted(own.ticket_id) if own and own.ticket_id else None


def named(turn: Turn, part: Pieces) -> int | None:
    """«#121»."""
    found = (words.addressed(piece.inbound.text) for piece in part if not piece.inbound.quoted)
    return next((addressed[0] for addressed in found if addressed), None)


def silent_form(turn: Turn, part: Pieces) -> bool | None:
    """A question of ours that nobody said anything to for a day."""
    form = dialogue.current(turn)
    after = turn.desk.settings.reminders.resume_after
    if form is None or form.dialogue.name == "resume" or not after:
        return None
    before = inbox.heard_before(turn.session, turn.chat.id, part[0].id)
    return True if before and turn.now - before >= after else None


def open_form(turn: Turn, part: Pieces) -> Form | None:
    """A question of ours that is open and has a use for this."""
    form = dialogue.current(turn)
    question = form.asked if form else None
    if form is None or question is None:
        return None
    if question.collects:
        return form
    has_files = any(piece.inbound.files for piece in part)
    return form if form.dialogue.takes_files and has_files else None


def greeting(turn: Turn, part: Pieces) -> bool | None:
    """«hola» and no more."""
    whole = " ".join(piece.inbound.text for piece in part)
    return True if _bare(part) and words.fold(whole) in turn.desk.texts.words("talk.hello") else None


def in_focus(turn: Turn, part: Pieces) -> Ticket | None:
    """The only ticket that was opened, viewed, written or told about here in the last 30 minutes."""
    focus = followup.in_focus(turn)
    if any(piece.inbound.late for piece in part) and len(tickets.open_of(turn.session, turn.person, 2)) > 1:
        return None  # what it quoted is lost, and it may be older than what is in focus
    return focus[0] if len(focus) == 1 else None


def small_talk(turn: Turn, part: Pieces) -> bool | None:
    """Thanks, greetings, «ok», emoji: they ask nothing."""
    return True if _bare(part) and _is_small(turn, part) else None


def unreadable(turn: Turn, part: Pieces) -> bool | None:
    """Nothing but what we cannot read."""
    return True if all(piece.inbound.unreadable for piece in part) else None


def always(turn: Turn, part: Pieces) -> bool:
    return True


# -- where it goes ----------------------------------------------------------------------------------------


def join_album(turn: Turn, part: Pieces, place: tuple[int, int | None]) -> None:
    """With its album, without a second answer."""
    ticket_id, entry_id = place
    ticket = tickets.by_id(turn.session, turn.person, ticket_id, "write")
    if entry_id is None:
        _to_opening(turn, part, ticket)
    else:
        followup.add(turn, ticket, part)


def to_just_confirmed(turn: Turn, part: Pieces, just: Just) -> None:
    ticket = tickets.by_id(turn.session, turn.person, just.ticket_id, "write")
    if just.opening:
        _to_opening(turn, part, ticket)
    else:
        followup.add(turn, ticket, part)
    followup.acknowledge(turn, ticket, part)


def _to_opening(turn: Turn, part: Pieces, ticket: Ticket) -> None:
    found = files.of_messages(turn.session, [piece.id for piece in part])
    ids = [file.id for several in found.values() for file in several]
    thread.attach(turn.session, ticket, None, ids)
    inbox.went_to(turn.session, [piece.id for piece in part], ticket.id, None)
    notices.more_images(turn, ticket, ids)


def to_quoted(turn: Turn, part: Pieces, place: Quoted) -> None:
    if place.ticket_id is None:
        ask(turn, part, True)
        return
    _into(
        turn,
        part,
        lambda: tickets.by_id(turn.session, turn.person, place.ticket_id or 0, "write"),
        place.internal,
    )


def to_named(turn: Turn, part: Pieces, number: int) -> None:
    _into(turn, part, lambda: tickets.get(turn.session, turn.person, number, "write"))


def _into(turn: Turn, part: Pieces, find: Callable[[], Ticket], internal: bool = False) -> None:
    """Where the ticket is not theirs, it gets the not-found words, and the text is offered a home."""
    try:
        ticket = find()
    except NotFound as refused:
        turn.say(f"refused.{refused.key}", **refused.values)
        ask(turn, part, True)
        return
    write(turn, part, ticket, internal=internal)


def to_form(turn: Turn, part: Pieces, form: Form) -> None:
    """Files and captions join the form; what chooses nothing waits for the choice."""
    question = form.asked
    if question is None:
        return
    if question.collects:
        form.waiting.extend(piece.id for piece in part)
        dialogue.ask_again(turn)
        return
    found = files.of_messages(turn.session, [piece.id for piece in part])
    ids = [file.id for several in found.values() for file in several]
    text = "\n".join(piece.inbound.text for piece in part if piece.inbound.text)
    dialogue.gather(form, question, ids, text, quiet=turn.quiet)


def ask_to_resume(turn: Turn, part: Pieces, place: bool) -> None:
    """«¿Seguimos?»"""
    dialogue.start(turn, "resume", waiting=[piece.id for piece in part])


def to_menu(turn: Turn, part: Pieces, place: bool) -> None:
    everyone.menu(turn, "")


def to_focus(turn: Turn, part: Pieces, ticket: Ticket) -> None:
    write(turn, part, ticket, by_focus=True)


def answer_courtesy(turn: Turn, part: Pieces, place: bool) -> None:
    """A greeting gets the menu; thanks and the like need no answer."""
    talk = words.Talk(turn.desk.texts)
    if any(talk.is_greeting(piece.inbound.text) for piece in part):
        everyone.menu(turn, "")


def say_unreadable(turn: Turn, part: Pieces, place: bool) -> None:
    turn.say("unreadable")


def ask(turn: Turn, part: Pieces, place: bool) -> None:
    """Their open tickets, «Nuevo ticket», «Cancelar»."""
    dialogue.start(turn, "where", waiting=[piece.id for piece in part])


def ask_staff(turn: Turn, part: Pieces, place: bool) -> None:
    """Free text of staff is never relayed by focus: «¿Se lo mando a Marta (Ticket 121)?»"""
    ticket = in_focus(turn, part)
    ids = [piece.id for piece in part]
    if ticket is not None:
        dialogue.start(turn, "send_to", {"ticket": ticket.number}, waiting=ids)
    else:
        dialogue.start(turn, "send_to", waiting=ids)


def write(
    turn: Turn, part: Pieces, ticket: Ticket, *, by_focus: bool = False, internal: bool = False
) -> None:
    """Into the thread; into a closed one only after the client said whether it is the same problem again."""
    if ticket.status == "closed" and turn.role == "client" and not _is_small(turn, part):
        again = ticket.closed_at is not None and turn.now - ticket.closed_at <= SOON
        dialogue.start(
            turn,
            "reopen" if again else "anew",
            {"ticket": ticket.number},
            waiting=[piece.id for piece in part],
        )
        return
    followup.add(turn, ticket, part, internal=internal)
    followup.acknowledge(turn, ticket, part, by_focus=by_focus)


def _bare(part: Pieces) -> bool:
    return not any(piece.inbound.files or piece.inbound.unreadable for piece in part)


def _is_small(turn: Turn, part: Pieces) -> bool:
    talk = words.Talk(turn.desk.texts)
    return _bare(part) and all(talk.is_small(piece.inbound.text) for piece in part)


CLIENT = (
    Row("an album's sibling goes where its album went", album, join_album),
    Row("quotes a message of ours about a ticket", quoted, to_quoted),
    Row("«#121» then space, colon, comma, newline", named, to_named),
    Row("a question of ours is open, and nobody spoke for a day", silent_form, ask_to_resume),
    Row("a question of ours is open", open_form, to_form),
    Row("a form just confirmed still takes files", just_confirmed, to_just_confirmed),
    Row("«hola»", greeting, to_menu),
    Row("the only ticket in focus", in_focus, to_focus),
    Row("thanks, greetings, «ok» and emoji alone", small_talk, answer_courtesy),
    Row("a poll, a sticker", unreadable, say_unreadable),
    Row("anything else", always, ask),
)

STAFF = (
    Row("an album's sibling goes where its album went", album, join_album),
    Row("quotes a message of ours about a ticket", quoted, to_quoted),
    Row("«#121» then space, colon, comma, newline", named, to_named),
    Row("a question of ours is open, and nobody spoke for a day", silent_form, ask_to_resume),
    Row("a question of ours is open", open_form, to_form),
    Row("a form just confirmed still takes files", just_confirmed, to_just_confirmed),
    Row("«hola»", greeting, to_menu),
    Row("thanks, greetings, «ok» and emoji alone", small_talk, answer_courtesy),
    Row("a poll, a sticker", unreadable, say_unreadable),
    Row("anything else", always, ask_staff),
)
