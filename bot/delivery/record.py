"""Writes down what came of a call to a provider, in the same transaction that tells whoever must hear of it."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeGuard

from sqlalchemy.orm import Session

from bot.delivery.result import Dropped, Later, Never, Outcome, Sent, Shut
from bot.desk import Desk
from bot.replies import coalesce, delivery_failures, window
from store.database import StoreAway
from store.messages import outbox, receipts, usage
from store.people import invitations
from store.tables import OutboxMessage

log = logging.getLogger(__name__)


def is_plain(came_of_it: Outcome, desk: Desk, row: OutboxMessage) -> TypeGuard[Sent]:
    """Whether it simply arrived: such rows are written down many at a time."""
    metered = desk.channels[row.chat.channel].metered
    return isinstance(came_of_it, Sent) and not came_of_it.as_links and not metered


def arrived(desk: Desk, session: Session, worker: str, rows: Sequence[tuple[OutboxMessage, Sent]]) -> None:
    """Many rows at a time that simply arrived."""
    now = desk.now()
    outbox.sent(session, worker, [_out(desk, row, sent, now) for row, sent in rows], now)
    for row, _ in rows:
        _forget_code(desk, session, row)


def write_down(desk: Desk, session: Session, worker: str, row: OutboxMessage, came_of_it: Outcome) -> None:
    """One row, whatever came of it."""
    now = desk.now()
    match came_of_it:
        case Sent():
            _sent(desk, session, worker, row, came_of_it, now)
        case Later() if out := receipts.ids_if_out(session, row.id):
            # The call seemed to fail, and the provider has it.
            _sent(desk, session, worker, row, Sent(out), now)
        case Later(wait, why, tries):
            outbox.later(session, row, worker, now + timedelta(seconds=wait), why, tries)
            _join_what_piles_up(desk, session, row)
        case Shut(told):
            if outbox.still_in_hand(session, row, worker):
                window.hold(desk, session, row, told=told)
        case Dropped(why):
            outbox.dropped(session, row, worker, why)
        case Never(reason, why, blocked):
            if blocked:
                outbox.block(session, row.chat_id, now)
            if outbox.failed(session, row, worker, why, reason) and reason:
                _tell(desk, session, row, reason)


def _sent(desk: Desk, session: Session, worker: str, row: OutboxMessage, sent: Sent, now: datetime) -> None:
    if not outbox.sent(session, worker, [_out(desk, row, sent, now)], now):
        return
    _forget_code(desk, session, row)
    channel = desk.channels[row.chat.channel]
    if channel.metered and sent.message_ids:
        usage.count(session, channel.name, row.ticket_id, now)
    if sent.as_links:
        delivery_failures.sent_as_links(desk, session, row, sent.as_links)


def _forget_code(desk: Desk, session: Session, row: OutboxMessage) -> None:
    """Where receipts come, only once it has arrived: until then it may have to be sent again."""
    channel = desk.channels[row.chat.channel]
    if channel.confirms_within is None and not channel.rereads:
        invitations.forget(session, row)


def _out(desk: Desk, row: OutboxMessage, sent: Sent, now: datetime) -> outbox.Out:
    within = desk.channels[row.chat.channel].confirms_within
    return outbox.Out(row, sent.message_ids, now + within if within else None)


def _join_what_piles_up(desk: Desk, session: Session, row: OutboxMessage) -> None:
    """Where each message costs and each person takes only so many, a delay makes several one."""
    channel = desk.channels[row.chat.channel]
    if channel.metered:
        coalesce.join(channel, outbox.waiting(session, row.chat_id))


def _tell(desk: Desk, session: Session, row: OutboxMessage, reason: str) -> None:
    """Whoever caused it hears; a fault of ours in that telling must not undo the settling."""
    try:
        with session.begin_nested():
            delivery_failures.undelivered(desk, session, row, reason)
    except StoreAway:
        raise
    except Exception:
        log.exception("telling that outbox %s failed broke", row.id)
