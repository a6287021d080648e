"""Downloads the files that people sent into the photo store: a few at once, outside every transaction."""

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.channels import shared
from bot.channels.channel import Misconfigured, TryLater, Undeliverable
from bot.delivery import result
from bot.delivery.queues.pool import Pool
from bot.delivery.result import BUG_TRIES, PAUSE, backoff
from bot.desk import Desk
from bot.media import made
from bot.replies import delivery_failures
from store.database import StoreAway
from store.files import files
from store.files.photos import BYTES_LIMIT, FORMATS, inspect
from store.messages import inbox
from store.people import chats
from store.tables import Chat, File

log = logging.getLogger(__name__)

AT_ONCE = 6  # files of a channel
MOST_TRIES = 360  # six hours of an outage; then the others get the message without it
IMAGE_TYPES = frozenset(FORMATS.values())


class Downloads:
    """The downloads of one worker. `on_done` is called when there is room for more."""

    def __init__(
        self,
        desk: Desk,
        on_done: Callable[[], None] = lambda: None,
        most_tries: int = MOST_TRIES,
    ):
        self._desk = desk
        sources = (*desk.channels, files.OURS)
        self._pools = {name: Pool(f"downloads {name}", AT_ONCE, on_done) for name in sources}
        self._most_tries, self._stopping = most_tries, False

    def fetch(self) -> datetime | None:
        """Starts all that is due and has room; returns when more will be due. Raises StoreAway."""
        now = self._desk.now()
        free = {} if self._stopping else {name: pool.free for name, pool in self._pools.items() if pool.free}
        with self._desk.store.write() as session:
            claimed = [file for name, room in free.items() for file in files.claim(session, name, now, room)]
            due = files.next_due(session, now)
        for file in claimed:
            self._pools[file.channel].submit(self._download, file)
        return due

    def stop(self, timeout: float) -> bool:
        """Starts nothing more and drains; False where a download is still in flight after so many seconds."""
        self._stopping = True
        return self.drain(timeout)

    def drain(self, timeout: float) -> bool:
        """Waits until no download is in flight; False where one still is by then."""
        until = time.monotonic() + timeout
        return all(pool.wait(max(0, until - time.monotonic())) for pool in self._pools.values())

    def _download(self, file: File) -> None:
        with suppress(StoreAway):  # its lease runs out, and the loops say that the store is away
            self._try(file)

    def _try(self, file: File) -> None:
        try:
            self._keep(file, self._fetch(file))
        except Undeliverable as never:
            self._lose(file, never.reason)
        except Exception as error:
            self._postpone_or_lose(file, error)

    def _fetch(self, file: File) -> bytes:
        if (file.size or 0) > BYTES_LIMIT:
            raise Undeliverable("announced as too big", "too_big")
        content = self._content(file)
        if len(content) > BYTES_LIMIT:
            raise Undeliverable("too big", "too_big")
        return content

    def _content(self, file: File) -> bytes:
        if file.channel == files.OURS:
            return made.make(self._desk, file.ref)
        return self._desk.channels[file.channel].fetch(file.ref, BYTES_LIMIT)

    def _keep(self, file: File, content: bytes) -> None:
        """What a file is called an image for is its content: a claim to be one counts for nothing."""
        sha256 = self._desk.photos.keep(content)
        image = inspect(content)
        claimed_type = "application/octet-stream" if file.content_type in IMAGE_TYPES else file.content_type
        facts = dict(
            sha256=sha256,
            size=len(content),
            is_image=image is not None,
            content_type=image.content_type if image else claimed_type,
        )

        def keep(session: Session) -> None:
            cards = shared.cards(content) if shared.is_card(file.content_type) else []
            chat = _lock_its_chat(session, file) if cards else None
            files.mark_stored(session, file.id, self._desk.now(), **facts)
            if chat is not None and file.inbox_id:
                _tell_cards(session, file.inbox_id, cards)

        self._desk.store.change(keep)
        self._desk.photos.keep(content)

    def _lose(self, file: File, reason: str) -> None:
        def lose(session: Session) -> None:
            if files.mark_lost(session, file.id, reason, self._desk.now()):
                delivery_failures.file_lost(self._desk, session, file, reason)

        self._desk.store.change(lose)

    def _postpone_or_lose(self, file: File, error: Exception) -> None:
        """Our own troubles (the store, the configuration) are waited for without end; the channel's and our bugs are
        given their time, and then the file is lost."""
        tries = result.count_tries(error, file.error, file.attempts)
        match error:
            case Misconfigured():
                self._postpone(file, error, PAUSE, tries)
            case StoreAway():
                self._postpone(file, error, backoff(tries), tries)
            case TryLater() if tries < self._most_tries:
                self._postpone(file, error, backoff(tries, error.wait), tries)
            case TryLater():
                self._lose(file, "unreachable")
            case _ if tries < BUG_TRIES:
                log.error("fetching file %s broke", file.id, exc_info=error)
                self._postpone(file, error, backoff(tries), tries)
            case _:
                self._lose(file, "our_fault")

    def _postpone(self, file: File, error: Exception, wait: float, tries: int) -> None:
        due_at = self._desk.now() + timedelta(seconds=wait)
        why = result.describe(error)
        self._desk.store.change(lambda session: files.defer(session, file.id, due_at, why, tries))


def _lock_its_chat(session: Session, file: File) -> Chat | None:
    """Whoever hears the message sees either that its file is still to come, or what the file says."""
    chat_id = inbox.chat_of(session, file.inbox_id) if file.inbox_id else None
    return chats.lock(session, chat_id) if chat_id else None


def _tell_cards(session: Session, inbox_id: int, cards: Sequence[shared.Card]) -> None:
    """A message that brought nothing but contacts says them in words, so long as it has not been heard."""
    names = ", ".join(card.name for card in cards if card.name)
    inbox.tell(session, inbox_id, text="\n\n".join(card.words for card in cards), card=names)
