"""After a closing: «ya anda, gracias», «sigue igual», and what else a client writes about a closed ticket."""

from dataclasses import replace
from datetime import timedelta

from bot.actions.tickets import closing, followups
from bot.conversation.part import Part
from bot.conversation.routing import choices, places
from bot.dialogue.engine import Forms
from bot.language import meaning, words
from bot.language.meaning import WISHES, Asked, Meaning, Reading, Sure
from bot.replies import acts
from bot.replies.steps import Topic
from bot.replies.turn import Turn
from store.messages import sent_lookup
from store.tables import OutboxMessage, Ticket
from store.tickets import lists

SOON, JUST = timedelta(days=7), timedelta(days=1)
ANSWERS = (Meaning.WORKS, Meaning.STILL_FAILS)
GIVES_UP = (Meaning.CANCEL, Meaning.CLOSE, Meaning.CLOSE_ALL)
COURTESIES = (Meaning.GREETING, Meaning.THANKS, Meaning.DONE)


def just_solved(forms: Forms, part: Part) -> Ticket | None:
    """The ticket whose solution is quoted, or the last thing that we told, where this says whether it helped. «ok» and
    «gracias» do not say so, «sí» and «no» do."""
    turn, text = forms.turn, part.plain_text
    said = _of_the_solution(turn, text) if text is not None else None
    if text is None or said is None or said.meaning not in ANSWERS or (said.rest and not _tells(said)):
        return None
    plain = turn.read(text)
    if plain.meaning in COURTESIES or (said.meaning is Meaning.WORKS and _wants_more(plain)):
        return None
    told = _told_with_choices(forms, part)
    ticket = turn.session.get(Ticket, told.ticket_id) if told and told.ticket_id else None
    if ticket is None or ticket.status != "closed" or was_open(ticket, part):
        return None
    return ticket if _is_recent(turn, ticket, JUST) else None


def _told_with_choices(forms: Forms, part: Part) -> OutboxMessage | None:
    """The solution, where that is what they quote, or else what they had been told last when they wrote this."""
    turn, quoted = forms.turn, part.pieces[0].inbound.quoted
    if quoted:
        told = sent_lookup.by_message(turn.session, turn.chat.id, quoted)
    else:
        told = next(iter(places.told(forms, part, SOON)), None)
    options = told.content.get("options", ()) if told else ()
    return told if any(data.startswith(f"{acts.HELPED.name} ") for _, data in options) else None


def _of_the_solution(turn: Turn, text: str) -> Reading:
    """What it says of the solution. «ya lo arreglaron?» asks it, and «dejalo» may mean either: they are doubts."""
    said = turn.read(text, Asked.SOLVED)
    gives_up = said.meaning is Meaning.STILL_FAILS and turn.read(text).meaning in GIVES_UP
    asks = said.meaning is Meaning.WORKS and asks_whether(text, said)
    return replace(said, sure=Sure.LIKELY) if gives_up or asks else said


def asks_whether(text: str, said: Reading) -> bool:
    """«ya lo arreglaron?», «cuando se arregla» ask what they seem to say; «ya anda! cuánto sale?» asks something
    else."""
    told = text.replace(said.rest, "") if said.rest else text
    return "?" in told or meaning.asks(text)


def _wants_more(plain: Reading) -> bool:
    """«quiero hablar con Ana» is no yes."""
    return plain.certain and plain.meaning in WISHES and plain.meaning is not Meaning.WORKS


def _tells(said: Reading) -> bool:
    """Whether it says plainly if the solution helped; what is said besides joins the thread with it."""
    works_but = said.meaning is Meaning.WORKS and Meaning.PROBLEM in said.also
    return said.certain and said.meaning in ANSWERS and not works_but


def failing_again(forms: Forms, part: Part) -> Ticket | None:
    """The ticket closed last, where this says that it still fails; unless it is said about an open one, in other words
    than those of the closing."""
    turn = forms.turn
    if part.plain_text is None or turn.read(part.plain_text).meaning is not Meaning.STILL_FAILS:
        return None
    focus = followups.in_focus(turn, part.said_at)
    if len(focus) == 1 and was_open(focus[0], part) and not choices.judges_another(forms, part):
        return None
    return lately_closed(turn)


def meanwhile(forms: Forms, part: Part) -> Ticket | None:
    """The ticket that was the only open one when this was said, and was closed before it was heard."""
    turn = forms.turn
    last = lately_closed(turn) if not lists.open_of(turn.session, turn.person, 1) else None
    return last if last and was_open(last, part) else None


def lately_closed(turn: Turn) -> Ticket | None:
    """Of their tickets that were closed in the last days, the last one."""
    closed = lists.closed_of(turn.session, turn.person, 5)
    recent = [ticket for ticket in closed if _is_recent(turn, ticket)]
    return max(recent, key=lambda ticket: ticket.closed_at or ticket.created_at, default=None)


def just_closed(turn: Turn) -> Ticket | None:
    """The one closed last, where that was within a day."""
    ticket = lately_closed(turn)
    return ticket if ticket and _is_recent(turn, ticket, JUST) else None


def was_open(ticket: Ticket, part: Part) -> bool:
    """Whether it was open when this was said. Somebody may have closed it while the burst waited to be heard: then
    this answers nothing that was asked with the closing."""
    return ticket.status == "open" or (ticket.closed_at is not None and ticket.closed_at > part.said_at)


def _is_recent(turn: Turn, ticket: Ticket, within: timedelta = SOON) -> bool:
    return ticket.closed_at is not None and turn.now - ticket.closed_at <= within


def answer(forms: Forms, part: Part, ticket: Ticket) -> None:
    """«ya anda» is «Sirvió», «sigue igual» reopens, and the words join the thread; anything else is asked about, but
    where we closed it ourselves since nobody answered. Said before the closing, «ya anda» only joins the thread."""
    turn, asked = forms.turn, not was_open(ticket, part)
    text = part.plain_text or ""
    said = _of_the_solution(turn, text) if asked else turn.read(text)
    tells = _tells(said) and _is_recent(turn, ticket, JUST)
    if tells and said.meaning is Meaning.WORKS:
        followups.add(turn, ticket, part.pieces)
        if asked:
            closing.helped(turn, ticket.number, ticket.closings)
        else:
            followups.acknowledge(turn, ticket, part.pieces)
    elif tells and asked and _may_be_of_another(turn, part):
        ask_to_reopen(forms, part, ticket)
    elif (tells and asked and said.meaning is Meaning.STILL_FAILS) or (
        ticket.autoclosed_at and _is_recent(turn, ticket)
    ):
        closing.reopen_with(turn, ticket.number, part.ids)
    else:
        ask_to_reopen(forms, part, ticket)


def _may_be_of_another(turn: Turn, part: Part) -> bool:
    """Whether several solutions were told just before, and none is quoted or named («#121, sigue igual»)."""
    if any(words.addressed(text) for text in part.texts):
        return False
    focus = followups.in_focus(turn, part.said_at)
    told = [ticket for ticket in focus if ticket.status == "closed" and not was_open(ticket, part)]
    return len(told) > 1 and not part.pieces[0].inbound.quoted


def ask_to_reopen(forms: Forms, part: Part, ticket: Ticket) -> None:
    """Whether it is the same problem again; after a week, whether to open a new ticket."""
    topic = Topic.REOPEN if _is_recent(forms.turn, ticket) else Topic.ANEW
    forms.turn.ask(topic, {"ticket": ticket.number}, waiting=part.ids)
