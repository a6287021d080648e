"""What a provider tells of what we sent: the furthest state is kept, and a failure has the consequences of its kind."""

import logging
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.channels.channel import WINDOW, Misconfigured, TryLater, Undeliverable
from bot.channels.messages import Receipt
from bot.delivery import result
from bot.desk import Desk
from bot.replies import delivery_failures, window
from store.messages import message_ids, outbox, receipts
from store.people import invitations
from store.tables import OutboxMessage

log = logging.getLogger(__name__)

ONCE_MORE = timedelta(seconds=30)  # until the second and last try of what failed by what may be over
MOST_TAKEN = 5  # so often does the provider take a message, and may bill it, before we believe that it cannot


def take(desk: Desk, receipt: Receipt) -> None:
    """What it is about may be unknown, or over: then it changes nothing. Raises StoreAway."""
    with desk.store.write() as session:
        row = receipts.find(session, receipt.channel, receipt.message_id, receipt.outbox_id)
        if row is None:
            log.info("a state of a message that we do not know: %s", receipt.status)
            return
        if receipt.status != "failed":
            receipts.advance(session, row, receipt.status, desk.now())
            if receipt.status in receipts.ARRIVED:
                invitations.forget(session, row)
        elif row.state in ("sent", "sending", "waiting") and row.status not in receipts.ARRIVED:
            _failed(desk, session, row, receipt.failure or Undeliverable("failed", "refused"))


def _failed(desk: Desk, session: Session, row: OutboxMessage, failure: Exception) -> None:
    now = desk.now()
    match failure:
        case Undeliverable(reason=reason) if reason == WINDOW and row.kind != window.NEWS:
            window.hold(desk, session, row, told=True)
        case Undeliverable(reason="refused") if row.content.get("options") and not row.content.get("plain"):
            row.content = {**row.content, "plain": True}
            receipts.again(session, row, now, result.in_words(failure))
        case Undeliverable(once_more=True) if not row.content.get("once_more"):
            row.content = {**row.content, "once_more": True}
            receipts.again(session, row, now + ONCE_MORE, result.in_words(failure))
        case Undeliverable(reason=reason, blocked=blocked):
            if blocked:
                outbox.block(session, row.chat_id, now)
            _give_up(desk, session, row, reason, failure)
        case Misconfigured():
            log.error("%s: what goes out by this channel waits: %s", "a message failed", failure)
            receipts.again(session, row, now + timedelta(seconds=result.PAUSE), result.in_words(failure))
        case TryLater(wait=wait) if message_ids.count(session, row.id) < MOST_TAKEN:
            receipts.again(session, row, _next_try(row, wait, now), result.in_words(failure))
        case _:
            _give_up(desk, session, row, "unreachable", failure)


def _give_up(desk: Desk, session: Session, row: OutboxMessage, reason: str, failure: Exception) -> None:
    receipts.give_up(session, row, reason, result.in_words(failure))
    delivery_failures.undelivered(desk, session, row, reason)


def _next_try(row: OutboxMessage, wait: float | None, now: datetime) -> datetime:
    return now + timedelta(seconds=result.wait(row.attempts + 1, wait))
