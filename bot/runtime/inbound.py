"""The one way in: hands what a channel brought to whoever deals with it, whether by hook, by polling or by backfill.

A person's message goes to the conversation, a receipt to the delivery, and what nobody can read is set aside.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict

from bot.channels.messages import Arrival, Inbound, Receipt, Unreadable
from bot.delivery import receipts
from bot.desk import Desk
from bot.runtime import rounds, sanitize
from bot.settings import logs
from store.database import StoreAway
from store.messages import inbox

log = logging.getLogger(__name__)


def take(desk: Desk, arrivals: Sequence[Arrival]) -> None:
    """Takes them in one by one, in order; all of them are kept when this returns. Raises StoreAway.

    What breaks our code is logged and set aside: brought again, it would only break it again.
    """
    for arrival in arrivals:
        try:
            _hand_on(desk, sanitize.clean(arrival))
        except StoreAway:
            raise
        except Exception as bug:
            log.exception("taking in what came by %s broke", arrival.channel)
            _set_aside(desk, sanitize.clean(_broken(arrival, bug)))


def _hand_on(desk: Desk, arrival: Arrival) -> None:
    match arrival:
        case Inbound():
            rounds.of(desk).take_in(arrival)
        case Receipt():
            receipts.take(desk, arrival)
        case Unreadable():
            _set_aside(desk, arrival)


def _set_aside(desk: Desk, unreadable: Unreadable) -> None:
    """Keeps it for a person to look at; the same one again changes nothing."""
    kept = (unreadable.channel, unreadable.key, unreadable.why, unreadable.payload, desk.now())
    desk.store.change(lambda session: inbox.set_aside(session, *kept))


def _broken(arrival: Arrival, bug: Exception) -> Unreadable:
    payload = json.dumps(asdict(arrival), default=str, ensure_ascii=False)
    key = arrival.message_id if isinstance(arrival, Receipt) else arrival.key
    return Unreadable(arrival.channel, f"broken:{key}", logs.masked(repr(bug)), payload)
