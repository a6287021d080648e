"""The watch of a process: says that it lives, and tells what hinders the desk, once a cause and again when it is over.

All processes look at the same store, and decide in it which of them tells. What a person must act upon goes to the
leads' chats too; that nobody sends is told past the outbox, since it would only wait there.
"""

import logging
import os
import secrets
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from sqlalchemy.orm import Session

from bot.channels.channel import Misconfigured, TryLater, Undeliverable
from bot.desk import Desk
from bot.replies.people import alarm
from bot.replies.people.alarm import Told
from bot.runtime import troubles
from bot.runtime.loop import Loop
from store.database import StoreAway
from store.health import alarms, processes, symptoms
from store.tables import Alarm

log = logging.getLogger(__name__)

EVERY = 5.0  # seconds
PHOTOS_EVERY = {True: 60.0, False: 5.0}  # a bucket bills each call
ROOM = 20 << 20  # bytes: with less than the biggest file on the photos' disk, it is full
UNATTENDED = timedelta(minutes=1)  # so long without a worker: they may just be starting anew


@runtime_checkable
class OnePerDesk(Protocol):
    """A part that works in one process of the desk only, and that a person may have to help."""

    name: str
    trouble: str
    on_duty: bool


class Watch:
    """A part of every process; `works` where it delivers, `paused` where it is not to. `beside` are the other parts of
    the process."""

    def __init__(self, desk: Desk, *, works: bool, paused: bool = False, beside: Sequence[object] = ()):
        self._desk, self._works, self._paused = desk, works, paused
        self._beside = [part for part in beside if isinstance(part, OnePerDesk)]
        self._set_duty(False)
        self.process, self._host = f"{os.getpid()}.{secrets.token_hex(8)}", socket.gethostname()
        self._has_buried = False
        self._began = desk.now()
        self._photos, self._photos_due = "", 0.0
        self._loop = Loop("watching", self.look, desk.now, troubles.of(desk), longest=EVERY)

    def start(self) -> None:
        self._loop.start()

    def stop(self, timeout: float) -> None:
        self._loop.end()
        self._loop.join(timeout)
        with suppress(StoreAway), self._desk.store.write() as session:
            processes.leave(session, self.process, self._desk.now())

    def look(self) -> datetime | None:
        """Once; it is done again after EVERY. Raises StoreAway."""
        now = self._desk.now()
        with self._desk.store.write() as session:
            self._bury(session)
            processes.beat(session, self.process, self._works, self._host, now)
            ours = processes.eldest_worker(session, now) == self.process
        self._set_duty(ours)
        troubles.of(self._desk).store_is_back()
        self.compare(now)
        return None

    def _bury(self, session: Session) -> None:
        """Once: those of this machine that were killed, so that their place is free at once."""
        if not self._has_buried:
            dead = [known for known in processes.of_host(session, self._host) if not _lives(known)]
            processes.bury(session, dead)
        self._has_buried = True

    def _set_duty(self, ours: bool) -> None:
        for part in self._beside:
            part.on_duty = ours

    def compare(self, now: datetime) -> None:
        """Tells what is new, and what is over. Raises StoreAway."""
        own = dict(self._own())
        with self._desk.store.read() as session:
            seen = self._seen(session, now)
            living = processes.alive(session, now) | {self.process}
            if not alarms.differs(session, seen, own, self.process, living):
                return
        with self._desk.store.write() as session:
            change = alarms.settle(session, seen, own, self.process, living, now)
            told = alarm.tell(self._desk, session, change)
        self._log(change)
        self._tell_directly(told)

    def _seen(self, session: Session, now: datetime) -> dict[str, str]:
        """What the store shows, by cause. Where nothing is to go out, what waits is as it should be."""
        if self._paused:
            return {}
        return symptoms.look(session, list(self._desk.channels), now, self._patience(now))

    def _patience(self, now: datetime) -> timedelta | None:
        """How long a desk may be without a worker; None for who works itself, or has not looked for that long yet."""
        return None if self._works or now - self._began < UNATTENDED else UNATTENDED

    def _own(self) -> Iterator[tuple[str, str]]:
        """What this process meets by itself, by cause."""
        yield from troubles.of(self._desk).standing().items()
        for part in self._beside:
            if part.on_duty and part.trouble:
                yield f"polling {part.name}", f"{part.name}: {part.trouble}"
        if self._works and (wrong := self._wrong_with_photos()):
            yield symptoms.PHOTOS, wrong

    def _wrong_with_photos(self) -> str:
        if time.monotonic() >= self._photos_due:
            self._photos_due = time.monotonic() + PHOTOS_EVERY[self._desk.photos.is_a_bucket]
            self._photos = self._try_photos()
        return self._photos

    def _try_photos(self) -> str:
        try:
            self._desk.photos.try_out()
            free = self._desk.photos.free()
        except StoreAway as away:
            return f"{away}: photos and files are not kept, and wait"
        full = free is not None and free < ROOM
        return f"the photos' disk is full ({(free or 0) >> 20} MB free): files wait" if full else ""

    def _log(self, change: alarms.Change) -> None:
        for begun in change.begun:
            log.error("%s", begun.detail, extra=_facts(begun))
        for over in change.over:
            log.warning("over: %s", over.detail, extra=_facts(over))

    def _tell_directly(self, told: Sequence[Told]) -> None:
        for channel, message in told:
            try:
                channel.send(message)
            except (TryLater, Undeliverable, Misconfigured) as failure:
                log.warning("a lead could not be told that nobody sends: %s", failure)


def _facts(of: Alarm) -> dict[str, str]:
    return {"cause": of.cause, "since": of.since.isoformat(timespec="seconds")}


def _lives(process: str) -> bool:
    """Whether there is a process of that number here; one that cannot be told counts as alive."""
    number = process.partition(".")[0]
    if not number.isdecimal() or not hasattr(os, "killpg"):
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
