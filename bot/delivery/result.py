"""What came of handing a message to its provider: sent, to be retried, waiting, dropped or given up.

Whatever goes wrong becomes one of these; how long each kind of failure is put up with stands in `of_failure`.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels.channel import WINDOW, Misconfigured, NotInPlace, TryLater, Undeliverable
from bot.delivery import other_forms
from bot.delivery.other_forms import Otherwise
from bot.delivery.render import Obsolete
from bot.settings import logs
from store.database import StoreAway
from store.tables import OutboxMessage

GIVE_UP_AFTER = timedelta(days=3)
DOUBT_LASTS = timedelta(hours=1)  # then a failure that we cannot read is taken for the message's own
MOST_LOOKS = 65  # for a file, about an hour: one that does not come back must not hold up its chat for days
BUG_TRIES = 5
LONGEST_WAIT = 60.0  # seconds between two tries, where the provider names no other
PAUSE = 30.0  # seconds until a channel that is wrongly configured is tried again
STORE_WAIT = 1.0  # seconds until a store that is away is tried again


@dataclass(frozen=True)
class Sent:
    """The provider has it. `as_links` are the names of the files for which the person got a link."""

    message_ids: tuple[str, ...]
    as_links: tuple[str, ...] = ()


@dataclass(frozen=True)
class Retry:
    """It is tried again after `wait` seconds; `tries` is how often this kind of failure came in a row."""

    wait: float
    why: str
    tries: int


@dataclass(frozen=True)
class WaitForWindow:
    """It waits until the person writes. `told`: by the provider's word, not by our own reckoning."""

    told: bool


@dataclass(frozen=True)
class Drop:
    """Nobody needs it any longer, and nobody is told."""

    why: str


@dataclass(frozen=True)
class GiveUp:
    """It is not tried again, and whoever caused it is told; `reason` is a key of the texts' [undelivered]."""

    reason: str
    why: str
    blocked: bool = False


Outcome = Sent | Retry | Otherwise | WaitForWindow | Drop | GiveUp


def of_failure(row: OutboxMessage, error: Exception, now: datetime) -> Outcome:
    """What becomes of this row after this failure of its call.

    Our own troubles (the store, the configuration) are waited for without end; a file, a provider and a bug of ours are
    each given their time, and then it is given up.
    """
    why, tries = describe(error), count_tries(error, row.error, row.attempts)
    if isinstance(error, Obsolete) or row.kind == "toast":
        return Drop(why)
    match error:
        case Undeliverable():
            if error.reason == WINDOW and row.kind == "message":
                return WaitForWindow(told=True)
            return other_forms.after(row, error, why) or GiveUp(error.reason, why, error.blocked)
        case StoreAway():
            return Retry(STORE_WAIT, why, tries)
        case Misconfigured():
            return Retry(PAUSE, why, tries)
        case NotInPlace():
            over, reason = tries > MOST_LOOKS, "gone"
        case TryLater():
            most = DOUBT_LASTS if error.doubtful else GIVE_UP_AFTER
            over, reason = now - row.created_at > most, "unreachable"
        case _:
            over, reason = tries >= BUG_TRIES, "our_fault"
    return GiveUp(reason, why) if over else Retry(backoff(tries, named_by(error)), why, tries)


def describe(error: Exception) -> str:
    """For the column `error`, which people read and which must hold no secret."""
    return logs.masked(f"{type(error).__name__}: {error}")[:500]


def count_tries(error: Exception, before: str | None, attempts: int) -> int:
    """How often this kind of failure came in a row; `before` is what `describe` said of the last one.

    Another kind starts the count anew: an outage of hours must not make the first bug the last.
    """
    return attempts if (before or "").split(":")[0] == type(error).__name__ else 1


def named_by(error: Exception) -> float | None:
    """The provider's own delay in seconds; None where it names none."""
    return error.wait if isinstance(error, TryLater) else None


def backoff(tries: int, named: float | None = None) -> float:
    """Seconds to the next try: the provider's own delay, else 1, 2, 4 … up to a minute.

    With some jitter, so that not all chats come back at once.
    """
    if named is not None:
        return named + random.uniform(0, 0.2)
    return min(LONGEST_WAIT, 2.0 ** min(tries - 1, 10)) * random.uniform(0.75, 1.25)
