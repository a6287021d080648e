"""What they say of a message that went into the wrong ticket: «perdón, era por el otro» means «Mover»."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions.tickets import moving
from bot.conversation.part import Part
from bot.conversation.routing import calls, places
from bot.conversation.routing.choices import OFFERS_LAST
from bot.dialogue.engine import Forms
from bot.language.meaning import Asked, Meaning
from bot.replies import acts
from bot.replies.turn import Turn
from store.errors import Refused
from store.messages import inbox
from store.tables import InboxMessage, Ticket
from store.tickets import moves, thread, tickets

LOOKED_BACK = 3  # messages


def said_of_the_last(forms: Forms, part: Part) -> moving.Range | None:
    """Said of what they wrote last: where we asked whether it is of another ticket than the one where it went, or of
    what they sent to the one that was in focus, or that they named or quoted."""
    if forms.top is not None or part.typed is None:
        return None
    offered = _offered_to_move(forms, part)
    if offered is None:
        return _just_written(forms.turn, part) if _says_so(forms, part) else None
    return offered.messages if _says_so(forms, part, Asked.MOVED) else None


def stays(forms: Forms, part: Part) -> bool:
    """«no, está bien ahí», «ese es del 2», where that is the ticket that it went to."""
    offered = _offered_to_move(forms, part) if forms.top is None and part.typed is not None else None
    if offered is None or part.typed is None:
        return False
    said = forms.turn.read(part.typed, Asked.MOVED)
    if said.meaning is Meaning.MISPLACED and said.tickets:
        return [_number(forms.turn, offered.ticket_id)] == list(said.tickets)
    return said.meaning is Meaning.NO and not said.rest


@dataclass(frozen=True)
class Offered:
    """What we said last that we would move, and the ticket where it is."""

    messages: moving.Range
    ticket_id: int | None


def _offered_to_move(forms: Forms, part: Part) -> Offered | None:
    last = places.told(forms, part, OFFERS_LAST)
    options = [data for _, data in last[0].content.get("options", ())] if last else []
    found = (call.args for data in options if (call := calls.pressed(data)) and call.act is acts.MOVE)
    messages = moving.read_range(next(found, ""))
    return Offered(messages, last[0].ticket_id) if messages else None


def _number(turn: Turn, ticket_id: int | None) -> int | None:
    ticket = turn.session.get(Ticket, ticket_id) if ticket_id else None
    return ticket.number if ticket else None


def said_of_their_own(forms: Forms, part: Part) -> moving.Range | None:
    """Said in reply to what they wrote themselves."""
    turn, quoted = forms.turn, part.pieces[0].inbound.quoted
    if not quoted or not _says_so(forms, part):
        return None
    row = thread.of_message(turn.session, turn.chat.id, quoted)
    return moves.put_with(turn.session, row) if row else None


def _says_so(forms: Forms, part: Part, asked: Asked = Asked.NOTHING) -> bool:
    said = forms.turn.read(part.typed, asked) if part.typed is not None else None
    if said is None or said.meaning is not Meaning.MISPLACED or said.rest:
        return False
    return not said.tickets or names_theirs(forms.turn, said.tickets)


def names_theirs(turn: Turn, numbers: Sequence[int]) -> bool:
    """Whether one of them is a ticket of theirs: «me equivoqué, era el 12» may be an extension, a size."""
    return any(tickets.is_known(turn.session, turn.person, number) for number in numbers)


def _just_written(turn: Turn, part: Part) -> moving.Range | None:
    """What this chat sent last into an open ticket; courtesies since («uy») count for nothing."""
    lately = inbox.before(turn.session, turn.chat.id, part.ids[0], LOOKED_BACK)
    row = next((row for row in lately if row.entry_id or not _is_courtesy(turn, row)), None)
    return moves.put_with(turn.session, row) if row else None


def _is_courtesy(turn: Turn, row: InboxMessage) -> bool:
    return turn.read(str(row.payload.get("text", ""))).is_small_talk


def begin_moving(forms: Forms, part: Part, messages: moving.Range) -> None:
    """As «Mover» would; but what they said of it waits: where nothing is moved it is a message like any."""
    forms.interrupted = True
    try:
        moving.begin(forms.turn, *messages, waiting=part.ids)
    except Refused:
        forms.turn.unplaced += part.ids
        raise
