"""The files that people sent → the photo store: fetched a few at once, outside every transaction."""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.channels.channel import Misconfigured, TryLater, Undeliverable
from bot.delivery import result
from bot.delivery.pool import Crew
from bot.delivery.result import BUG_TRIES, PAUSE
from bot.desk import Desk
from bot.replies import delivery_failures
from store.database import StoreAway
from store.files import files
from store.files.photos import BYTES_LIMIT, FORMATS, inspect
from store.tables import File

log = logging.getLogger(__name__)

AT_ONCE = 6  # files of a channel
MOST_TRIES = 360  # six hours of an outage; then the others get the message without it
IMAGE_TYPES = frozenset(FORMATS.values())


class Fetching:
    """One worker's fetches; `freed` is called when there is room for more."""

    def __init__(self, desk: Desk, freed: Callable[[], None] = lambda: None, at_once: int = AT_ONCE):
        self._desk = desk
        self._crews = {name: Crew(f"fetching {name}", at_once, freed) for name in desk.channels}
        self._ending = False

    def fetch(self) -> datetime | None:
        """Sets going all that is due and has room; returns when more will be due. Raises StoreAway."""
        now = self._desk.now()
        rooms = {} if self._ending else {name: crew.room for name, crew in self._crews.items() if crew.room}
        with self._desk.store.write() as session:
            claimed = [file for name, room in rooms.items() for file in files.claim(session, name, now, room)]
            due = files.next_due(session, now)
        for file in claimed:
            self._crews[file.channel].start(self._bring, file)
        return due

    def stop(self, timeout: float) -> bool:
        self._ending = True
        return self.rest(timeout)

    def rest(self, timeout: float) -> bool:
        """Waits until no fetch is in flight."""
        until = time.monotonic() + timeout
        return all(crew.rest(max(0, until - time.monotonic())) for crew in self._crews.values())

    def _bring(self, file: File) -> None:
        try:
            self._keep(file, self._content(file))
        except Undeliverable as never:
            self._lose(file, never.reason)
        except Exception as error:
            self._postpone_or_lose(file, error)

    def _content(self, file: File) -> bytes:
        if (file.size or 0) > BYTES_LIMIT:
            raise Undeliverable("announced as too big", "too_big")
        content = self._desk.channels[file.channel].fetch(file.ref, BYTES_LIMIT)
        if len(content) > BYTES_LIMIT:
            raise Undeliverable("too big", "too_big")
        return content

    def _keep(self, file: File, content: bytes) -> None:
        sha256 = self._desk.photos.keep(content)
        image = inspect(content)
        claimed_type = "application/octet-stream" if file.content_type in IMAGE_TYPES else file.content_type
        with self._desk.store.write() as session:
            files.kept(
                session,
                file.id,
                self._desk.now(),
                sha256=sha256,
                size=len(content),
                is_image=image is not None,
                content_type=image.content_type if image else claimed_type,
            )

    def _lose(self, file: File, reason: str) -> None:
        with self._desk.store.write() as session:
            if files.lost(session, file.id, reason, self._desk.now()):
                delivery_failures.file_lost(self._desk, session, file, reason)

    def _postpone_or_lose(self, file: File, error: Exception) -> None:
        """Our own troubles (the store, the token) are waited for; the channel's and our bugs have an end."""
        tries = result.tries_of(error, file.error, file.attempts)
        if isinstance(error, Misconfigured):
            self._postpone(file, error, PAUSE, tries)
        elif isinstance(error, StoreAway):
            self._postpone(file, error, result.wait(tries), tries)
        elif isinstance(error, TryLater) and tries < MOST_TRIES:
            self._postpone(file, error, result.wait(tries, error.wait), tries)
        elif isinstance(error, TryLater) or tries >= BUG_TRIES:
            self._lose(file, "unreachable" if isinstance(error, TryLater) else "our_fault")
        else:
            log.error("fetching file %s broke", file.id, exc_info=error)
            self._postpone(file, error, result.wait(tries), tries)

    def _postpone(self, file: File, error: Exception, wait: float, tries: int) -> None:
        due_at = self._desk.now() + timedelta(seconds=wait)
        with self._desk.store.write() as session:
            files.later(session, file.id, due_at, result.in_words(error), tries)
