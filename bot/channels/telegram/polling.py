"""Telegram without a hook (`receive = "polling"`): we ask for the updates, each kept before the next is confirmed.

Asking again from an update's number on is what confirms those before it; so nothing is confirmed that was not kept, and
after a crash the last ones come once more, to be known by their keys.
"""

import json
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future
from typing import Any

from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channels.messages import Inbound, Receipt, Unreadable
from bot.channels.telegram import Telegram
from bot.channels.telegram.http import TooMany
from bot.channels.telegram.reading.fields import ALLOWED
from store.database import StoreAway

log = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0
OFF_DUTY = 0.2  # until it looks again whether it is its turn
SLOW = 10.0  # between attempts where somebody has to mend something first

Take = Callable[[Sequence[Inbound | Receipt | Unreadable]], object]


class Polling:
    """A thread that hands each update to `take`, which keeps it or raises StoreAway.

    on_duty: of several processes of a desk only one may ask.
    """

    name = "telegram"
    on_duty = True

    def __init__(self, telegram: Telegram, take: Take, first_wait: float = FIRST_WAIT, slow: float = SLOW):
        self._telegram, self._take = telegram, take
        self._first_wait, self._slow = first_wait, slow
        self._offset: int | None = None
        self._wait = first_wait
        self.trouble = ""  # what a person must mend before updates come
        self._ended = threading.Event()
        self._asking: Future[list[dict[str, Any]]] | None = None
        self._thread = threading.Thread(target=self._run, name="telegram polling", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout: float = 10.0) -> None:
        """Ends after the update in hand; the question that is out is not waited for."""
        self._ended.set()
        if asking := self._asking:
            asking.cancel()
        if self._thread.is_alive():
            self._thread.join(timeout)

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def _run(self) -> None:
        while not self._ended.is_set():
            if not self.on_duty:
                self._ended.wait(OFF_DUTY)
                continue
            try:
                for update in self._ask():
                    self._keep(update)
                self._wait = self._first_wait
                self._goes_on()
            except CancelledError:
                continue
            except TelegramError as error:
                self._ended.wait(self._pause_after(error))
            except Exception:
                log.exception("Asking Telegram for updates broke; it is tried again")
                self._ended.wait(LONGEST_WAIT)

    def _ask(self) -> list[dict[str, Any]]:
        self._asking = self._telegram.client.begin(lambda bot: bot.raw_updates(self._offset, ALLOWED))
        if self._ended.is_set():  # stop() may have looked just before there was anything to cancel
            self._asking.cancel()
        return self._asking.result()

    def _keep(self, update: dict[str, Any]) -> None:
        """However long it takes: an update that is let go is gone for ever."""
        said = self._telegram.understand(json.dumps(update).encode())
        wait = self._first_wait
        while not self._ended.is_set():
            try:
                self._take(said)
            except StoreAway as away:
                log.warning("An update of Telegram's waits for the store: %s", away)
            except Exception:
                log.exception("An update of Telegram's could not be kept; it is tried again")
            else:
                self._offset = update["update_id"] + 1
                return
            self._ended.wait(wait)
            wait = min(wait * 2, LONGEST_WAIT)

    def _pause_after(self, error: TelegramError) -> float:
        """Seconds until the next question."""
        match error:
            case Conflict() if "webhook" in error.message:
                # It may be another desk's, in production: only a person can say that we are to take its place.
                return self._hindered(
                    "this bot has a webhook, so that it cannot be polled. Run: ticketero hook"
                )
            case Conflict():
                return self._hindered("another program asks for this bot's updates: only one may. Stop it")
            case InvalidToken():
                return self._hindered("Telegram does not know the token (telegram.token)")
            case TooMany() if error.wait is not None:
                return error.wait
        log.warning("Telegram did not give updates (%s); again in %.0f s", type(error).__name__, self._wait)
        wait, self._wait = self._wait, min(self._wait * 2, LONGEST_WAIT)
        return wait

    def _goes_on(self) -> None:
        if self.trouble:
            log.warning("Telegram gives updates again")
        self.trouble = ""

    def _hindered(self, why: str) -> float:
        """Told once; returns the seconds until it is tried again."""
        if why != self.trouble:
            log.warning("Telegram gives no updates: %s", why)
        self.trouble = why
        return self._slow
