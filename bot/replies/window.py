"""The window: on some channels we may speak freely only for a while after the person did. What is said later waits.

Only the person's own message opens it. Until then they are told, seldom and without its contents, that something
waits; where the channel cannot, whoever wrote hears why it did not arrive.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.channels.channel import WINDOW
from bot.desk import Desk
from bot.replies import acts, coalesce, compose, delivery_failures
from store.messages import outbox, window_queue
from store.people import chats
from store.tables import Chat, OutboxMessage, Person, Ticket
from store.tickets import permissions
from store.upkeep import due

NEWS = "news"
NEWS_EVERY = timedelta(hours=24)

REMINDER = "reminder."
"""What the notice of every reminder begins with; of what concerns one ticket, its occasion follows. Nobody is told that
only these wait for them: it would cost, and say no news."""

TAKEN_AWAY = "notice.taken_away"
OVER = ("closed", "deleted")
OF_A_CLOSING = (
    "notice.closed_for_client",
    "notice.closed",
    "notice.closed_with_word",
    "notice.solution_edited",
    "notice.deleted",
    "notice.helped",
    "notice.closed_for_silence",
    "notice.closed_silent_client",
)


def is_open(desk: Desk, chat: Chat, now: datetime) -> bool:
    length = _length(desk, chat)
    if length is None:
        return True
    last = chat.last_inbound_at
    return last is not None and now - last < length and chat.shut_at is None


def _length(desk: Desk, chat: Chat) -> timedelta | None:
    channel = desk.channels.get(chat.channel)
    return channel.window if channel is not None else None


def heard(desk: Desk, session: Session, chat: Chat, at: datetime, now: datetime) -> None:
    """The person wrote, at that time: what waited for it goes out, in order, before what we answer."""
    chat.last_inbound_at = max(chat.last_inbound_at or at, at)
    if chat.shut_at is not None and chat.shut_at < at:
        chat.shut_at = None
    if _length(desk, chat) and is_open(desk, chat, now):
        _let_go(desk, session, chat, now)


def waits(session: Session, chat: Chat) -> bool:
    return bool(window_queue.waiting(session, chat.id))


def _let_go(desk: Desk, session: Session, chat: Chat, now: datetime) -> None:
    rows, channel = window_queue.waiting(session, chat.id), desk.channels.get(chat.channel)
    if not rows or channel is None:
        return
    late = _overtaken(session, chat, rows, now)
    window_queue.drop(late)
    rows = [row for row in rows if row not in late]
    window_queue.release(session, rows, now)
    coalesce.join(channel, rows)


def hold(desk: Desk, session: Session, row: OutboxMessage, *, told: bool) -> None:
    """The row waits for the window. `told`: the provider said that it is over, whatever we thought."""
    now, chat = desk.now(), chats.lock(session, row.chat_id)
    if chat is None:
        return
    if told:
        chat.shut_at = now
    window_queue.add(session, row.id)
    if is_open(desk, chat, now):  # they wrote in this very moment
        window_queue.release(session, window_queue.waiting(session, chat.id), now)
    elif not _is_reminder(row):
        _tell(desk, session, chat, row, now)
    chats.save(session, chat)


def _tell(desk: Desk, session: Session, chat: Chat, row: OutboxMessage, now: datetime) -> None:
    if not desk.channels[chat.channel].tells_news:
        if not _is_told_of(session, row):
            delivery_failures.undelivered(desk, session, row, WINDOW)
        return
    last = window_queue.last_news_at(session, chat)
    if last is None or now - last >= NEWS_EVERY:
        chat.news_at = now
        _send_news(desk, session, chat, row, now)


def _is_told_of(session: Session, row: OutboxMessage) -> bool:
    """Whoever caused it was told already of what waits: one of the staff by the same act, a client by an earlier one
    too, since there is nothing that they could do."""
    writer = session.get(Person, row.cause_id) if row.cause_id else None
    by_any_act = writer is not None and writer.role == acts.CLIENT
    return window_queue.holds_more_of_its_cause(session, row, by_any_act=by_any_act)


def _send_news(desk: Desk, session: Session, chat: Chat, row: OutboxMessage, now: datetime) -> None:
    """«Ticket 121», «Tickets 121, 124», and one line that tells nothing of what waits."""
    ids = dict.fromkeys(each.ticket_id for each in window_queue.waiting(session, chat.id) if each.ticket_id)
    numbers = [str(session.get_one(Ticket, ticket_id).number) for ticket_id in ids]
    voice = compose.voice_of(desk, chat)
    subject = (
        voice("news.tickets", n=len(numbers), numbers=", ".join(numbers))
        if numbers
        else desk.settings.desk.name
    )
    content = {"subject": subject, "text": voice("news.line")}
    outbox.put(session, chat.id, NEWS, content, now, cause_id=row.cause_id, ticket_id=row.ticket_id)


def _overtaken(
    session: Session, chat: Chat, rows: Sequence[OutboxMessage], now: datetime
) -> list[OutboxMessage]:
    """What the ticket's later course made untrue (a technician who is another by now, a closing undone), and what its
    reader may read no more."""
    newest = {_event(row): row.created_at for row in sorted(rows, key=lambda row: row.created_at)}
    notices = [row for row in rows if row.content.get("notice")]
    untrue = [
        row for row in notices if row.created_at < newest[_event(row)] or not _still_true(session, row, now)
    ]
    return [row for row in rows if row in untrue or not _may_be_read(session, chat, row)]


def _may_be_read(session: Session, chat: Chat, row: OutboxMessage) -> bool:
    """Whoever lost the ticket meanwhile is told that alone."""
    ticket = session.get(Ticket, row.ticket_id) if row.ticket_id else None
    if ticket is None or chat.person is None or row.content.get("notice") == TAKEN_AWAY:
        return True
    return permissions.is_theirs(chat.person, ticket, "note" if row.internal else "see")


def _event(row: OutboxMessage) -> tuple[int | None, str | None]:
    """The parts of a long text and the files beside it are one telling, put at one moment: all are true, or none."""
    return row.ticket_id, row.content.get("notice")


def _still_true(session: Session, row: OutboxMessage, now: datetime) -> bool:
    ticket = session.get(Ticket, row.ticket_id) if row.ticket_id else None
    if ticket is None:
        return True
    if _is_reminder(row):
        return due.lasts(session, row.content["notice"].removeprefix(REMINDER), ticket, now)
    return (ticket.status in OVER) == (row.content["notice"] in OF_A_CLOSING)


def _is_reminder(row: OutboxMessage) -> bool:
    return str(row.content.get("notice") or "").startswith(REMINDER)
