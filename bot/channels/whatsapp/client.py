"""Calls Twilio's API: the library's client with a timeout, at the addresses of the settings, its errors in our words.

The library's asynchronous client ignores its timeout, so the plain one is called, from the worker's threads.
"""

import json
from collections.abc import Callable
from typing import Any, TypeVar

from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client as Twilio

from bot.channels.channel import TryLater
from bot.channels.whatsapp import failures
from bot.settings.sections import WhatsApp as Settings

T = TypeVar("T")

TIMEOUT = 10.0  # seconds; the library's own default is none at all
API, CONTENT = "https://api.twilio.com", "https://content.twilio.com"


class TooMany(Exception):
    """429, with the seconds that Twilio asks for: the library's own error does not carry them."""

    def __init__(self, wait: float | None):
        super().__init__("too many requests")
        self.wait = wait


class Http:
    """Sends what the library addresses to Twilio to where the settings say: it knows no other base URL itself."""

    def __init__(self, places: dict[str, str]):
        self._client = TwilioHttpClient(timeout=TIMEOUT)
        self._places = places

    def request(self, method: str, url: str, *args: Any, **more: Any) -> Any:
        for original, place in self._places.items():
            if url.startswith(original + "/"):
                url = place + url[len(original) :]
        answer = self._client.request(method, url, *args, **more)
        if answer.status_code == 429:
            raise TooMany(_seconds(answer.headers.get("Retry-After")))
        return answer


class Client:
    """The account of the settings at Twilio."""

    def __init__(self, settings: Settings):
        self.account = settings.account_sid
        places = {API: settings.api_url, CONTENT: settings.content_url}
        self._twilio = Twilio(
            settings.account_sid, settings.auth_token.get_secret_value(), http_client=Http(places)
        )

    def run(self, call: Callable[[Twilio], T]) -> T:
        """The call's result. Raises TryLater, Undeliverable or Misconfigured."""
        try:
            return call(self._twilio)
        except TooMany as many:
            failure: Exception = TryLater("Twilio asks us to wait", many.wait)
        except (TwilioRestException, TwilioServiceException) as error:
            failure = failures.of_answer(error.status or 500, error.code, _said(error))
        except (TwilioException, OSError, ValueError, KeyError) as error:
            # A timeout, a broken connection (the network's errors are OSErrors), an answer that is no JSON.
            failure = TryLater(f"Twilio: {type(error).__name__}", unknown=True)
        # Raised outside the except blocks: the library's errors quote the request, and must not be chained to this one.
        raise failure

    def create(self, url: str, body: dict[str, Any]) -> dict[str, Any]:
        """POSTs JSON, for what the library's own models would fill up with nulls. Raises as `run` does."""

        def post(twilio: Twilio) -> dict[str, Any]:
            headers = {"Content-Type": "application/json"}
            answer = twilio.request("POST", url, data=body, headers=headers)
            said = json.loads(answer.text)
            if not 200 <= answer.status_code < 300:
                raise TwilioRestException(answer.status_code, url, said.get("message", ""), said.get("code"))
            return dict(said)

        return self.run(post)


def _said(error: Any) -> str:
    return str(getattr(error, "msg", "") or getattr(error, "title", "") or type(error).__name__)[:200]


def _seconds(header: str | None) -> float | None:
    try:
        return min(max(float(header or ""), 0.0), 3600.0)
    except ValueError:
        return None
