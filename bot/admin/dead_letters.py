"""`ticketero inbox` and `ticketero outbox`: what could not be understood or delivered, to be seen and tried again."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.admin.trouble import Trouble
from bot.desk import Desk
from store.upkeep import dead_letters


def list_inbox(desk: Desk) -> Iterator[str]:
    """What could not be understood, one JSON object a line."""
    with desk.store.read() as session:
        yield from map(_json, dead_letters.not_understood(session))


def list_outbox(desk: Desk) -> Iterator[str]:
    """What no provider took, one JSON object a line."""
    with desk.store.read() as session:
        yield from map(_json, dead_letters.not_delivered(session))


def _json(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False)


def replay(desk: Desk, message_id: int | None) -> Iterator[str]:
    """Has one message of the inbox, or all that failed, heard again. Raises Trouble."""
    yield _again(desk, dead_letters.replay, message_id, "heard")


def retry(desk: Desk, message_id: int | None) -> Iterator[str]:
    """Has one message of the outbox, or all that failed, sent again. Raises Trouble."""
    yield _again(desk, dead_letters.retry, message_id, "sent")


def _again(
    desk: Desk, chance: Callable[[Session, datetime, int | None], int], message_id: int | None, what: str
) -> str:
    with desk.store.write() as session:
        count = chance(session, desk.now(), message_id)
    if message_id is not None and not count:
        raise Trouble(f"no message {message_id} waits to be {what} again")
    return f"To be {what} again: {count}."
