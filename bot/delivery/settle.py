"""Settles what was delivered: writes down what came of it, in the transaction that tells whoever must hear of it."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeGuard

from sqlalchemy.orm import Session

from bot.delivery.other_forms import Otherwise
from bot.delivery.result import Drop, GiveUp, Outcome, Retry, Sent, WaitForWindow
from bot.desk import Desk
from bot.replies import coalesce, delivery_failures, window
from bot.replies.people import unattended
from store.database import StoreAway, store_away
from store.messages import leases, outbox, receipts
from store.people import chats, invitations
from store.tables import OutboxMessage
from store.upkeep import usage

log = logging.getLogger(__name__)


def is_plain(outcome: Outcome, desk: Desk, row: OutboxMessage) -> TypeGuard[Sent]:
    """Whether it was sent and nobody is to be told or billed: such rows are settled many at a time."""
    metered = desk.channels[row.chat.channel].metered
    return isinstance(outcome, Sent) and not outcome.as_links and not metered


def many_plain(desk: Desk, session: Session, worker: str, rows: Sequence[tuple[OutboxMessage, Sent]]) -> None:
    """Settles many rows whose outcome `is_plain`."""
    now = desk.now()
    leases.mark_sent(session, worker, [_out(desk, row, sent, now) for row, sent in rows], now)
    for row, _ in rows:
        _forget_code(desk, session, row)


def one(desk: Desk, session: Session, worker: str, row: OutboxMessage, outcome: Outcome) -> None:
    """Settles one row, whatever its outcome; what is another worker's by now is left as it is."""
    now = desk.now()
    match outcome:
        case Sent():
            _settle_sent(desk, session, worker, row, outcome, now)
        case Retry() if out := receipts.ids_if_out(session, row.id):
            # The call seemed to fail, and the provider has it.
            _settle_sent(desk, session, worker, row, Sent(out), now)
        case Retry(wait, why, tries):
            leases.defer(session, row, worker, now + timedelta(seconds=wait), why, tries)
            _coalesce_what_waits(desk, session, row)
        case Otherwise():
            _send_otherwise(desk, session, worker, row, outcome, now)
        case WaitForWindow(told):
            if leases.is_leased(session, row, worker):
                window.hold(desk, session, row, told=told)
        case Drop(why):
            leases.mark_dropped(session, row, worker, why)
        case GiveUp():
            _give_up(desk, session, worker, row, outcome, now)


def _give_up(
    desk: Desk, session: Session, worker: str, row: OutboxMessage, given_up: GiveUp, now: datetime
) -> None:
    reason = given_up.reason
    if given_up.blocked:
        shut_out(desk, session, row, now)
    if leases.mark_failed(session, row, worker, given_up.why, reason) and reason:
        _tell(lambda: delivery_failures.undelivered(desk, session, row, reason), session, row)


def _send_otherwise(
    desk: Desk, session: Session, worker: str, row: OutboxMessage, form: Otherwise, now: datetime
) -> None:
    if not leases.change(session, row, worker, form.kind, form.content, now, form.why):
        return
    about = {name: getattr(row, name) for name in ("ticket_id", "internal", "entry_id", "cause_id")}
    for content in form.apart:
        outbox.put(session, row.chat_id, form.kind, content, now, **about)
    if form.without_files:
        delivery_failures.files_refused(desk, session, row)


def _settle_sent(
    desk: Desk, session: Session, worker: str, row: OutboxMessage, sent: Sent, now: datetime
) -> None:
    if not leases.mark_sent(session, worker, [_out(desk, row, sent, now)], now):
        return
    _forget_code(desk, session, row)
    channel = desk.channels[row.chat.channel]
    if channel.metered and sent.message_ids:
        usage.count(session, channel.name, row.ticket_id, now)
    if sent.as_links:
        delivery_failures.sent_as_links(desk, session, row, sent.as_links)


def _forget_code(desk: Desk, session: Session, row: OutboxMessage) -> None:
    """An invitation's code is kept no longer than it may have to be sent again: where receipts come, until it arrived;
    where the person rereads our store, as long as it is valid."""
    channel = desk.channels[row.chat.channel]
    if channel.confirms_within is None and not channel.rereads:
        invitations.erase_code(session, row)


def _out(desk: Desk, row: OutboxMessage, sent: Sent, now: datetime) -> leases.Accepted:
    within = desk.channels[row.chat.channel].confirms_within
    return leases.Accepted(row, sent.message_ids, now + within if within else None)


def _coalesce_what_waits(desk: Desk, session: Session, row: OutboxMessage) -> None:
    """Where each message costs and each person takes only so many, a delay makes several one."""
    channel = desk.channels[row.chat.channel]
    if channel.metered:
        coalesce.join(channel, outbox.waiting(session, row.chat_id))


def shut_out(desk: Desk, session: Session, row: OutboxMessage, now: datetime) -> None:
    """The person wants nothing more from us there: the leads hear what they had to solve, the first time."""
    chat, was_open = row.chat, row.chat.blocked_at is None
    chats.block(session, row.chat_id, now)
    if was_open:
        _tell(lambda: unattended.lost_chat(desk, session, chat, chat.person, now), session, row)


def _tell(say: Callable[[], None], session: Session, row: OutboxMessage) -> None:
    """Whoever can do something about a failure hears of it; a bug in that telling must not undo the settling."""
    try:
        with store_away(), session.begin_nested():
            say()
    except StoreAway:
        raise
    except Exception:
        log.exception("telling that outbox %s failed broke", row.id)
