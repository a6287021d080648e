"""What is done with a message once its place is known."""

from collections.abc import Callable

from bot.actions import menus
from bot.actions.tickets import followups, opening, viewing
from bot.clock import away
from bot.conversation.part import Part
from bot.conversation.routing import closed, places
from bot.dialogue.engine import Forms
from bot.language.meaning import Meaning
from bot.replies import notices, refusals
from bot.replies.acts import CLIENT
from bot.replies.steps import Topic
from bot.replies.turn import Turn
from store.errors import NotFound
from store.files import files
from store.messages import inbox
from store.tables import Ticket
from store.tickets import thread, tickets

OK, NO = "👍", "👎"
"""How staff see a courtesy."""


def do_nothing(forms: Forms, part: Part, found: bool) -> None:
    """Nothing is left to be done."""


def opt_out(forms: Forms, part: Part, act: Callable[[Turn], None]) -> None:
    act(forms.turn)


def show(forms: Forms, part: Part, number: int) -> None:
    """What was asked is asked again afterwards."""
    forms.interrupted = True
    viewing.show(forms.turn, number)


def begin_there(forms: Forms, part: Part, found: tuple[str, str]) -> None:
    """A new ticket from the sticker's place; what was written after it is its problem."""
    place, typed = found
    forms.interrupted = True
    if part.ids[1:]:
        opening.begin_with(forms.turn, part.ids[1:], place=place)
    else:
        opening.begin(forms.turn, typed, place=place)


def join_album(forms: Forms, part: Part, place: tuple[int, int | None]) -> None:
    """With its album, without a second answer."""
    turn, (ticket_id, entry_id) = forms.turn, place
    ticket = _theirs(
        forms, part, lambda: tickets.by_id(turn.session, turn.person, ticket_id, "write", lock=True)
    )
    if ticket is None:
        return
    if entry_id is None:
        _to_opening(turn, part, ticket)
    else:
        followups.add(turn, ticket, part.pieces, internal=thread.is_internal(turn.session, entry_id))


def to_just_confirmed(forms: Forms, part: Part, just: places.Just) -> None:
    turn = forms.turn
    ticket = _theirs(
        forms, part, lambda: tickets.by_id(turn.session, turn.person, just.ticket_id, "write", lock=True)
    )
    if ticket is None:
        return
    if just.opening:
        _to_opening(turn, part, ticket)
    else:
        followups.add(turn, ticket, part.pieces, internal=just.internal)
    followups.acknowledge(turn, ticket, part.pieces, internal=just.internal)


def _to_opening(turn: Turn, part: Part, ticket: Ticket) -> None:
    """Files to the files that it was opened with; what comes with words, into its thread."""
    told = [piece for piece in part.pieces if piece.inbound.text]
    followups.add(turn, ticket, told)
    shown = [piece.id for piece in part.pieces if not piece.inbound.text]
    ids = [file.id for several in files.of_messages(turn.session, shown).values() for file in several]
    if ids:
        thread.attach(turn.session, ticket, None, ids)
        inbox.set_place(turn.session, shown, ticket.id, None)
        notices.more_images(turn, ticket, ids)


def to_quoted(forms: Forms, part: Part, place: places.Quoted) -> None:
    turn, ticket_id = forms.turn, place.ticket_id
    if ticket_id is None:
        _ask_which(forms, part)
        return
    ticket = _theirs(
        forms, part, lambda: tickets.by_id(turn.session, turn.person, ticket_id, "write", lock=True)
    )
    if ticket is not None:
        _write(forms, part, ticket, internal=place.internal)


def to_named(forms: Forms, part: Part, number: int) -> None:
    turn = forms.turn
    ticket = _theirs(forms, part, lambda: tickets.get(turn.session, turn.person, number, "write", lock=True))
    if ticket is not None:
        _write(forms, part, ticket)


def _theirs(forms: Forms, part: Part, find: Callable[[], Ticket]) -> Ticket | None:
    """Where the ticket is not theirs, or no longer, it gets the not-found words, and the text is offered a place."""
    try:
        return find()
    except NotFound as refused:
        refusals.say(forms.turn, refused)
        _ask_which(forms, part)
        return None


def ask_to_resume(forms: Forms, part: Part, found: bool) -> None:
    """«¿Seguimos?»"""
    forms.turn.ask(Topic.RESUME, waiting=part.ids)


def to_menu(forms: Forms, part: Part, found: bool) -> None:
    """With what they may want; a ticket in focus is asked about beside it."""
    away.say(forms.turn)
    ticket = places.in_focus(forms, part)
    menus.show(forms.turn, ticket.number if ticket and forms.turn.role == CLIENT else None)


def to_focus(forms: Forms, part: Part, focus: Ticket) -> None:
    turn = forms.turn
    ticket = _theirs(
        forms, part, lambda: tickets.by_id(turn.session, turn.person, focus.id, "write", lock=True)
    )
    if ticket is not None:
        _write(forms, part, ticket, by_focus=True)


def take_courtesy(forms: Forms, part: Part, found: bool) -> None:
    """A client's join the thread of the ticket in focus, and staff see a sign; nobody is answered."""
    ticket = places.in_focus(forms, part) if forms.turn.role == CLIENT else None
    if ticket is not None:
        refuses = forms.turn.read("\n".join(part.texts)).meaning is Meaning.NO
        followups.add_courtesy(forms.turn, ticket, part.pieces, NO if refuses else OK)


def say_unreadable(forms: Forms, part: Part, found: bool) -> None:
    forms.turn.say("unreadable")


def _ask_which(forms: Forms, part: Part) -> None:
    """Asked with buttons: of a client's words which ticket they are about, of the staff's who is to read them."""
    if forms.turn.role == CLIENT:
        ask(forms, part, True)
    else:
        forms.turn.ask(Topic.SEND_TO, waiting=part.ids)


def ask(forms: Forms, part: Part, found: bool) -> None:
    """Their open tickets, «Nuevo ticket», «Cancelar»."""
    away.say(forms.turn)
    forms.turn.ask(Topic.WHERE, waiting=part.ids)


def ask_staff(forms: Forms, part: Part, found: bool) -> None:
    """Free text of staff is never relayed by focus: «¿Se lo mando a Marta (Ticket 121)?»"""
    ticket = places.in_focus(forms, part)
    forms.turn.ask(Topic.SEND_TO, {"ticket": ticket.number} if ticket else {}, waiting=part.ids)


def _write(
    forms: Forms, part: Part, ticket: Ticket, *, by_focus: bool = False, internal: bool = False
) -> None:
    """Into the thread; into a closed one only after the client said whether it is the same problem again."""
    turn = forms.turn
    if ticket.status == "closed" and turn.role == CLIENT and _tells(forms, part):
        closed.answer(forms, part, ticket)
        return
    followups.add(turn, ticket, part.pieces, internal=internal)
    followups.acknowledge(turn, ticket, part.pieces, by_focus=by_focus, internal=internal)


def _tells(forms: Forms, part: Part) -> bool:
    """Whether it is more than a courtesy: a «sí» to whether the solution helped is."""
    return not places.is_small(forms.turn, part) or closed.just_solved(forms, part) is not None
