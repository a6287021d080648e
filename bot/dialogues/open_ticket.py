"""Opening a ticket: who has the problem, a phone, the problem, photos, and all of it once more before it is opened."""

from collections.abc import Sequence

from bot.actions import followups
from bot.channels.messages import Label, Reply
from bot.dialogue.form import Dialogue, Form
from bot.dialogue.questions import Files, PersonName, Phone, Review, Text
from bot.replies import notices, views
from store.messages import inbox
from store.people import people
from store.tables import Person, Ticket
from store.tickets import thread, tickets


def requester(form: Form) -> Person:
    """Whose ticket it is: the client's own, or the one for whom staff opens it."""
    for_whom = form.answers.get("client")
    person = people.get(form.turn.session, for_whom) if for_whom else None
    return person or form.turn.person


def is_staff(form: Form) -> bool:
    return form.turn.role != "client"


def people_they_named_before(form: Form) -> Sequence[str]:
    person = requester(form)
    return [person.name, *people.affected_before(form.turn.session, person.id, besides=(person.name,))]


def own_number(form: Form) -> str | None:
    return requester(form).phone


def open_it(form: Form) -> None:
    """Opens the ticket, answers, and tells the leads."""
    turn, answers = form.turn, form.answers
    followups.take_back(turn, form.waiting)
    phone = answers.get("phone") or {}
    ticket = tickets.open(
        turn.session,
        turn.person,
        requester(form),
        channel=turn.chat.channel,
        now=turn.now,
        affected_person=answers["affected_person"],
        phone=phone.get("e164"),
        phone_as_typed=phone.get("as_typed"),
        problem=answers["problem"],
    )
    thread.attach(turn.session, ticket, None, form.files)
    images = thread.images(turn.session, ticket) if form.files else ()
    inbox.went_to(turn.session, _messages(form), ticket.id, None)
    followups.still_takes_files(turn, ticket, opening=True)
    turn.say(_opened(form, ticket))
    notices.opened(turn, ticket, images)


def _messages(form: Form) -> list[int]:
    """The messages that made it: an edit of the problem, a late photo of an album, find their ticket by them."""
    return [*inbox.of_files(form.turn.session, form.files), *form.told_by("problem"), *form.waiting]


def _opened(form: Form, ticket: Ticket) -> Reply:
    leads = form.turn.leads
    values = {
        "number": ticket.number,
        "lead": views.first_name(leads[0]) if len(leads) == 1 else "",
        "client": views.first_name(ticket.requester),
    }
    key = "opened_for" if is_staff(form) else "opened_one_lead" if len(leads) == 1 else "opened"
    return Reply(key, values, labels=(Label(f"view {ticket.number}", "view_ticket"),), ticket_id=ticket.id)


open_ticket = Dialogue(
    "open_ticket",
    (
        PersonName("client", roles=("client",), when=is_staff, captions_to="problem"),
        Text("affected_person", line=True, suggest=people_they_named_before, captions_to="problem"),
        Phone("phone", optional=True, suggest=own_number, captions_to="problem"),
        Text("problem", least=3, files_say_it=True),
        Files("images", optional=True, captions_to="problem"),
        Review("review", asks=lambda form: "ask_staff" if is_staff(form) else "ask", captions_to="problem"),
    ),
    then=open_it,
    places=True,
    takes_files=True,
)
