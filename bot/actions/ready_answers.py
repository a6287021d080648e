"""Ready answers: what the lead keeps, and what the staff send with its blanks filled in."""

import re

from bot.actions.tickets import followups
from bot.channels.messages import Reply
from bot.language import words
from bot.language.texts import Texts
from bot.replies import acts, notices
from bot.replies.turn import Turn
from store.errors import Refused
from store.keeping import ready_answers
from store.tables import Ticket
from store.tickets import tickets

BLANKS = ("client", "ticket", "company", "technician")
_BLANK = re.compile(r"\{([^{}]*)\}")


def show(turn: Turn) -> None:
    """All of them, and what may be done."""
    kept = ready_answers.all_of_them(turn.session)
    lines = [turn.voice("ready.line", name=answer.name, text=answer.text) for answer in kept]
    changes = (acts.CHANGE_READY, acts.DELETE_READY) if kept else ()
    labels = tuple(act.button() for act in (acts.ADD_READY, *changes))
    key = "ready.list" if kept else "ready.empty"
    turn.say(Reply(key, {"answers": "\n".join(lines)}, labels=labels))


def add(turn: Turn, name: str, text: str) -> None:
    answer = ready_answers.add(turn.session, turn.person, name, text)
    turn.say("ready.kept", name=answer.name)
    show(turn)


def change(turn: Turn, answer_id: int, text: str) -> None:
    answer = ready_answers.change(turn.session, turn.person, answer_id, text)
    turn.say("ready.kept", name=answer.name)
    show(turn)


def delete(turn: Turn, answer_id: int) -> None:
    ready_answers.delete(turn.session, turn.person, answer_id)
    show(turn)


def checked(texts: Texts, text: str) -> str:
    """The text to be kept. Raises Refused("unknown_blank") for one that nobody could fill in."""
    for name in _BLANK.findall(text):
        if _blank(texts, name) is None:
            raise Refused("unknown_blank", blank=f"{{{words.excerpt(name, 30)}}}")
    return text


def filled(turn: Turn, answer_id: int, ticket: Ticket) -> str:
    """As the client will read it. What stands in braces and is no blank stays."""
    technician = ticket.technician or turn.person
    values = {
        "client": ticket.requester.name,
        "ticket": str(ticket.number),
        "company": ticket.company or "",
        "technician": technician.name,
    }
    texts = turn.desk.texts
    text = ready_answers.get(turn.session, answer_id).text
    return _BLANK.sub(lambda found: values.get(_blank(texts, found[1]) or "", found[0]), text)


def _blank(texts: Texts, name: str) -> str | None:
    """Which blank a name in braces is, in whatever language."""
    return next((blank for blank in BLANKS if words.fold(name) in texts.words(f"ready.blanks.{blank}")), None)


def send(turn: Turn, number: int, text: str) -> None:
    """Into the thread, and to the client."""
    ticket = tickets.get(turn.session, turn.person, number, "write", lock=True)
    entry = followups.put(turn, ticket, text)
    notices.written(turn, ticket, entry)
    turn.say(followups.done(turn, ticket, "sent", internal=False))
