"""Where a message goes, once its place is known."""

from collections.abc import Callable
from datetime import timedelta

from bot.actions import followups
from bot.commands import everyone
from bot.conversation.routing import fits
from bot.conversation.routing.fits import Pieces
from bot.dialogue import engine
from bot.dialogue.form import Form
from bot.language import words
from bot.replies import notices, refusals
from bot.replies.turn import Turn
from store.errors import NotFound
from store.files import files
from store.messages import inbox
from store.tables import Ticket
from store.tickets import thread, tickets

SOON = timedelta(days=7)


def join_album(turn: Turn, part: Pieces, place: tuple[int, int | None]) -> None:
    """With its album, without a second answer."""
    ticket_id, entry_id = place
    ticket = _theirs(turn, part, lambda: tickets.by_id(turn.session, turn.person, ticket_id, "write"))
    if ticket is None:
        return
    if entry_id is None:
        _to_opening(turn, part, ticket)
    else:
        followups.add(turn, ticket, part, internal=thread.is_internal(turn.session, entry_id))


def to_just_confirmed(turn: Turn, part: Pieces, just: fits.Just) -> None:
    ticket = _theirs(turn, part, lambda: tickets.by_id(turn.session, turn.person, just.ticket_id, "write"))
    if ticket is None:
        return
    if just.opening:
        _to_opening(turn, part, ticket)
    else:
        followups.add(turn, ticket, part, internal=just.internal)
    followups.acknowledge(turn, ticket, part, internal=just.internal)


def _to_opening(turn: Turn, part: Pieces, ticket: Ticket) -> None:
    """Files to the files that it was opened with; what comes with words, into its thread."""
    told = [piece for piece in part if piece.inbound.text]
    followups.add(turn, ticket, told)
    shown = [piece.id for piece in part if not piece.inbound.text]
    ids = [file.id for several in files.of_messages(turn.session, shown).values() for file in several]
    if ids:
        thread.attach(turn.session, ticket, None, ids)
        inbox.went_to(turn.session, shown, ticket.id, None)
        notices.more_images(turn, ticket, ids)


def to_quoted(turn: Turn, part: Pieces, place: fits.Quoted) -> None:
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
    ticket = _theirs(turn, part, find)
    if ticket is not None:
        write(turn, part, ticket, internal=internal)


def _theirs(turn: Turn, part: Pieces, find: Callable[[], Ticket]) -> Ticket | None:
    """Where the ticket is not theirs, or no longer, it gets the not-found words, and the text is offered a home."""
    try:
        return find()
    except NotFound as refused:
        refusals.say(turn, refused)
        ask(turn, part, True)
        return None


def to_form(turn: Turn, part: Pieces, form: Form) -> None:
    """Files and captions join the form; what chooses nothing waits for the choice."""
    question = form.asked
    if question is None:
        return
    if question.collects:
        form.waiting.extend(piece.id for piece in part)
        engine.ask_again(turn)
        return
    found = files.of_messages(turn.session, [piece.id for piece in part])
    ids = [file.id for several in found.values() for file in several]
    text = "\n".join(piece.inbound.text for piece in part if piece.inbound.text)
    engine.gather(form, question, ids, text, quiet=turn.quiet)


def ask_to_resume(turn: Turn, part: Pieces, place: bool) -> None:
    """«¿Seguimos?»"""
    engine.start(turn, "resume", waiting=[piece.id for piece in part])


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
    engine.start(turn, "where", waiting=[piece.id for piece in part])


def ask_staff(turn: Turn, part: Pieces, place: bool) -> None:
    """Free text of staff is never relayed by focus: «¿Se lo mando a Marta (Ticket 121)?»"""
    ticket = fits.in_focus(turn, part)
    ids = [piece.id for piece in part]
    if ticket is not None:
        engine.start(turn, "send_to", {"ticket": ticket.number}, waiting=ids)
    else:
        engine.start(turn, "send_to", waiting=ids)


def write(
    turn: Turn, part: Pieces, ticket: Ticket, *, by_focus: bool = False, internal: bool = False
) -> None:
    """Into the thread; into a closed one only after the client said whether it is the same problem again."""
    if ticket.status == "closed" and turn.role == "client" and not fits.is_small(turn, part):
        again = ticket.closed_at is not None and turn.now - ticket.closed_at <= SOON
        engine.start(
            turn,
            "reopen" if again else "anew",
            {"ticket": ticket.number},
            waiting=[piece.id for piece in part],
        )
        return
    followups.add(turn, ticket, part, internal=internal)
    followups.acknowledge(turn, ticket, part, by_focus=by_focus, internal=internal)
