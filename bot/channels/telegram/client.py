"""The line to Telegram: one library Bot on one event loop in one thread, and its errors in the channel's words.

The library is asynchronous and the house is not. A Bot that is used from several short-lived loops fails every second
call, so one loop lives as long as the process; it begins with the first call, since a thread does not survive a fork.
"""

import asyncio
import logging
import os
import re
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError, Future
from typing import Any, TypeVar

from telegram import Bot
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, TelegramError

from bot.channels.channel import Misconfigured, TryLater, Undeliverable
from bot.channels.telegram.http import UPLOAD, Http, NotFound, NotSent, TooLarge, TooMany

log = logging.getLogger(__name__)
# The library's debug lines show every parameter, the webhook's secret among them.
logging.getLogger("telegram.Bot").setLevel(logging.INFO)

T = TypeVar("T")
PATIENCE = UPLOAD + 15  # more than any call may take by its own clocks
LONG_POLL = 25
THREAD = "telegram"


class RawBot(Bot):
    """The library's Bot, which also hands over updates as they came: one that it cannot parse spoils the batch."""

    __slots__ = ()

    async def _post(self, endpoint: str, *args: Any, **more: Any) -> Any:
        # Of what was sent only the ids count: a field that the library cannot read must not make it look unsent.
        result = await super()._post(endpoint, *args, **more)
        return _ids(result) if endpoint.startswith(("send", "edit")) else result

    async def raw_updates(self, offset: int | None, allowed: list[str]) -> list[dict[str, Any]]:
        wanted = {"offset": offset, "timeout": LONG_POLL, "limit": 100, "allowed_updates": allowed}
        given = {key: value for key, value in wanted.items() if value is not None}
        updates = await self._post("getUpdates", given, read_timeout=LONG_POLL + 10)
        return updates if isinstance(updates, list) else []


class Client:
    """Runs calls on the loop from any thread. `username` is the bot's own name, learned as soon as the loop runs."""

    def __init__(self, token: str, api_url: str):
        self._token, self._api_url = token, api_url.rstrip("/")
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pid = 0
        self.username: str | None = None

    @property
    def files_url(self) -> str:
        return f"{self._api_url}/file/bot{self._token}/"

    def run(self, call: Callable[[RawBot], Coroutine[Any, Any, T]], patience: float = PATIENCE) -> T:
        """The call's result. Raises TryLater, Undeliverable or Misconfigured."""
        future = self.begin(call)
        try:
            return future.result(patience)
        except TelegramError as error:
            failure = self._in_our_words(error)
        except (TimeoutError, CancelledError):
            future.cancel()
            failure = TryLater("Telegram does not answer", unknown=True)
        # Outside the except block: what the library's errors quote must not ride along as this one's context.
        raise failure

    def begin(self, call: Callable[[RawBot], Coroutine[Any, Any, T]]) -> "Future[T]":
        """The call under way; the caller may cancel it. Its errors are the library's."""
        return asyncio.run_coroutine_threadsafe(self._on_loop(call), self.start())

    def download(self, url: str, limit: int) -> bytes:
        return self.run(lambda _: self._http.download(url, limit))

    def start(self) -> asyncio.AbstractEventLoop:
        """The loop, running; does not wait for the network."""
        with self._lock:
            if self._loop is None or self._pid != os.getpid():
                self._loop, self._pid = asyncio.new_event_loop(), os.getpid()
                self._http = Http()
                self._bot = RawBot(
                    self._token,
                    base_url=f"{self._api_url}/bot",
                    base_file_url=f"{self._api_url}/file/bot",
                    request=self._http,
                    get_updates_request=self._http,
                )
                self._thread = threading.Thread(target=_turn, args=(self._loop,), name=THREAD, daemon=True)
                self._thread.start()
                asyncio.run_coroutine_threadsafe(self._learn_username(), self._loop)
            return self._loop

    def close(self) -> None:
        with self._lock:
            loop, self._loop = self._loop, None
            if loop is not None and self._pid == os.getpid():
                asyncio.run_coroutine_threadsafe(self._hang_up(loop), loop)
                self._thread.join(5.0)

    def ask_username(self, patience: float) -> str | None:
        """The bot's own name, None if Telegram does not tell it in that many seconds."""
        if self.username is None:
            try:
                self.run(self._get_me, patience)
            except (TryLater, Misconfigured, Undeliverable) as error:
                log.warning("The bot's name is not known: %s", error)
        return self.username

    async def _on_loop(self, call: Callable[[RawBot], Coroutine[Any, Any, T]]) -> T:
        await self._http.initialize()
        return await call(self._bot)

    async def _get_me(self, bot: RawBot) -> None:
        self.username = (await bot.get_me()).username

    async def _learn_username(self) -> None:
        wait = 1.0
        while self.username is None:
            try:
                await self._on_loop(self._get_me)
            except TelegramError:
                await asyncio.sleep(wait)
                wait = min(wait * 2, 60.0)

    async def _hang_up(self, loop: asyncio.AbstractEventLoop) -> None:
        others = asyncio.all_tasks(loop) - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._http.shutdown()
        loop.stop()

    def _in_our_words(self, error: TelegramError) -> Exception:
        # In any case: the library writes some descriptions anew in small letters.
        why = re.sub(re.escape(self._token), "…", str(error), flags=re.IGNORECASE)
        match error:
            case TooMany():
                return TryLater(why, error.wait)
            case NotSent() | NotFound() | Conflict():
                return TryLater(why)
            case TooLarge():
                return Undeliverable(why, "too_big")
            case InvalidToken():
                return Misconfigured(f"Telegram does not know the token: {why}")
            case Forbidden():
                # Holds for everything to this chat until the person writes or unblocks.
                left = "deactivated" in why or "can't initiate" in why
                return Undeliverable(why, "no_such_chat" if left else "blocked", blocked=True)
            case BadRequest():  # a NetworkError by class, but final: it must not be tried again
                return Undeliverable(why, _reason(why.lower()))
            case (
                _
            ):  # timeouts, a broken connection, 5xx, an answer that is no JSON: it may have been carried out
                return TryLater(why, unknown=True)


def _turn(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
        loop.run_until_complete(asyncio.sleep(0))  # the closed connections take their leave
    finally:
        loop.close()


def _ids(sent: Any) -> Any:
    if isinstance(sent, list):
        return [_ids(each) for each in sent]
    if not isinstance(sent, dict):
        return sent
    return {"message_id": sent["message_id"], "date": 0, "chat": {"id": 0, "type": "private"}}


REASONS = (
    ("chat not found", "no_such_chat"),
    ("too big", "too_big"),
    ("too large", "too_big"),
    ("file_id", "gone"),
    ("message to edit not found", "gone"),
    ("message can't be edited", "gone"),
    ("no text in the message", "gone"),
    ("message to react not found", "gone"),
)


def _reason(why: str) -> str:
    return next((reason for said, reason in REASONS if said in why), "refused")
