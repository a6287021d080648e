"""What could not be delivered or fetched, told to whoever can do something about it, with a next step."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from bot.channels.channel import WINDOW
from bot.channels.messages import Reply
from bot.desk import Desk
from bot.language import phones
from bot.language.texts import Voice
from bot.replies import acts, compose, views
from bot.replies.people import naming, unattended
from bot.replies.turn import Turn
from store.files import files
from store.people import chats, hearing, people
from store.tables import Chat, File, InboxMessage, OutboxMessage, Person, Ticket


def undelivered(desk: Desk, session: Session, row: OutboxMessage, reason: str) -> None:
    """Whoever's act caused a message is told that it did not arrive; never about a failed notice of a failure."""
    chat = session.get(Chat, row.chat_id)
    if row.cause_id is None or chat is None or chat.person is None or chat.person_id == row.cause_id:
        return
    if row.kind not in ("message", "edit", "news"):
        return
    ticket = session.get(Ticket, row.ticket_id) if row.ticket_id else None
    _tell_failure(desk, session, row.cause_id, chat.person, ticket, reason)


def _tell_failure(
    desk: Desk, session: Session, writer: int, missed: Person, ticket: Ticket | None, reason: str
) -> None:
    """To a client it is nobody's business how else one of the staff is reached: the leads hear it."""
    told = chats.of(session, [writer], desk.shut_before()).get(writer)
    by = session.get_one(Person, writer)
    failure = _failure(desk, session, missed, ticket, reason)
    if by.role == acts.CLIENT:
        failure = _for_client(
            missed, failure, reason, _leads_who_know(desk, session, missed, ticket, failure, by)
        )
    if told is not None:
        compose.say(desk, session, told, failure, desk.now(), None)


def _failure(desk: Desk, session: Session, missed: Person, ticket: Ticket | None, reason: str) -> Reply:
    """As the staff are told of it: with how else the person is reached."""
    phone = missed.phone and phones.show(missed.phone, desk.settings.desk.region)
    values = {
        "name": naming.client(session, missed),
        "reason": lambda voice: voice(f"undelivered.{reason}"),
        "next": lambda voice: voice("notice.call", phone=phone) if phone else voice("notice.no_phone"),
        "number": ticket.number if ticket else None,
    }
    key = "notice.undelivered_ticket" if ticket else "notice.undelivered"
    return Reply(key, values, ticket_id=ticket.id if ticket else None)


def _for_client(missed: Person, failure: Reply, reason: str, leads: Sequence[Person]) -> Reply:
    """Why it is not there yet is no business of theirs where it gets there in the end."""

    def next_(voice: Voice) -> str:
        if len(leads) == 1:
            return voice("notice.lead_knows", lead=views.first_name(leads[0]))
        return voice("notice.leads_know" if leads else "notice.kept")

    told = _with(failure, next=next_, name=views.first_name(missed))
    return replace(told, key="notice.not_seen") if reason == WINDOW else told


def _leads_who_know(
    desk: Desk, session: Session, missed: Person, ticket: Ticket | None, failure: Reply, writer: Person
) -> list[Person]:
    """Tells the leads what of a client's did not arrive; those who hear it. Of somebody who can be told
    nothing at all they heard when that came to be, and what all leads are told another of them has."""
    silent = desk.silent_before()
    leads = [lead for lead in people.leads(session) if hearing.somewhere(session, lead.id, silent)]
    leads = [lead for lead in leads if lead is not missed]
    if ticket is not None and ticket.technician_id == missed.id and hearing.somewhere(session, missed.id):
        said = replace(_with(failure, who=naming.client(session, writer)), key="notice.undelivered_of")
        labels = unattended.reassign([ticket.number])
        whom = [lead.id for lead in leads]
        compose.tell(desk, session, whom, replace(said, labels=labels), desk.now(), None)
    return leads


def _with(reply: Reply, **values: Any) -> Reply:
    return replace(reply, values={**reply.values, **values})


def sent_as_links(desk: Desk, session: Session, row: OutboxMessage, names: Sequence[str]) -> None:
    """Who sent a file hears that its reader got a link to it, since their channel carries no such file."""
    _tell_of_files(desk, session, row, "as_link", names)


def files_refused(desk: Desk, session: Session, row: OutboxMessage) -> None:
    """Who sent a file hears that its reader's channel takes it in no form, and that the words arrive."""
    names = [file.name for file in files.get_many(session, row.content["files"])]
    _tell_of_files(desk, session, row, "not_carried", names)


def _tell_of_files(desk: Desk, session: Session, row: OutboxMessage, key: str, names: Sequence[str]) -> None:
    chat = session.get(Chat, row.chat_id)
    writer = row.cause_id or 0
    told = chats.of(session, [writer], desk.shut_before()).get(writer)
    if told is None or chat is None or chat.person is None or chat.person_id == row.cause_id:
        return
    values = {
        "files": ", ".join(names),
        "name": views.first_name(chat.person),
        "channel": lambda voice: voice(f"channels.{chat.channel}"),
    }
    compose.say(desk, session, told, Reply(key, values, ticket_id=row.ticket_id), desk.now(), None)


def file_lost(desk: Desk, session: Session, file: File, reason: str) -> None:
    """The sender hears that a file of theirs cannot be had."""
    chat = _chat_of(session, file)
    if chat is not None:
        reply = Reply(
            "file_refused", {"name": file.name, "why": lambda voice: voice(f"undelivered.{reason}")}
        )
        compose.say(desk, session, chat, reply, desk.now(), None)


def _chat_of(session: Session, file: File) -> Chat | None:
    message = session.get(InboxMessage, file.inbox_id) if file.inbox_id else None
    return session.get(Chat, message.chat_id) if message and message.chat_id else None


def unreachable(turn: Turn, ticket: Ticket, told: Mapping[int, int]) -> None:
    """Whoever writes to a client without a chat, or whose sessions all ended, hears it at once."""
    client = ticket.requester
    if client.id in told or client.id == turn.person.id or client.quiet:
        return
    had_one = chats.had_one(turn.session, client.id)
    reason = "inactive" if not client.active else "left" if had_one else "no_chat"
    _tell_failure(turn.desk, turn.session, turn.person.id, client, ticket, reason)
