"""Takes all that is kept of a person out of the store: names, numbers, chats, words, files, what was told of them.

Tickets keep their numbers and times, and say `label` («persona eliminada») where somebody's words or name stood. What
others were told of them is found by the tickets that it is about, and by their names and words where it is about none.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session, lazyload

from store.files import files
from store.people import changes, people
from store.privacy import others, traces
from store.privacy.traces import Theirs
from store.tables import (
    Approval,
    Chat,
    Entry,
    Event,
    File,
    FormerText,
    HourlyCount,
    InboxMessage,
    Invitation,
    OutboxFile,
    OutboxMessage,
    Person,
    SentMessage,
    Ticket,
)
from store.words import index


def ask(session: Session, person: Person, now: datetime) -> bool:
    """Notes that they want it; False where they asked before and nobody has decided."""
    if person.erase_asked_at is not None:
        return False
    person.erase_asked_at = now
    return True


def refuse(session: Session, person: Person, by: Person, now: datetime) -> None:
    """A lead decided that what is kept stays. Raises NotAllowed."""
    people.expect_lead(by)
    person.erase_asked_at = None
    session.add(Event(person_id=person.id, actor_id=by.id, at=now, what="erasing_refused", detail={}))


def decide(session: Session, person: Person, now: datetime, by: Person | None = None) -> None:
    """They are to be erased, and can do nothing here from now on. Raises NotAllowed, Refused (`last_lead`)."""
    people.expect_lead(by)
    if person.active:
        changes.deactivate(session, person, now, by)
    person.erasing_since = now
    session.add(Event(person_id=person.id, actor_id=by.id if by else None, at=now, what="erasing", detail={}))


def decided(session: Session) -> Theirs | None:
    """What is of the next who is to be erased."""
    person = session.scalar(_DECIDED.order_by(Person.id).limit(1))
    return traces.find(session, person) if person else None


def lock_decided(session: Session, person_id: int) -> Person | None:
    """Who is to be erased; None where another process has done it."""
    query = _DECIDED.where(Person.id == person_id).with_for_update(key_share=True)
    return session.scalar(query.execution_options(populate_existing=True))


_DECIDED = select(Person).where(Person.erasing_since.is_not(None), Person.erased_at.is_(None))


def erase(session: Session, person: Person, label: str, now: datetime, reached: dict[str, int]) -> None:
    """Takes all of it; of what others were told and sent, what has come since `others.strip` was there. The bytes of
    the files are to be deleted once this is committed (`files.discarded`)."""
    session.flush()
    theirs = traces.find(session, person)
    _strip_memories(_lock_chats(session, theirs), theirs)
    changed = _tickets_that_change(session, person, theirs)
    _strip_tickets(session, person, theirs, label)
    others.strip(lambda task: task(session), lambda task: task(session), theirs, label, reached)
    _delete_files(session, person, theirs)
    _delete_chats(session, person, theirs)
    _strip_person(session, person, label, now)
    session.flush()
    session.expire_all()
    index.rebuild(session, changed)


def _tickets_that_change(session: Session, person: Person, theirs: Theirs) -> list[int]:
    colleagues = session.scalars(select(Ticket.id).where(_affects(person)))
    return sorted({*theirs.tickets, *theirs.helped, *colleagues})


def _affects(person: Person) -> ColumnElement[bool]:
    """Whether they are the affected person of a ticket, be it a colleague's: somebody of that name and company."""
    return (Ticket.affected_person == person.name) & (Ticket.company == person.company)


def _lock_chats(session: Session, theirs: Theirs) -> Sequence[Chat]:
    """Theirs, and those that remember them, which are returned: before all else, as turns do, and in the order of
    rounds. What they remember is read anew, since a turn may have been at work in one of them."""
    memories = session.execute(select(Chat.id, Chat.memory).where(Chat.memory != {}))
    remember = [id_ for id_, memory in memories if traces.tells(theirs.names, memory)]
    both = select(Chat).where(Chat.id.in_([*theirs.chats, *remember])).order_by(Chat.id)
    alone = both.options(lazyload(Chat.person)).execution_options(populate_existing=True)
    locked = session.scalars(alone.with_for_update(key_share=True))
    return [chat for chat in locked if chat.id not in theirs.chats]


def _strip_memories(chats: Sequence[Chat], theirs: Theirs) -> None:
    """Of forms in progress and searches that tell of them."""
    for chat in chats:
        bare = [_without_suggestions(form) for form in chat.memory.get("forms", ())]
        forms = [form for form in bare if not traces.tells(theirs.words, form)]
        searches = {
            name: said
            for name, said in chat.memory.get("searches", {}).items()
            if not traces.tells(theirs.names, said)
        }
        rest = {name: kept for name, kept in chat.memory.items() if not traces.tells(theirs.words, kept)}
        chat.memory = {**rest, "forms": forms, "searches": searches}


def _without_suggestions(form: dict[str, Any]) -> dict[str, Any]:
    """What we suggest in a form is looked up anew: it tells of them, but it is nobody's answer."""
    return {name: kept for name, kept in form.items() if name != "suggested"}


def _delete_files(session: Session, person: Person, theirs: Theirs) -> None:
    of_them = or_(
        File.ticket_id.in_(theirs.tickets),
        File.entry_id.in_(theirs.entries),
        File.inbox_id.in_(select(InboxMessage.id).where(InboxMessage.chat_id.in_(theirs.chats))),
        (File.channel == files.OURS) & (File.ref == files.about(person.id)),
    )
    files.delete(session, session.scalars(select(File.id).where(of_them)).all())


def _delete_chats(session: Session, person: Person, theirs: Theirs) -> None:
    """With all that was said in them by either side."""
    chats = theirs.chats
    addresses = session.execute(select(Chat.channel, Chat.address).where(Chat.id.in_(chats))).all()
    said = select(OutboxMessage.id).where(OutboxMessage.chat_id.in_(chats))
    session.execute(delete(SentMessage).where(SentMessage.chat_id.in_(chats)))
    session.execute(delete(OutboxFile).where(OutboxFile.outbox_id.in_(said)))
    answers = update(OutboxMessage).where(OutboxMessage.reply_to_id.in_(said))
    session.execute(answers.values(reply_to_id=None).execution_options(synchronize_session=False))
    session.execute(delete(Approval).where(Approval.chat_id.in_(chats)))
    for table in (OutboxMessage, InboxMessage):
        session.execute(delete(table).where(table.chat_id.in_(chats)))
    session.execute(delete(Invitation).where(Invitation.person_id == person.id))
    counted = [name for channel, address in addresses for name in (f"{channel}:{address}", address)]
    session.execute(delete(HourlyCount).where(HourlyCount.name.in_(counted)))
    session.execute(delete(Chat).where(Chat.id.in_(chats)).execution_options(synchronize_session=False))


def _strip_tickets(session: Session, person: Person, theirs: Theirs, label: str) -> None:
    nothing = dict(company=None, phone=None, phone_as_typed=None)
    own = update(Ticket).where(Ticket.id.in_(theirs.tickets)).execution_options(synchronize_session=False)
    session.execute(own.values(affected_person=label, problem=label, **nothing))
    session.execute(own.where(Ticket.solution.is_not(None)).values(solution=label))
    colleagues = update(Ticket).where(_affects(person)).execution_options(synchronize_session=False)
    session.execute(colleagues.values(affected_person=label))
    said = update(Entry).where(Entry.id.in_(theirs.entries)).execution_options(synchronize_session=False)
    session.execute(said.where(Entry.text != "").values(text=label))
    former = or_(FormerText.entry_id.in_(theirs.entries), FormerText.ticket_id.in_(theirs.tickets))
    session.execute(delete(FormerText).where(former))


def _strip_person(session: Session, person: Person, label: str, now: datetime) -> None:
    person.name, person.active, person.erased_at = label, False, now
    person.company = person.phone = person.language = None
