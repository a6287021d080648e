"""Telegram: a bot in the private chats of people, by webhook or by polling.

The files beside this one: `updates` reads what comes in (`common`, `fields`, `files`), `parts` cuts what goes out and
`calls` sends it (`uploads` are its files), `client` holds the connection (`http`, `raw_bot`, `failures`), `pace` keeps
Telegram's limits, and `polling` asks for updates where there is no hook.
"""

import asyncio
import hmac
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from datetime import datetime, timedelta

from telegram import WebhookInfo

from bot.channels import file_limits
from bot.channels.channel import (
    Channel,
    Finding,
    Forged,
    Misconfigured,
    NotInPlace,
    Request,
    TryLater,
    Undeliverable,
)
from bot.channels.messages import Inbound, Option, Outbound, Receipt, StoredFile, Unreadable
from bot.channels.telegram import calls, parts, uploads
from bot.channels.telegram.client import Client
from bot.channels.telegram.http import READ
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.raw_bot import RawBot
from bot.channels.telegram.reading import fields, updates
from bot.language import stickers
from bot.settings.sections import Telegram as Settings
from store.database import StoreAway
from store.files.photos import Missing, Photos
from store.timekeeper import wall

NAME = updates.NAME
HOOK = "/hooks/telegram"
SECRET_HEADER = "x-telegram-bot-api-secret-token"
CONNECTIONS = 40
PACED = {"message", "edit", "reaction"}
SHORT_WAIT = 0.5  # seconds that a send waits by itself; for longer its delivery has other chats to serve
QUICK = 3.0  # seconds that a person who waits for an answer of ours can wait for Telegram's


class Telegram(Channel):
    name = NAME
    edits = True
    reacts = True
    withdraws = True
    menus = True
    slash = True

    def __init__(
        self,
        settings: Settings,
        photos: Photos,
        *,
        pace: Pace | None = None,
        now: Callable[[], datetime] = wall,
        read_timeout: float = READ,
    ):
        token = settings.token.get_secret_value()
        self._secret = settings.webhook_secret.get_secret_value()
        self._photos, self._pace, self._now = photos, pace or Pace(), now
        self.receive = settings.receive
        self.client = Client(token, settings.api_url, read_timeout)

    def accept(self, request: Request) -> list[Inbound | Receipt | Unreadable]:
        # As bytes: the comparison refuses text that is not ASCII, and a header may hold anything.
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not self._secret or not hmac.compare_digest(given, self._secret.encode()):
            raise Forged("the secret is missing or wrong")
        return self.understand(request.body)

    def understand(self, update: bytes) -> list[Inbound | Receipt | Unreadable]:
        """What one update says, however it came; never raises and never waits for the network."""
        self.client.start()  # learns our name meanwhile
        return [*updates.understand(update, self.client.username, self._now())]

    def parts(self, message: Outbound) -> list[Outbound]:
        return parts.parts(message)

    def carries(self, file: StoredFile) -> bool:
        return file_limits.choose_kind(file_limits.TELEGRAM, file) is not None

    def send(self, message: Outbound) -> tuple[str, ...]:
        return self.client.run(self.send_async(message))

    def begin(self, message: Outbound) -> "Future[tuple[str, ...]]":
        return asyncio.run_coroutine_threadsafe(self.send_async(message), self.client.start())

    async def send_async(self, message: Outbound) -> tuple[str, ...]:
        """As `send`, on the running event loop, which it never blocks.

        Where Telegram's limits ask for a wait longer than SHORT_WAIT, it raises TryLater with that wait.
        """
        if message.kind in PACED:
            await self._wait_for_turn(message)
        files = await asyncio.to_thread(self._read, message) if message.files else []
        try:
            return await self.client.call(lambda bot: calls.carry_out(bot, message, files))
        except TryLater as later:
            if later.wait is not None:
                self._pace.hold(message.address, later.wait)
            raise

    def fetch(self, ref: str, limit: int) -> bytes:
        return self.client.run(self.fetch_async(ref, limit))

    async def fetch_async(self, ref: str, limit: int) -> bytes:
        """As `fetch`, on the running event loop."""
        file = await self.client.call(lambda bot: bot.get_file(ref))
        if (file.file_size or 0) > limit:
            raise Undeliverable(f"the file has {file.file_size} bytes", "too_big")
        # A Bot API server may name a place on its own disk; such a path is never opened here, whatever it names.
        url, base = file.file_path or "", self.client.files_url
        if not url.startswith(base) or url.startswith(base + "/"):
            raise Misconfigured("the Bot API server keeps files to itself: run it without --local")
        return await self.client.download(url, limit)

    def invitation_link(self, code: str) -> str | None:
        username = self.client.username
        return f"https://t.me/{username}?start={code}" if username else None

    def start_link(self, place: str, said: str) -> str | None:
        return self.invitation_link(stickers.payload(place))

    def ask_name(self) -> None:
        self.client.ask_username(QUICK)

    def open(self) -> None:
        self.client.start()

    def close(self) -> None:
        self.client.close()

    def register(self, public_url: str, menus: Mapping[str, Sequence[Option]]) -> None:
        """Tells Telegram where our hook is (or, where it is polled, that there is none) and what commands there are, by
        language ("es", "en"); the first language is everybody else's too. Raises TryLater, Undeliverable or
        Misconfigured."""
        url = public_url.rstrip("/") + HOOK
        self.client.ask(lambda bot: self._register(bot, url, menus))

    def check(self, public_url: str) -> list[Finding]:
        """What Telegram says of our token and our hook."""
        try:
            me = self.client.ask(lambda bot: bot.get_me(), QUICK * 3)
            info = self.client.ask(lambda bot: bot.get_webhook_info(), QUICK * 3)
        except Misconfigured as error:
            return [Finding("telegram", False, f"Telegram: {error}", "Set telegram.token to @BotFather's")]
        except (TryLater, Undeliverable) as error:
            return [Finding("telegram", False, f"Telegram: {error}", "Is telegram.api_url within reach?")]
        known = Finding("telegram", True, f"Telegram: the token is @{me.username}'s")
        return [known, self._check_hook(info, public_url)]

    async def _register(self, bot: RawBot, url: str, menus: Mapping[str, Sequence[Option]]) -> None:
        if self.receive == "webhook":
            await bot.set_webhook(
                url,
                secret_token=self._secret,
                allowed_updates=fields.ALLOWED,
                max_connections=CONNECTIONS,
            )
        else:
            await bot.delete_webhook(drop_pending_updates=False)  # what waits there is for us
        for place, (language, options) in enumerate(menus.items()):
            commands = calls.commands(options)
            if place == 0:
                await bot.set_my_commands(commands)
            await bot.set_my_commands(commands, language_code=language[:2])

    def _check_hook(self, info: WebhookInfo, public_url: str) -> Finding:
        wanted = public_url.rstrip("/") + HOOK if self.receive == "webhook" else ""
        if info.url != wanted:
            said = f"Telegram's webhook is {info.url or 'not set'}" + (
                "" if wanted else ", so that it cannot be polled"
            )
            remedy = "Run: ticketero hook" + ("" if wanted else " (it takes the webhook from whoever set it)")
            return Finding("webhook", False, said, remedy)
        failed = info.last_error_date
        if failed and self._now() - failed < timedelta(hours=1):
            said = f"Telegram could not reach us at {failed:%H:%M} UTC: {info.last_error_message}"
            return Finding("webhook", False, said, "Is a receiver running, and public_url forwarded to it?")
        return Finding(
            "webhook",
            True,
            f"Telegram's webhook is {info.url}" if wanted else "Telegram is polled, no webhook is set",
        )

    def _read(self, message: Outbound) -> list[uploads.Upload]:
        try:
            return uploads.read(message.files, self._photos)
        except Missing as missing:
            raise NotInPlace(str(missing)) from None
        except StoreAway as away:
            raise TryLater(str(away)) from None

    async def _wait_for_turn(self, message: Outbound) -> None:
        """Raises TryLater where the turn is more than SHORT_WAIT away."""
        while wait := self._pace.take(message.address, max(1, len(message.files))):
            if wait > SHORT_WAIT:
                raise TryLater("Telegram's limits", wait)
            await asyncio.sleep(wait)
