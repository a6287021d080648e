"""WhatsApp, through Twilio: forms come in by hook, messages go out by REST, states come back by hook.

The files beside this one are what it is made of: `signature` checks a request, `forms` reads it, `parts` cuts a message
into rows, `buttons` makes templates for choices, `client` calls Twilio's API (`failures` reads its errors), `media`
fetches files, `history` reads Twilio's list of messages.
"""

import json
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from bot.channels import file_limits, signed_links
from bot.channels.channel import (
    Channel,
    Finding,
    Misconfigured,
    NotInPlace,
    ProviderCache,
    Request,
    TryLater,
    Undeliverable,
)
from bot.channels.messages import Arrival, Inbound, Outbound, Receipt, StoredFile
from bot.channels.rate_limit import Limit, RateLimiter
from bot.channels.whatsapp import forms, history, parts, signature
from bot.channels.whatsapp.buttons import Buttons
from bot.channels.whatsapp.client import Client
from bot.channels.whatsapp.media import Media
from bot.settings.sections import WhatsApp as Settings
from store.database import StoreAway
from store.files.photos import Missing, Photos
from store.timekeeper import wall

NAME = forms.NAME
HOOK, STATUS = "/hooks/whatsapp", "/hooks/whatsapp/status"
# Five retries, whatever went wrong: by default a message that we answer with 5xx is gone.
OVERRIDES = "#rc=5&rp=all"
OWN_ID = "id"
PER_PERSON = Limit(rate=1 / 6, burst=20.0)  # Meta's, for messages to one person


class WhatsApp(Channel):
    name = NAME
    window = timedelta(hours=24)
    confirms_within = timedelta(seconds=5)
    album_gap = timedelta(seconds=10)
    metered = True
    leaves_by_word = True

    def __init__(
        self,
        settings: Settings,
        public_url: str,
        photos: Photos,
        link: Callable[[StoredFile], str],
        cache: ProviderCache,
        *,
        now: Callable[[], datetime] = wall,
        limiter: RateLimiter | None = None,
    ):
        self._settings, self._public_url, self._now = settings, public_url, now
        self._photos, self._link = photos, link
        self._signature = signature.Signature(public_url, settings.auth_token.get_secret_value())
        self._client = Client(settings)
        self._buttons = Buttons(self._client, cache)
        self._media = Media(settings)
        self._limiter = limiter or RateLimiter(PER_PERSON)
        self.tells_news = bool(settings.templates.news)

    def accept(self, request: Request) -> list[Arrival]:
        query, fields = self._signature.read(request)
        account, number = self._settings.account_sid, self._settings.sender
        if urlsplit(request.path_and_query).path.endswith("/status"):
            signature.must_be_ours(fields, account, "From", number)
            told = forms.read_receipt(fields, _read_number(query.get(OWN_ID)))
            return [told] if told else []
        signature.must_be_ours(fields, account, "To", number)
        return [forms.read_message(fields, self._now())]

    def parts(self, message: Outbound) -> list[Outbound]:
        return parts.parts(message)

    def carries(self, file: StoredFile) -> bool:
        return file_limits.choose_kind(file_limits.WHATSAPP, file) is not None

    def send(self, message: Outbound) -> tuple[str, ...]:
        if message.tried_since and (
            sid := history.sent_already(
                self._client, self._settings.sender, message, self._plain(message).get("body", "")
            )
        ):
            return (sid,)
        self._expect_files(message.files)
        if wait := self._limiter.take(message.address):
            raise TryLater("Meta's limit for messages to one person", wait)
        if message.kind == "news":
            return self._create(message, self._news(message))
        if parts.fits_buttons(message) and (content := self._buttons.content(message)):
            try:
                return self._create(message, content)
            except Undeliverable as refused:
                if refused.reason != "refused":
                    raise
                self._buttons.forget(message)
        return self._create(message, self._plain(message))

    def fetch(self, ref: str, limit: int) -> bytes:
        return self._media.fetch(ref, limit)

    def invitation_link(self, code: str) -> str:
        return f"https://wa.me/{self._settings.sender.removeprefix('whatsapp:+')}?text={code}"

    def start_link(self, place: str, said: str) -> str:
        return self.invitation_link(quote(said))

    def missed(self, since: datetime, known: Callable[[Collection[str]], Collection[str]]) -> list[Inbound]:
        return history.missed(self._client, self._settings.sender, since, known)

    def failed(self, since: datetime) -> list[Receipt]:
        return history.failed(self._client, self._settings.sender, since)

    def to_enter(self, public_url: str) -> list[str]:
        """What a person must enter at Twilio, a line each: its API takes no such thing from us."""
        return [
            f"when a message comes in  POST  {public_url}{HOOK}{OVERRIDES}",
            f"fallback URL             POST  {public_url}{HOOK}{OVERRIDES}",
            f"status callback URL      POST  {public_url}{STATUS}{OVERRIDES}",
        ]

    def check(self, public_url: str) -> list[Finding]:
        """What Twilio says of our account and of the template."""
        try:
            account = self._client.run(lambda twilio: twilio.api.accounts(self._settings.account_sid).fetch())
        except Misconfigured as error:
            remedy = "Set whatsapp.account_sid and whatsapp.auth_token to those of Twilio's console"
            return [Finding("whatsapp", False, f"WhatsApp: {error}", remedy)]
        except (TryLater, Undeliverable) as error:
            return [Finding("whatsapp", False, f"WhatsApp: {error}", "Is whatsapp.api_url within reach?")]
        active, number = account.status == "active", self._settings.sender.removeprefix("whatsapp:")
        said = f"WhatsApp: the account is {account.status}; {number}"
        return [Finding("whatsapp", active, said, "See Twilio's console"), self._check_template()]

    def _check_template(self) -> Finding:
        sid = self._settings.templates.news
        if not sid:
            return Finding(
                "template",
                True,
                "WhatsApp has no template `news` (whatsapp.templates): who has been silent for a day is not told",
            )
        name = f"WhatsApp's template {sid} (whatsapp.templates.news)"
        try:
            found = self._client.run(lambda twilio: twilio.content.v1.contents(sid).approval_fetch().fetch())
        except (TryLater, Undeliverable, Misconfigured) as error:
            return Finding("template", False, f"{name}: {error}", "Is it one of this account's?")
        status = (found.whatsapp or {}).get("status", "unknown")
        if status == "approved":
            return Finding("template", True, "WhatsApp's template `news` is approved")
        why = (found.whatsapp or {}).get("rejection_reason")
        said = f"{name} is {status}" + (f" ({why})" if why else "")
        return Finding("template", False, said, "Submit it at Twilio and wait for Meta")

    def _expect_files(self, files: Sequence[StoredFile]) -> None:
        """Raises TryLater while a file is missing: whoever gets a link must find what it leads to."""
        try:
            for file in files:
                self._photos.expect(file.sha256)
        except Missing as missing:
            raise NotInPlace(str(missing)) from None
        except StoreAway as away:
            raise TryLater(str(away)) from None

    def _create(self, message: Outbound, what: dict[str, Any]) -> tuple[str, ...]:
        # Our own id in the address, which the signature covers: a receipt may come before we know Twilio's id.
        receipts_url = f"{self._public_url}{STATUS}?{OWN_ID}={message.outbox_id}{OVERRIDES}"
        sender = self._settings.sender
        made = self._client.run(
            lambda twilio: twilio.messages.create(
                to=message.address, from_=sender, status_callback=receipts_url, **what
            )
        )
        return (str(made.sid),)

    def _plain(self, message: Outbound) -> dict[str, Any]:
        text = message.text + parts.numbered(message.options)
        links = [
            f"📎 {signed_links.linked(file).name}\n{self._link(file)}"
            for file in message.files
            if not self.carries(file)
        ]
        urls = [self._link(file) for file in message.files if self.carries(file)]
        said = {"body": "\n".join(filter(None, [text, *links]))} if text or links else {}
        return {**said, **({"media_url": urls[:1]} if urls else {})}

    def _news(self, message: Outbound) -> dict[str, Any]:
        """The template that Meta approved: the tickets and one line, never their contents."""
        return {
            "content_sid": self._settings.templates.news,
            "content_variables": json.dumps({"1": message.subject, "2": message.text}, ensure_ascii=False),
        }


def _read_number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None
