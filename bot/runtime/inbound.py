"""What came in without a hook: each thing is taken in, and what breaks our code is set aside, not repeated."""

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict

from bot.channels.messages import Inbound, Receipt, Unreadable
from bot.conversation import turns
from bot.desk import Desk
from bot.settings import logs
from store.database import StoreAway

log = logging.getLogger(__name__)


def take(desk: Desk, said: Sequence[Inbound | Receipt | Unreadable]) -> None:
    """All of it is kept when this returns. Raises StoreAway."""
    for each in said:
        try:
            _take(desk, each)
        except StoreAway:
            raise
        except Exception as bug:
            log.exception("taking in what came by %s broke", each.channel)
            turns.set_aside(desk, _broken(each, bug))


def _take(desk: Desk, said: Inbound | Receipt | Unreadable) -> None:
    match said:
        case Inbound():
            turns.take_in(desk, said)
        case Receipt():
            turns.take_receipt(desk, said)
        case Unreadable():
            turns.set_aside(desk, said)


def _broken(said: Inbound | Receipt | Unreadable, bug: Exception) -> Unreadable:
    payload = json.dumps(asdict(said), default=str, ensure_ascii=False)
    key = said.message_id if isinstance(said, Receipt) else said.key
    return Unreadable(said.channel, f"broken:{key}", logs.masked(repr(bug)), payload)
