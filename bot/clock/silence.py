"""Closes tickets whose client did not answer for long, where the settings say so; answering reopens them."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.channels.messages import Reply
from bot.clock import working_time
from bot.desk import Desk
from bot.replies import acts, compose
from store.finding import joins
from store.people import people
from store.tables import Ticket
from store.tickets import tickets
from store.upkeep import due


def close(desk: Desk) -> None:
    """In working time. Raises StoreAway."""
    after, working = desk.settings.reminders.autoclose_after, working_time.of(desk)
    since = working.before(desk.now(), after) if after and working.is_open(desk.now()) else None
    if since is None:
        return
    with desk.store.read() as session:
        silent = due.find(session, {due.AUTOCLOSE: since}, due.EVER)
    if silent:
        with desk.store.write() as session:
            locked = due.lock(session, {each.ticket_id for each in silent})
            now = desk.now()  # not before: that waits for whoever is writing
            still = [
                each
                for each in due.find(session, {due.AUTOCLOSE: since}, due.EVER)
                if each.ticket_id in locked
            ]
            for each in due.claim(session, dict.fromkeys(still, 0), now):
                _close(desk, session, locked[each.ticket_id], now)


def _close(desk: Desk, session: Session, ticket: Ticket, now: datetime) -> None:
    tickets.close_for_silence(session, ticket, now)
    joins.pass_on(session, None, ticket, tickets.CLOCK, now)
    values = {"number": ticket.number, "client": ticket.requester.name}
    labels = (acts.PERSISTS.button(ticket.number, ticket.closings),)
    for_client, for_staff = "notice.closed_for_silence", "notice.closed_silent_client"
    reply = Reply(for_client, values, labels=labels, ticket_id=ticket.id, notice=for_client)
    compose.tell(desk, session, [ticket.requester_id], reply, now, None)
    note = Reply(for_staff, values, ticket_id=ticket.id, notice=for_staff, courtesy=True)
    technician = [ticket.technician_id] if ticket.technician_id else []
    if not compose.tell(desk, session, technician, note, now, None):
        leads = [lead.id for lead in people.leads(session)]
        compose.tell(desk, session, leads, note, now, None)
