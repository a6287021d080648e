"""What a provider told us while we were away and will not tell again: read from its own list, and taken in once.

The list is read from a while before the last time that it was read well, and from further back when a process starts:
what we have is known by its key, so that reading too much harms nobody.
"""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from bot.channels.channel import LooksBack, Misconfigured, TryLater, Undeliverable
from bot.desk import Desk
from bot.runtime import inbound
from store.database import StoreAway
from store.messages import inbox
from store.upkeep import settings_kv

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=3)
OVERLAP = timedelta(minutes=15)
AT_START = timedelta(hours=48)
ON_ITS_WAY = timedelta(minutes=1)
"""So long a hook's call may still come, with the button and the quote that the list does not tell."""
NOBODY_THERE = timedelta(seconds=3)
"""As long, for what came before there was anybody to be called; the list is exact to the second."""
AGAIN = timedelta(seconds=5)


class CatchingUp:
    """One process's look back; the first that succeeds goes back furthest."""

    def __init__(self, desk: Desk):
        self._desk = desk
        self._started = desk.now()
        self._looked: set[str] = set()

    def look(self) -> None:
        """All channels; what fails is tried at the next time."""
        for channel in self._desk.channels.values():
            if not isinstance(channel, LooksBack):
                continue
            try:
                self._look_at(channel)
            except (TryLater, Undeliverable, Misconfigured, StoreAway) as failure:
                log.warning("%s: what it told us meanwhile is read later: %s", channel.name, failure)
            except Exception:
                log.exception("%s: reading what it told us meanwhile broke", channel.name)

    def _look_at(self, channel: LooksBack) -> None:
        now, starting = self._desk.now(), channel.name not in self._looked
        found = channel.missed(
            self._since(channel.name, now, starting), lambda keys: self._known(channel.name, keys)
        )
        missed = [each for each in found if self._is_missed(each.at, now)]
        inbound.take(self._desk, missed)
        with self._desk.store.write() as session:
            settings_kv.put(session, _name(channel.name), now.isoformat())
        self._looked.add(channel.name)
        if missed:
            log.warning("%s: took in %d that its hook did not bring", channel.name, len(missed))

    def _is_missed(self, at: datetime, now: datetime) -> bool:
        before_us = at <= self._started + timedelta(seconds=1)
        return now - at >= (NOBODY_THERE if before_us else ON_ITS_WAY)

    def _since(self, channel: str, now: datetime, starting: bool) -> datetime:
        with self._desk.store.read() as session:
            last = settings_kv.recall(session, _name(channel))
        since = (datetime.fromisoformat(last) if last else now) - OVERLAP
        return min(since, now - AT_START) if starting else since

    def _known(self, channel: str, keys: Collection[str]) -> set[str]:
        with self._desk.store.read() as session:
            return inbox.known(session, channel, keys)


def _name(channel: str) -> str:
    return f"caught up {channel}"
