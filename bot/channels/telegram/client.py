"""The connection to Telegram: the library's Bot on any event loop, and its errors in the channel's words.

`call` runs on the event loop of whoever awaits it. For callers without one there is a loop of our own, in a thread that
lives as long as the process: a loop for each call would open a connection for each. It begins with the first call,
since a thread does not survive a fork.
"""

import asyncio
import os
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError, Future
from typing import Any, TypeVar

from telegram.error import TelegramError

from bot.channels.channel import TryLater
from bot.channels.telegram import failures
from bot.channels.telegram.http import READ, UPLOAD, Http
from bot.channels.telegram.raw_bot import RawBot

T = TypeVar("T")
PATIENCE = 2 * UPLOAD + 30  # seconds: longer than two calls, each with its own limits, can take
THREAD = "telegram"

Call = Callable[[RawBot], Coroutine[Any, Any, T]]


class Client:
    """`username` is the bot's own name, learned as soon as our loop runs."""

    def __init__(self, token: str, api_url: str, read_timeout: float = READ):
        self._token, self._api_url = token, api_url.rstrip("/")
        self._http = Http(read_timeout)
        self._bot = RawBot(
            token,
            base_url=f"{self._api_url}/bot",
            base_file_url=f"{self._api_url}/file/bot",
            request=self._http,
            get_updates_request=self._http,
        )
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pid = 0
        self.username: str | None = None

    @property
    def files_url(self) -> str:
        return f"{self._api_url}/file/bot{self._token}/"

    async def call(self, call: Call[T]) -> T:
        """The call's result, on the running event loop. Raises TryLater, Undeliverable or Misconfigured."""
        try:
            return await self._on_this_loop(call)
        except TelegramError as error:
            failure = failures.in_our_words(error, self._token)
        # Outside the except block: what the library's errors quote must not ride along as this one's context.
        raise failure

    async def download(self, url: str, limit: int) -> bytes:
        return await self.call(lambda _: self._http.download(url, limit))

    async def hang_up(self) -> None:
        """Closes the running event loop's connections; a later call opens new ones."""
        await self._http.shutdown()

    def run(self, work: Coroutine[Any, Any, T], patience: float = PATIENCE) -> T:
        """The result of work on our own loop, for a thread without one; TryLater after `patience` seconds."""
        future = asyncio.run_coroutine_threadsafe(work, self.start())
        try:
            return future.result(patience)
        except (TimeoutError, CancelledError):
            future.cancel()
        raise TryLater("Telegram does not answer", unknown=True)

    def ask(self, call: Call[T], patience: float = PATIENCE) -> T:
        """The call's result, for a thread without an event loop. Raises TryLater, Undeliverable or Misconfigured."""
        return self.run(self.call(call), patience)

    def begin(self, call: Call[T]) -> "Future[T]":
        """The call under way on our own loop; the caller may cancel it. Its errors are the library's."""
        return asyncio.run_coroutine_threadsafe(self._on_this_loop(call), self.start())

    def start(self) -> asyncio.AbstractEventLoop:
        """Our own loop, running; does not wait for the network."""
        with self._lock:
            if self._loop is None or self._pid != os.getpid():
                self._loop, self._pid = asyncio.new_event_loop(), os.getpid()
                self._thread = threading.Thread(
                    target=_run_forever, args=(self._loop,), name=THREAD, daemon=True
                )
                self._thread.start()
                asyncio.run_coroutine_threadsafe(self._learn_username(), self._loop)
            return self._loop

    def close(self) -> None:
        """Ends our own loop and what is under way on it; the next call begins another."""
        with self._lock:
            loop, self._loop = self._loop, None
            if loop is not None and self._pid == os.getpid():
                asyncio.run_coroutine_threadsafe(self._stop(loop), loop)
                self._thread.join(5.0)

    def ask_username(self, patience: float) -> None:
        """Has the bot's own name learned by the end; raises as `ask` does."""
        if self.username is None:
            self.ask(self._get_me, patience)

    async def _on_this_loop(self, call: Call[T]) -> T:
        await self._http.initialize()
        return await call(self._bot)

    async def _get_me(self, bot: RawBot) -> None:
        self.username = (await bot.get_me()).username

    async def _learn_username(self) -> None:
        wait = 1.0
        while self.username is None:
            try:
                await self._on_this_loop(self._get_me)
            except TelegramError:
                await asyncio.sleep(wait)
                wait = min(wait * 2, 60.0)

    async def _stop(self, loop: asyncio.AbstractEventLoop) -> None:
        others = asyncio.all_tasks(loop) - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self.hang_up()
        loop.stop()


def _run_forever(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
        loop.run_until_complete(asyncio.sleep(0))  # the closed connections take their leave
    finally:
        loop.close()
