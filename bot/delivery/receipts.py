"""What a provider tells of a message after it took it: the furthest state is kept, and a failure has its consequence.

A failure that is told later means what it would have meant at once, but for two things: the provider had taken the
message, so each try may have been billed and their number is bounded; and sending it again makes a new message of it.
"""

import logging
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.channels.channel import WINDOW, Misconfigured, TryLater, Undeliverable
from bot.channels.messages import Receipt
from bot.delivery import other_forms, result, settle
from bot.delivery.other_forms import NO_FILES
from bot.delivery.result import GiveUp, WaitForWindow
from bot.desk import Desk
from bot.replies import delivery_failures, window
from store.messages import message_ids, receipts
from store.people import invitations
from store.tables import OutboxMessage

log = logging.getLogger(__name__)

# Seconds until the next tries of what failed by what may be over soon: our database restarts, then our disk is away.
ONCE_MORE = (30.0, 300.0)
MOST_TAKEN = 5  # so often does the provider take a message, and may bill it, before we believe that it cannot
MOST_DOUBTS = 12  # half an hour, where we cannot read why it fails
HOLDS_UP = 60.0  # seconds that the later messages of its chat wait for one that is taken and fails


@dataclass(frozen=True)
class SendAgain:
    """It goes out anew after `wait` seconds; `remedy` is noted in the row's content, so that it is used only once.
    `holds_up`: the later messages of its chat wait for it."""

    wait: float
    remedy: dict[str, Any] = field(default_factory=dict)
    holds_up: bool = True


Consequence = SendAgain | WaitForWindow | GiveUp


def take(desk: Desk, receipt: Receipt) -> None:
    """Notes what a receipt tells. One about a message that is unknown or over changes nothing. Raises StoreAway."""
    desk.store.change(lambda session: _take(desk, session, receipt))


def _take(desk: Desk, session: Session, receipt: Receipt) -> None:
    row = receipts.find(session, receipt.channel, receipt.message_id, receipt.outbox_id)
    if row is None:
        log.info("a state of a message that we do not know: %s", receipt.status)
    elif receipt.status != "failed":
        _advance(desk, session, row, receipt.status)
    elif _can_fail(row):
        _take_failure(desk, session, row, receipt.failure or Undeliverable("failed", "refused"))


def _advance(desk: Desk, session: Session, row: OutboxMessage, status: str) -> None:
    receipts.advance(session, row, status, desk.now())
    if status in receipts.ARRIVED:
        invitations.erase_code(session, row)


def _can_fail(row: OutboxMessage) -> bool:
    """What arrived did not fail, whatever comes after; what is settled otherwise stays so."""
    return row.state in ("sent", "sending", "waiting") and row.status not in receipts.ARRIVED


def _take_failure(desk: Desk, session: Session, row: OutboxMessage, failure: Exception) -> None:
    if isinstance(failure, Misconfigured):
        log.error(
            "outbox %s failed and is sent again, since its channel is wrongly set up: %s", row.id, failure
        )
    match consequence_of(failure, row, message_ids.count(session, row.id)):
        case WaitForWindow(told):
            window.hold(desk, session, row, told=told)
        case SendAgain(wait, remedy, holds_up):
            if NO_FILES in remedy:
                delivery_failures.files_refused(desk, session, row)
            row.content = row.content | remedy
            due_at = desk.now() + timedelta(seconds=wait)
            receipts.send_again(session, row, due_at, result.describe(failure), holds_up=holds_up)
        case GiveUp(reason, why, blocked):
            if blocked:
                settle.shut_out(desk, session, row, desk.now())
            receipts.give_up(session, row, reason, why)
            delivery_failures.undelivered(desk, session, row, reason)


def consequence_of(failure: Exception, row: OutboxMessage, taken: int) -> Consequence:
    """What this failure means for a row that the provider took so many times."""
    match failure:
        case Undeliverable():
            return _of_undeliverable(failure, row)
        case Misconfigured():
            return SendAgain(result.PAUSE)
        case TryLater() if failure.doubtful and taken < MOST_DOUBTS:
            wait = min(2.0**taken, ONCE_MORE[-1])
            return SendAgain(wait, holds_up=wait < HOLDS_UP)
        case TryLater() if not failure.doubtful and taken < MOST_TAKEN:
            return SendAgain(result.backoff(row.attempts + 1, failure.wait))
        case _:
            return GiveUp("unreachable", result.describe(failure))


def _of_undeliverable(failure: Undeliverable, row: OutboxMessage) -> Consequence:
    """Some of what is refused can be had in another way, each way once."""
    if failure.reason == WINDOW and row.kind != window.NEWS:
        return WaitForWindow(told=True)
    if failure.reason == "refused" and row.content.get("options") and not row.content.get("plain"):
        return SendAgain(0, {"plain": True})
    tried_more = int(row.content.get("once_more", 0))
    if failure.once_more and tried_more < len(ONCE_MORE):
        return SendAgain(ONCE_MORE[tried_more], {"once_more": tried_more + 1}, holds_up=False)
    form = other_forms.after(row, failure, result.describe(failure))
    if form is not None and form.without_files:  # a provider that tells later takes one file a message
        return SendAgain(0, {NO_FILES: True})
    return GiveUp(failure.reason, result.describe(failure), failure.blocked)
