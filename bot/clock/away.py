"""Outside working time a client hears when we are back: once an absence, and not while somebody is answering them."""

from datetime import datetime, time, timedelta

from bot.channels.messages import Reply
from bot.clock import working_time
from bot.language.sheets import Words
from bot.language.texts import Voice
from bot.replies import acts
from bot.replies.turn import Turn
from store.tables import Ticket
from store.upkeep import due

OCCASION = "away"
STILL_HERE = timedelta(minutes=30)
A_WEEK = 7


def say(turn: Turn, ticket: Ticket | None = None) -> None:
    """As an answer of its own, where it is to be said; `ticket` is what they wrote about."""
    words = when_back(turn, ticket)
    if words is not None:
        turn.say(Reply("plain", {"text": words}, ticket_id=ticket.id if ticket else None))


def when_back(turn: Turn, ticket: Ticket | None = None) -> Words | None:
    """«Volvemos el lunes a las 9»; None where it is not to be said now. Whoever asks says it."""
    if turn.role != acts.CLIENT:
        return None
    working = working_time.of(turn.desk)
    opens = None if working.is_open(turn.now) else working.opens_next(turn.now)
    if opens is None or turn.memory.get(OCCASION) == opens.isoformat():
        return None
    if ticket is not None and _somebody_answers(turn, ticket):
        return None
    turn.memory[OCCASION] = opens.isoformat()
    if not due.claim_one(turn.session, OCCASION, turn.person.id, opens, turn.now):
        return None
    return back(opens, turn.now)


def _somebody_answers(turn: Turn, ticket: Ticket) -> bool:
    last = due.last_answer(turn.session, ticket)
    return last is not None and turn.now - last.at < STILL_HERE


def back(opens: datetime, now: datetime) -> Words:
    """«Ahora no hay nadie en la mesa … Volvemos el lunes a las 9.»"""

    def said(voice: Voice) -> str:
        at = opens.astimezone(voice.texts.zone)
        days = (at.date() - now.astimezone(voice.texts.zone).date()).days
        which = "today" if days == 0 else "tomorrow" if days == 1 else "weekday" if days < A_WEEK else "date"
        day = voice(
            f"away.{which}",
            weekday=voice.texts.weekday(voice.language, at),
            date=f"{at.day}-{at.month}",
        )
        return voice("away.back", day=day, time=clock(at))

    return said


def clock(at: datetime | time) -> str:
    """«9», «9:30»."""
    return f"{at.hour}:{at.minute:02}" if at.minute else str(at.hour)
