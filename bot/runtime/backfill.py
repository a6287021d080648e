"""The backfill: what a provider told us while we were away and will not bring again is read from its own list.

The list is read from a while before the last reading that succeeded, and from further back when a process starts. What
we have already is known by its key, so that reading too much harms nobody.
"""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from bot.channels.channel import HasHistory, Misconfigured, TryLater, Undeliverable
from bot.desk import Desk
from bot.runtime import inbound
from store.database import StoreAway
from store.messages import inbox, receipts
from store.upkeep import settings_kv

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=3)
SECOND = timedelta(seconds=5)  # from the start of a process to its second reading
OVERLAP = timedelta(minutes=15)
FURTHEST = timedelta(hours=48)  # how far back the first reading of a process goes
# A message so young may still come by the hook, with the button and the quote that the list does not tell …
HOOK_MAY_COME = timedelta(minutes=1)
# … but hardly one that is older than this process: then nobody was there to be called. The list is exact to the second.
HOOK_HAD_NOBODY = timedelta(seconds=3)


class Backfill:
    """One process's readings of all channels that have a history."""

    def __init__(self, desk: Desk):
        self._desk = desk
        self._started = desk.now()
        self._read: set[str] = set()  # the channels that this process has read well once

    def run(self) -> None:
        """Reads all channels; what fails is read the next time."""
        for channel in self._desk.channels.values():
            if not isinstance(channel, HasHistory):
                continue
            try:
                self._fill(channel)
            except (TryLater, Undeliverable, Misconfigured, StoreAway) as failure:
                log.warning("%s: what it told us meanwhile is read later: %s", channel.name, failure)
            except Exception:
                log.exception("%s: reading what it told us meanwhile broke", channel.name)

    def _fill(self, channel: HasHistory) -> None:
        now, starting = self._desk.now(), channel.name not in self._read
        since = self._since(channel.name, now, starting)
        found = channel.missed(since, lambda keys: self._known(channel.name, keys))
        missed = [message for message in found if self._is_missed(message.at, now)]
        inbound.take(self._desk, missed)
        self._take_failures(channel, since)
        with self._desk.store.write() as session:
            settings_kv.put(session, _last_read(channel.name), now.isoformat())
        self._read.add(channel.name)
        if missed:
            log.warning("%s: took in %d that its hook did not bring", channel.name, len(missed))

    def _take_failures(self, channel: HasHistory, since: datetime) -> None:
        """What was not delivered while nobody could be told of it: else it would pass for sent for ever."""
        told = channel.failed(since)
        with self._desk.store.read() as session:
            pass_for_sent = receipts.pass_for_sent(
                session, channel.name, [receipt.message_id for receipt in told]
            )
        lost = [receipt for receipt in told if receipt.message_id in pass_for_sent]
        inbound.take(self._desk, lost)
        if lost:
            log.warning("%s: %d of ours failed without our hook being told", channel.name, len(lost))

    def _is_missed(self, at: datetime, now: datetime) -> bool:
        before_us = at <= self._started + timedelta(seconds=1)
        return now - at >= (HOOK_HAD_NOBODY if before_us else HOOK_MAY_COME)

    def _since(self, channel: str, now: datetime, starting: bool) -> datetime:
        with self._desk.store.read() as session:
            last = settings_kv.recall(session, _last_read(channel))
        since = (datetime.fromisoformat(last) if last else now) - OVERLAP
        return min(since, now - FURTHEST) if starting else since

    def _known(self, channel: str, keys: Collection[str]) -> set[str]:
        with self._desk.store.read() as session:
            return inbox.known(session, channel, keys)


def _last_read(channel: str) -> str:
    """The key under which the store keeps when a channel was last read well."""
    return f"caught up {channel}"
