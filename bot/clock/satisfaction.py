"""Asks clients who said nothing for a week after a closing how it was: in working time, where we can speak now."""

from sqlalchemy.orm import Session

from bot.clock import working_time
from bot.desk import Desk
from bot.replies import compose, notices, window
from store.people import chats
from store.tables import Chat, Ticket
from store.tickets import satisfaction as kept

BATCH = 50


def ask(desk: Desk) -> None:
    """All who are due, a batch a transaction; of several workers one asks each. Raises StoreAway."""
    after, more = None, True
    while more and working_time.of(desk).is_open(desk.now()):
        with desk.store.write() as session:
            after = _ask_some(desk, session, after)
        more = after is not None


def _ask_some(desk: Desk, session: Session, after: Ticket | None) -> Ticket | None:
    """Returns the last that was looked at, None where there are no more."""
    now = desk.now()
    due = kept.to_be_asked(session, now, BATCH, after)
    reachable = chats.of(session, {ticket.requester_id for ticket in due}, desk.shut_before())
    for ticket in due:
        chat = reachable.get(ticket.requester_id)
        if chat is not None and _hears(desk, chat, ticket) and kept.ask(ticket, now):
            compose.say(desk, session, chat, notices.how_was_it("how_was_it", ticket), now, None)
    return due[-1] if due else None


def _hears(desk: Desk, chat: Chat, ticket: Ticket) -> bool:
    """Who asked for no notices, or is in the middle of a form, is left in peace; who cannot be spoken to freely now is
    asked later: the question is not worth a message of its own that says that something waits. So is who has just
    written: it may be about this."""
    quiet = ticket.requester.quiet or chat.blocked_at is not None or bool(chat.memory.get("forms"))
    has_just_written = chat.hear_at is not None
    return not quiet and not has_just_written and window.is_open(desk, chat, desk.now())
