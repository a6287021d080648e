"""What a provider tells of what we sent: the furthest state is kept, and a failure has the consequences of its kind."""

import logging
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot import failures
from bot.channels.channel import WINDOW, Misconfigured, TryLater, Undeliverable
from bot.delivery import outcome, window
from bot.desk import Desk
from bot.messages import Receipt
from store import invitations, outbox, states
from store.tables import OutboxMessage

log = logging.getLogger(__name__)

ONCE_MORE = timedelta(seconds=30)  # until the second and last try of what failed by what may be over
MOST_TAKEN = 5  # so often does the provider take a message, and may bill it, before we believe that it cannot


def take(desk: Desk, receipt: Receipt) -> None:
    """What it is about may be unknown, or over: then it changes nothing. Raises StoreAway."""
    with desk.store.write() as session:
        row = states.find(session, receipt.channel, receipt.message_id, receipt.outbox_id)
        if row is None:
            log.info("a state of a message that we do not know: %s", receipt.status)
            return
        states.adopt(session, row, receipt.message_id)
        if receipt.status != "failed":
            states.advance(session, row, receipt.status, desk.now())
            if receipt.status in states.ARRIVED:
                invitations.forget(session, row)
        elif row.state in ("sent", "sending", "waiting") and row.status not in states.ARRIVED:
            _failed(desk, session, row, receipt.failure or Undeliverable("failed", "refused"))


def _failed(desk: Desk, session: Session, row: OutboxMessage, failure: Exception) -> None:
    now = desk.now()
    match failure:
        case Undeliverable(reason=reason) if reason == WINDOW and row.kind != window.NEWS:
            window.hold(desk, session, row, told=True)
        case Undeliverable(reason="refused") if row.content.get("options") and not row.content.get("plain"):
            row.content = {**row.content, "plain": True}
            states.again(session, row, now, outcome.in_words(failure))
        case Undeliverable(once_more=True) if not row.content.get("once_more"):
            row.content = {**row.content, "once_more": True}
            states.again(session, row, now + ONCE_MORE, outcome.in_words(failure))
        case Undeliverable(reason=reason, blocked=blocked):
            if blocked:
                outbox.block(session, row.chat_id, now)
            _give_up(desk, session, row, reason, failure)
        case Misconfigured():
            log.error("%s: what goes out by this channel waits: %s", "a message failed", failure)
            states.again(session, row, now + timedelta(seconds=outcome.PAUSE), outcome.in_words(failure))
        case TryLater(wait=wait) if states.taken(session, row) < MOST_TAKEN:
            states.again(session, row, _next_try(row, wait, now), outcome.in_words(failure))
        case _:
            _give_up(desk, session, row, "unreachable", failure)


def _give_up(desk: Desk, session: Session, row: OutboxMessage, reason: str, failure: Exception) -> None:
    states.give_up(session, row, reason, outcome.in_words(failure))
    failures.undelivered(desk, session, row, reason)


def _next_try(row: OutboxMessage, wait: float | None, now: datetime) -> datetime:
    return now + timedelta(seconds=outcome.wait(row.attempts + 1, wait))
