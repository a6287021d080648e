"""«4», «⭐⭐⭐⭐»: an answer to how it was, while that is the last thing that we said, or where it is quoted."""

from datetime import timedelta

from bot.conversation.part import Part
from bot.dialogue.engine import Forms
from bot.language import words
from bot.replies import acts
from store.messages import sent_lookup
from store.tables import OutboxMessage

ANSWERED_WITHIN = timedelta(days=30)
STARS = "⭐★🌟"
_VARIANT = "\ufe0f"


def given(forms: Forms, part: Part) -> str | None:
    """What the button of that mark carries."""
    mark = _mark(part.typed) if part.typed is not None else None
    if mark is None:
        return None
    asked = _meant(forms, part.pieces[0].inbound.quoted)
    options = [data for _, data in (asked.content.get("options", ()) if asked else ())]
    offered = [data for data in options if data.startswith(f"{acts.SATISFACTION.name} ")]
    return offered[mark - 1] if 1 <= mark <= len(offered) else None


def _mark(text: str) -> int | None:
    stars = "".join(text.split()).replace(_VARIANT, "")
    return len(stars) if stars and set(stars) <= set(STARS) else words.number(text)


def _meant(forms: Forms, quoted: str) -> OutboxMessage | None:
    turn = forms.turn
    if quoted:
        return sent_lookup.by_message(turn.session, turn.chat.id, quoted)
    last = sent_lookup.recently(turn.session, turn.chat.id, turn.now - ANSWERED_WITHIN, 1)
    return last[0] if last else None
