"""«4», «un cuatro», «⭐⭐⭐⭐»: an answer to how it was, while that is the last thing that we said, or is quoted."""

from datetime import timedelta

from bot.conversation.part import Part
from bot.conversation.routing import places
from bot.dialogue.engine import Forms
from bot.language import words
from bot.language.meaning import Asked, Meaning
from bot.replies import acts
from bot.replies.turn import Turn
from store.messages import sent_lookup
from store.tables import OutboxMessage

ANSWERED_WITHIN = timedelta(days=30)
STARS = "⭐★🌟"
_VARIANT = "\ufe0f"


def given(forms: Forms, part: Part) -> str | None:
    """What the button of that mark carries."""
    mark = _mark(forms.turn, part.typed) if part.typed is not None else None
    if mark is None:
        return None
    asked = _meant(forms, part)
    options = [data for _, data in (asked.content.get("options", ()) if asked else ())]
    offered = [data for data in options if data.startswith(f"{acts.SATISFACTION.name} ")]
    return offered[mark - 1] if 1 <= mark <= len(offered) else None


def _mark(turn: Turn, text: str) -> int | None:
    stars = "".join(text.split()).replace(_VARIANT, "")
    if stars and set(stars) <= set(STARS):
        return len(stars)
    number = words.number(text)
    return _said(turn, text) if number is None else number


def _said(turn: Turn, text: str) -> int | None:
    """«un 4», «cinco estrellas», «4/5»: what is nothing but a mark."""
    if not turn.names_a_number(text):  # most messages do not, and to read one costs more
        return None
    said = turn.read(text, Asked.RATING)
    return words.number(said.value) if said.meaning is Meaning.ANSWER and not said.rest else None


def _meant(forms: Forms, part: Part) -> OutboxMessage | None:
    turn, quoted = forms.turn, part.pieces[0].inbound.quoted
    meant = sent_lookup.by_message(turn.session, turn.chat.id, quoted) if quoted else None
    if meant is not None:
        return meant  # what is quoted may be so fresh that its id is not noted yet
    return next(iter(places.told(forms, part, ANSWERED_WITHIN)), None)
