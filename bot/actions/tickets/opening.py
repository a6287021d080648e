"""Opens a ticket: asks for what it needs, with what was said already, and does it once all is known."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from bot.actions.finding import joining
from bot.actions.tickets import followups
from bot.channels.messages import Reply
from bot.clock import away
from bot.dialogue.pickers import CANDIDATES
from bot.language import words
from bot.language.texts import Voice
from bot.replies import acts, notices, views
from bot.replies.people import naming
from bot.replies.people.named import Told
from bot.replies.steps import Topic
from bot.replies.turn import Turn
from store.files import files
from store.messages import inbox
from store.tables import Person, Ticket
from store.tickets import thread, tickets

PLACE = "place"
"""The answer that nobody is asked for: it comes from a sticker."""
NOBODY: Mapping[str, Any] = MappingProxyType({})
LEAST = 3  # characters that tell a problem


def begin(
    turn: Turn,
    problem: str,
    file_ids: Sequence[int] = (),
    waiting: Sequence[int] = (),
    place: str = "",
    whom: Mapping[str, Any] = NOBODY,
) -> None:
    """Asks for all that a new ticket needs; where files came without a problem, they tell it. `place` is where they
    are, where that is known already; `whom` is the client, or those among whom the staff are asked."""
    told = problem or (turn.voice("in_the_files") if file_ids else "")
    given = {"problem": told, PLACE: place, **whom}
    known = {name: answer for name, answer in given.items() if answer}
    turn.ask(Topic.OPEN_TICKET, known, waiting=waiting, files=file_ids)


def begin_for(turn: Turn, told: Told) -> None:
    """With what the command tells, and the files that came with it."""
    _, words_of_it = words.tickets(told.problem.split())
    problem = told.problem if words_of_it and len(told.problem) >= LEAST else ""
    ids = [client.id for client in told.clients]
    whom = {"client": ids[0]} if told.sure else {CANDIDATES: ids}
    begin(turn, problem, followups.brought(turn), whom=whom)


def begin_with(turn: Turn, waiting: Sequence[int], after: int | None = None, place: str = "") -> None:
    """As `begin`, with the messages that wait (inbox ids) as its problem; `after` is the number of the closed ticket
    that it follows."""
    problem = followups.problem_of(turn, followups.load(turn.session, waiting))
    if after is not None:
        problem = turn.voice("follows", number=after, problem=problem)
    found = files.of_messages(turn.session, waiting)
    begin(turn, problem, [file.id for several in found.values() for file in several], waiting, place)


def problem_at(answers: Mapping[str, Any]) -> str:
    """The problem as it will stand in the ticket: the place first, on a line of its own, so that an edit of the
    message finds what it said."""
    place, problem = answers.get(PLACE), answers["problem"]
    return f"{place}:\n{problem}" if place else problem


def open_for(
    turn: Turn,
    requester: Person,
    answers: Mapping[str, Any],
    file_ids: Sequence[int],
    told: Collection[int],
    waiting: Sequence[int],
) -> None:
    """Opens it, answers, and tells the leads. Raises Refused.

    answers: affected_person, phone (`{"e164", "as_typed"}` or None), problem, and the place where one is known. told:
    ids of the inbox messages that told the problem; waiting: of those that were asked about, and may stand in another
    ticket's thread.
    """
    phone, problem = answers.get("phone") or {}, problem_at(answers)
    alike = joining.alike(turn, requester, problem)
    ticket = tickets.open(
        turn.session,
        turn.person,
        requester,
        channel=turn.chat.channel,
        now=turn.now,
        affected_person=answers["affected_person"],
        phone=phone.get("e164"),
        phone_as_typed=phone.get("as_typed"),
        problem=problem,
    )
    followups.take_back(turn, waiting)
    thread.attach(turn.session, ticket, None, file_ids)
    images = thread.images(turn.session, ticket) if file_ids else ()
    # An edit of the problem, a late photo of an album, find their ticket by the messages that made it.
    made_it = [*inbox.of_files(turn.session, file_ids), *told, *waiting]
    inbox.set_place(turn.session, made_it, ticket.id, None)
    followups.still_takes_files(turn, ticket, opening=True)
    turn.say(_opened(turn, ticket))
    notices.opened(turn, ticket, images, alike)
    if requester.id != turn.person.id:
        notices.opened_for(turn, ticket)


def _opened(turn: Turn, ticket: Ticket) -> Reply:
    heard = turn.hearing([lead.id for lead in turn.leads])
    leads = [lead for lead in turn.leads if lead.id in heard]
    values: dict[str, object] = {
        "number": ticket.number,
        "lead": views.first_name(leads[0]) if len(leads) == 1 else "",
    }
    key = "opened_one_lead" if len(leads) == 1 else "opened"
    if ticket.requester_id != turn.person.id:
        key, values["client"] = "opened_for", naming.client(turn.session, ticket.requester)
    view = acts.VIEW.button(ticket.number, key="view_ticket")
    return _with_when_we_are_back(turn, Reply(key, values, labels=(view,), ticket_id=ticket.id))


def _with_when_we_are_back(turn: Turn, opened: Reply) -> Reply:
    """In the same message: an opening costs few."""
    back = away.when_back(turn)
    if back is None:
        return opened

    def both(voice: Voice) -> str:
        return f"{voice(opened.key, **opened.values)}\n\n{back(voice)}"

    return replace(opened, key="plain", values={"text": both})
