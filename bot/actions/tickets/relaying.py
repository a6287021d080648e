"""What a client is to read of words that ask us to tell them something: «decile que voy a las 15» is «voy a las 15»."""

from dataclasses import replace

from bot.language.meaning import Meaning
from bot.replies.turn import Heard, Turn

ENDS = " \n.,;!?…"


def told(turn: Turn, text: str) -> str:
    """Empty for words that ask for no such thing, or say something besides, or where it is in doubt: what is to be told
    stands at the end («ya lo vi, avisá» asks for nothing)."""
    said = turn.read(text)
    if said.meaning is not Meaning.REPLY or not said.certain or said.rest not in ("", said.value):
        return ""
    if not text.rstrip(ENDS).endswith((said.question or said.value).rstrip(ENDS)):
        return ""
    return turn.voice("a_question", words=said.question) if said.question else said.value


def as_told(turn: Turn, piece: Heard) -> Heard:
    """The message as if it had said no more than that, where it asks for it."""
    text = told(turn, piece.inbound.text)
    return replace(piece, inbound=replace(piece.inbound, text=text)) if text else piece
