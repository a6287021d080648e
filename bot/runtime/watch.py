"""The watch of a process: it says that the process lives, for the others and for whoever looks after the desk."""

import logging
import secrets
import socket
from contextlib import suppress
from datetime import datetime

from bot.desk import Desk
from bot.runtime.loop import Loop
from store.database import StoreAway
from store.upkeep import processes

log = logging.getLogger(__name__)

EVERY = 5.0  # seconds


class Watch:
    """A part of every process; `works` where it delivers."""

    def __init__(self, desk: Desk, *, works: bool):
        self._desk, self._works = desk, works
        self._process = secrets.token_hex(8)
        self._loop = Loop("watching", self._look, desk.now, longest=EVERY)

    def start(self) -> None:
        self._loop.start()

    def stop(self, timeout: float) -> None:
        self._loop.end()
        self._loop.join(timeout)
        with suppress(StoreAway), self._desk.store.write() as session:
            processes.leave(session, self._process, self._desk.now())

    def _look(self) -> datetime | None:
        with self._desk.store.write() as session:
            processes.beat(session, self._process, self._works, socket.gethostname(), self._desk.now())
        return None
