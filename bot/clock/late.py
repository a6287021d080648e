"""How it is said that something is late: what one person hears of at once is one message.

About one ticket it quotes what waits, and answering it answers the client; about several it is a list.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.channels.messages import Label, Reply
from bot.desk import Desk
from bot.language import words
from bot.language.sheets import Words
from bot.language.texts import Voice
from bot.replies import acts, compose, views
from bot.replies.window import REMINDER
from store.tables import Ticket
from store.tickets import thread
from store.upkeep import due

MOST = 10


@dataclass(frozen=True)
class Late:
    occasion: str
    ticket: Ticket


def say(desk: Desk, session: Session, person_id: int, items: Sequence[Late], now: datetime) -> None:
    """Tells a person all of this, where they can be told."""
    if not items:
        return
    by_ticket: dict[int, list[Late]] = defaultdict(list)
    for item in items:
        by_ticket[item.ticket.id].append(item)
    several = list(by_ticket.values())
    reply = _of_several(several, now) if len(several) > 1 else _of_one(session, items, now)
    compose.tell(desk, session, [person_id], reply, now, None)


def _of_one(session: Session, items: Sequence[Late], now: datetime) -> Reply:
    ticket = items[0].ticket
    sentences = [_sentence(session, item, now) for item in items]
    labels = {label.data: label for item in items for label in _labels(item)}
    return Reply(
        "plain",
        {"text": lambda voice: "\n\n".join(said(voice) for said in sentences)},
        labels=tuple(labels.values()),
        ticket_id=ticket.id,
        notice=REMINDER + items[0].occasion,
        courtesy=True,
    )


def _sentence(session: Session, item: Late, now: datetime) -> Words:
    ticket = item.ticket
    message = _message(session, item) if item.occasion in (due.UNANSWERED, due.NUDGE) else None
    technician = ticket.technician

    def said(voice: Voice) -> str:
        since = ticket.unanswered_since or ticket.created_at
        deadline = ticket.due_at or now
        return voice(
            f"reminder.{item.occasion}",
            number=ticket.number,
            client=ticket.requester.name,
            company=ticket.company or voice("nothing"),
            problem=words.excerpt(ticket.problem),
            technician=views.first_name(technician) if technician else voice("nobody"),
            message=message(voice) if message else "",
            opened=voice.texts.span(voice.language, now - ticket.created_at),
            waits=voice.texts.span(voice.language, now - since),
            left=voice.texts.span(voice.language, deadline - now),
            ago=voice.texts.ago(voice.language, now - deadline),
        )

    return said


def _message(session: Session, item: Late) -> Words:
    """What nobody answered, as it stands in the thread."""
    ticket = item.ticket
    find = due.last_answer if item.occasion == due.NUDGE else due.oldest_unanswered
    entry = find(session, ticket)
    if entry is None:
        return lambda voice: ticket.problem
    text, files = entry.text, len(thread.files_of(session, [entry]).get(entry.id, ()))
    sent = (lambda voice: voice("entry.files", n=files)) if files else (lambda voice: "")
    return lambda voice: "\n".join(filter(None, [text, sent(voice)]))


def _labels(item: Late) -> tuple[Label, ...]:
    """What ends its cause, and the ticket."""
    number = item.ticket.number
    view = acts.VIEW.button(number)
    if item.occasion == due.UNASSIGNED:
        return acts.HAND_OUT.button(number), view
    if item.occasion == due.NUDGE:
        return (acts.CLOSE.button(number),)
    if item.occasion == due.ESCALATED:
        return acts.ASSIGN.button(number, key="reassign"), view
    return acts.RESPOND.button(number), view


def _of_several(tickets: Sequence[Sequence[Late]], now: datetime) -> Reply:
    def said(voice: Voice) -> str:
        lines = [_line(items, now, voice) for items in tickets[:MOST]]
        more = [voice("reminder.more", n=len(tickets) - MOST)] if len(tickets) > MOST else []
        return "\n\n".join([voice("reminder.several", n=len(tickets)), *lines, *more])

    shown = [items[0].ticket.number for items in tickets[: acts.MOST_BUTTONS]]
    return Reply(
        "plain",
        {"text": said},
        labels=tuple(acts.VIEW.button(number, key="ticket", number=number) for number in shown),
        several=True,
        notice=f"{REMINDER}several",
        courtesy=True,
    )


def _line(items: Sequence[Late], now: datetime, voice: Voice) -> str:
    ticket = items[0].ticket
    return voice(
        "reminder.line",
        number=ticket.number,
        client=ticket.requester.name,
        problem=words.excerpt(ticket.problem),
        what=", ".join(dict.fromkeys(_in_short(item, now, voice) for item in items)),
    )


def _in_short(item: Late, now: datetime, voice: Voice) -> str:
    ticket = item.ticket
    if item.occasion in (due.SOON, due.OVERDUE, due.OVERDUE_FOR_LEADS):
        return views.deadline(ticket, now)(voice)
    if item.occasion == due.NUDGE:
        return voice("reminder.wrote")
    since = ticket.created_at if item.occasion == due.UNASSIGNED else ticket.unanswered_since or now
    key = "reminder.nobodys" if item.occasion == due.UNASSIGNED else "reminder.waits"
    return voice(key, span=voice.texts.span(voice.language, now - since))
