"""What they say of a message that went into the wrong ticket: «perdón, era por el otro» means «Mover»."""

from bot.actions.tickets import moving
from bot.conversation.part import Part
from bot.conversation.routing import calls, places
from bot.conversation.routing.choices import OFFERS_LAST
from bot.dialogue.engine import Forms
from bot.language.meaning import Meaning
from bot.replies import acts
from bot.replies.turn import Turn
from store.errors import Refused
from store.messages import inbox
from store.tables import InboxMessage
from store.tickets import moves, thread

LOOKED_BACK = 3  # messages


def said_of_the_last(forms: Forms, part: Part) -> moving.Range | None:
    """Said of what they wrote last: where we named the ticket that it went to, or of what the staff sent to one that
    they named or quoted."""
    if forms.top is not None or not _says_so(forms, part):
        return None
    last = places.told(forms, part, OFFERS_LAST)
    options = [data for _, data in last[0].content.get("options", ())] if last else []
    offered = next(
        (call.args for data in options if (call := calls.pressed(data)) and call.act is acts.MOVE), ""
    )
    if offered or forms.turn.role not in acts.STAFF:
        return moving.read_range(offered)
    return _just_written(forms.turn, part)


def said_of_their_own(forms: Forms, part: Part) -> moving.Range | None:
    """Said in reply to what they wrote themselves."""
    turn, quoted = forms.turn, part.pieces[0].inbound.quoted
    if not quoted or not _says_so(forms, part):
        return None
    row = thread.of_message(turn.session, turn.chat.id, quoted)
    return moves.put_with(turn.session, row) if row else None


def _says_so(forms: Forms, part: Part) -> bool:
    return part.typed is not None and forms.turn.read(part.typed).meaning is Meaning.MISPLACED


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
