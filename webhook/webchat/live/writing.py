"""Who is writing to whom: rung to the pages that listen, remembered a moment for those that ask, and never kept."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.actions.tickets.followups import FOCUS
from bot.desk import Desk
from bot.replies.acts import CLIENT
from bot.replies.views import first_name
from store.messages import sent_lookup
from store.people import people
from store.tables import Chat, Ticket
from store.tickets import permissions
from webhook.webchat.room import Visit

WRITES = " typing "
"""Between the topic of a person and the name of who is writing to them."""
LASTS = timedelta(seconds=6)  # as long as a page shows it


class Writers:
    """Who was lately seen writing, by the topic of who will read it."""

    def __init__(self, desk: Desk):
        self._desk = desk
        self._seen: dict[str, tuple[datetime, str]] = {}
        desk.bell.subscribe(self._hear)

    def to(self, visit: Visit, since: datetime | None) -> str:
        """The name of who is writing to them, if they did not say it since; empty where nobody is."""
        seen = [self._seen[topic] for topic in visit.topics if topic in self._seen]
        return next((name for at, name in seen if self._is_fresh(at) and (since is None or at >= since)), "")

    def _hear(self, rung: frozenset[str]) -> None:
        heard = {whose: (self._desk.now(), name) for whose, name in names(rung)}
        if heard:
            fresh = {whose: seen for whose, seen in self._seen.items() if self._is_fresh(seen[0])}
            self._seen = fresh | heard

    def _is_fresh(self, at: datetime) -> bool:
        return self._desk.now() - at < LASTS


def names(rung: frozenset[str]) -> list[tuple[str, str]]:
    """Of what rang: whose topic, and who is writing to them."""
    parts = [each.partition(WRITES) for each in rung]
    return [(whose, name) for whose, writes, name in parts if writes]


def tell(visit: Visit, quoted: str) -> None:
    """Lets those who will read it see that something is being written; nothing of it is kept."""
    chat, writer = visit.chat, visit.person
    if chat is None or writer is None:
        return
    with visit.desk.store.read() as session:
        ticket = _written_about(session, chat, quoted, visit.desk.now())
        if ticket is None or not permissions.may(writer, ticket, "write"):
            return
        if ticket.requester_id != writer.id:
            readers = [ticket.requester_id]
        else:
            leads = [lead.id for lead in people.leads(session)]
            readers = [ticket.technician_id] if ticket.technician_id else leads
    visit.desk.bell.ring(
        f"person:{each}{WRITES}{first_name(writer)}" for each in readers if each != writer.id
    )


def _written_about(session: Session, chat: Chat, quoted: str, now: datetime) -> Ticket | None:
    """The ticket of what is replied to; a client's words go by what is in focus too. Notes are nobody else's matter."""
    if quoted:
        row = sent_lookup.by_message(session, chat.id, quoted)
        return session.get(Ticket, row.ticket_id) if row and row.ticket_id and not row.internal else None
    if chat.person is None or chat.person.role != CLIENT or chat.memory.get("forms"):
        return None
    focus = sent_lookup.focus(session, chat.id, now - FOCUS)
    return focus[0] if len(focus) == 1 else None
