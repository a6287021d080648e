"""What came of handing a message to its provider, and so what becomes of it: the whole vocabulary of failure."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels.channel import WINDOW, Misconfigured, NotInPlace, TryLater, Undeliverable
from bot.delivery.render import Moot
from bot.settings import logs
from store.database import StoreAway
from store.tables import OutboxMessage

GIVE_UP_AFTER = timedelta(days=3)
MOST_LOOKS = 65  # for a file, about an hour: one that does not come back must not hold up its chat for days
BUG_TRIES = 5
LONGEST_WAIT = 60.0  # seconds between two tries, where the provider names no other
PAUSE = 30.0  # seconds until a channel that is wrongly configured is tried again


@dataclass(frozen=True)
class Sent:
    """`as_links` are the names of the files for which the person got a link."""

    message_ids: tuple[str, ...]
    as_links: tuple[str, ...] = ()


@dataclass(frozen=True)
class Later:
    """`wait` in seconds; `tries` is how often this kind of failure came, one after the other."""

    wait: float
    why: str
    tries: int


@dataclass(frozen=True)
class Never:
    """`reason` is a key of the texts' [undelivered]."""

    reason: str
    why: str
    blocked: bool = False


@dataclass(frozen=True)
class Shut:
    """Waits until the person writes; `told`: by the provider's word, not by our reckoning."""

    told: bool


@dataclass(frozen=True)
class Dropped:
    why: str


Outcome = Sent | Later | Never | Shut | Dropped


def of_failure(row: OutboxMessage, error: Exception, now: datetime) -> Outcome:
    """What becomes of this row after this failure."""
    why = in_words(error)
    if isinstance(error, Moot) or row.kind == "toast":
        return Dropped(why)
    if isinstance(error, Undeliverable) and error.reason == WINDOW and row.kind == "message":
        return Shut(told=True)
    if isinstance(error, Undeliverable):
        return Never(error.reason, why, error.blocked)
    tries = tries_of(error, row.error, row.attempts)
    if isinstance(error, StoreAway):
        return Later(1, why, tries)
    if isinstance(error, Misconfigured):
        return Later(PAUSE, why, tries)
    if isinstance(error, NotInPlace):
        return Never("gone", why) if tries > MOST_LOOKS else Later(wait(tries), why, tries)
    if isinstance(error, TryLater):
        too_old = now - row.created_at > GIVE_UP_AFTER
        return Never("unreachable", why) if too_old else Later(wait(tries, error.wait), why, tries)
    return Never("our_fault", why) if tries >= BUG_TRIES else Later(wait(tries), why, tries)


def in_words(error: Exception) -> str:
    """For the column `error`, which people read and which must hold no secret."""
    return logs.masked(f"{type(error).__name__}: {error}")[:500]


def tries_of(error: Exception, before: str | None, attempts: int) -> int:
    """A new kind of failure starts the count anew: an outage of hours must not make the first bug the last."""
    return attempts if (before or "").split(":")[0] == type(error).__name__ else 1


def wait(tries: int, named: float | None = None) -> float:
    """The provider's own delay, else 1, 2, 4 … seconds; a little apart, so that not all chats come back at once."""
    if named is not None:
        return named + random.uniform(0, 0.2)
    return min(LONGEST_WAIT, 2.0 ** min(tries - 1, 10)) * random.uniform(0.75, 1.25)
