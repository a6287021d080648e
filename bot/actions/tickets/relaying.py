"""What a client is to read of words that ask us to tell them something: «decile que voy a las 15» is «voy a las 15»."""

from dataclasses import replace

from bot.language import meaning
from bot.language.meaning import Meaning
from bot.replies.turn import Heard, Turn

ENDS = " \n.,;!?…"
BEFORE_IT = (Meaning.ASSIGN, Meaning.CRITICALITY, Meaning.CATEGORY, Meaning.CLOSE, Meaning.REOPEN)
"""Orders beside which something is to be told, and which are none of it."""


def told(turn: Turn, text: str) -> str:
    """Empty for words that ask for no such thing, or say something besides, or where it is in doubt: what is to be told
    stands at the end («ya lo vi, avisá» asks for nothing)."""
    return _told(turn, text) or _told_after_orders(turn, text)


def _told_after_orders(turn: Turn, text: str) -> str:
    """«el 12 a ana, ‹y decile que va mañana›»."""
    found = meaning.clauses(text, tuple(turn.desk.texts.languages))
    for at in range(1, len(found)):
        before = turn.read("".join(found[:at]).strip(ENDS))
        told = _told(turn, "".join(found[at:]).strip()) if before.tickets and before.certain else ""
        if told and before.meaning in BEFORE_IT:
            return told
    return ""


def _told(turn: Turn, text: str) -> str:
    said = turn.read(text.lstrip(ENDS))
    if said.meaning is not Meaning.REPLY or not said.certain or said.rest not in ("", said.value):
        return ""
    if not text.rstrip(ENDS).endswith((said.question or said.value).rstrip(ENDS)):
        return ""
    return turn.voice("a_question", words=said.question) if said.question else said.value


def as_told(turn: Turn, piece: Heard) -> Heard:
    """The message as if it had said no more than that, where it asks for it."""
    text = told(turn, piece.inbound.text)
    return replace(piece, inbound=replace(piece.inbound, text=text)) if text else piece
