"""Fetches the bytes of what people send: from Twilio with our credentials, then from where it points to, without them.

The address of a file comes with a form, so it is not followed blindly: credentials go to the API's own place and to no
other, and what the API points to must be a public address.
"""

import base64
import http.client
import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import SplitResult, urlsplit

from bot.channels.channel import Misconfigured, TryLater, Undeliverable
from bot.channels.whatsapp.client import API, TIMEOUT
from bot.settings.sections import WhatsApp as Settings

FETCH_TIMEOUT = 25.0  # seconds for the whole of it: less than the lease of a file
FRESH = 60.0  # seconds within which Twilio may not have a file yet that it told us of
FRESH_RETRY = 2.0
CHUNK = 1 << 16
REDIRECTS = (301, 302, 303, 307, 308)


class Media:
    """The files of one account; remembers since when each one that is missing is asked for."""

    def __init__(self, settings: Settings, fresh: float = FRESH):
        self._base = settings.api_url
        self._path = re.compile(
            rf"/2010-04-01/Accounts/{re.escape(settings.account_sid)}/Messages/\w+/Media/\w+"
        )
        login = f"{settings.account_sid}:{settings.auth_token.get_secret_value()}"
        self._basic = "Basic " + base64.b64encode(login.encode()).decode()
        self._fresh = fresh
        self._not_yet: dict[str, float] = {}

    def fetch(self, ref: str, limit: int) -> bytes:
        """Raises TryLater, Undeliverable or Misconfigured."""
        until = time.monotonic() + FETCH_TIMEOUT
        try:
            with _get(self._place(ref), {"Authorization": self._basic}) as answer:
                if answer.status not in REDIRECTS:
                    return self._read(ref, answer, limit, until)
                place = answer.headers.get("Location") or ""
            with _get(*follow(place, self._base)) as answer:
                return self._read(ref, answer, limit, until)
        except (OSError, http.client.HTTPException) as broken:
            raise TryLater(f"a file of Twilio's: {type(broken).__name__}") from None

    def _place(self, ref: str) -> SplitResult:
        """Where the API has it; api.twilio.com is the API, wherever the settings say that is."""
        for base in (self._base, API):
            if ref.startswith(base + "/") and self._path.fullmatch(ref.removeprefix(base)):
                return urlsplit(self._base + ref.removeprefix(base))
        raise Undeliverable("the file is not at Twilio's API, or not our account's", "gone")

    def _read(self, ref: str, answer: http.client.HTTPResponse, limit: int, until: float) -> bytes:
        if answer.status == 404:
            return self._wait_for(ref)
        self._not_yet.pop(ref, None)
        if answer.status in (401, 403):
            raise Misconfigured("Twilio gives no files by this account and token")
        if answer.status == 429 or answer.status >= 500:
            raise TryLater(f"a file of Twilio's: {answer.status}")
        if answer.status != 200:
            raise Undeliverable(f"a file of Twilio's: {answer.status}", "gone")
        return _capped(answer, limit, until)

    def _wait_for(self, ref: str) -> bytes:
        first = self._not_yet.setdefault(ref, time.monotonic())
        if time.monotonic() - first < self._fresh:
            raise TryLater("the file is not at Twilio yet", FRESH_RETRY)
        self._not_yet.pop(ref, None)
        raise Undeliverable("the file is not at Twilio", "gone")


def _capped(answer: http.client.HTTPResponse, limit: int, until: float) -> bytes:
    """At most `limit` bytes, counted as they come: what the answer announces may be wrong."""
    content = bytearray()
    while chunk := answer.read(CHUNK):
        content += chunk
        if len(content) > limit:
            raise Undeliverable(f"the file has more than {limit} bytes", "too_big")
        if time.monotonic() > until:
            raise TryLater("a file of Twilio's comes too slowly")
    if answer.length:  # the library takes a connection that breaks for the end of the file
        raise http.client.IncompleteRead(bytes(content), answer.length)
    return bytes(content)


@contextmanager
def _get(
    place: SplitResult, headers: dict[str, str], address: str = ""
) -> Iterator[http.client.HTTPResponse]:
    """A GET that follows nothing; `address` is the one to connect to, the name having been looked up already."""
    connection = _connect(place, address)
    try:
        path = f"{place.path or '/'}?{place.query}" if place.query else place.path or "/"
        connection.request("GET", path, headers={"Accept": "*/*", **headers})
        yield connection.getresponse()
    finally:
        connection.close()


def _connect(place: SplitResult, address: str) -> http.client.HTTPConnection:
    if place.scheme == "https":
        return _Secure(place.hostname or "", place.port or 443, address)
    return http.client.HTTPConnection(place.hostname or "", place.port or 80, timeout=TIMEOUT)


class _Secure(http.client.HTTPSConnection):
    """HTTPS to the address that was checked: a second look-up could give another one."""

    def __init__(self, host: str, port: int, address: str):
        self._tls = ssl.create_default_context()
        self._address = address or host
        super().__init__(host, port, timeout=TIMEOUT, context=self._tls)

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), TIMEOUT)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)


def follow(location: str, api: str) -> tuple[SplitResult, dict[str, str], str]:
    """Where a redirect of the API leads: the place, the headers and the address to connect to, where it was looked up.

    No login goes there: S3 refuses a signed link that comes with another one, and it is not theirs. From an API at
    https only to a public address at https. Raises Undeliverable, or OSError for a name that there is not.
    """
    place = urlsplit(location)
    if urlsplit(api).scheme != "https":
        return place, {}, ""
    if place.scheme != "https" or not place.hostname:
        raise Undeliverable("Twilio points to a place that is not https", "gone")
    return place, {}, _public_address(place)


def _public_address(place: SplitResult) -> str:
    """The name's address, where all that it has are public. Raises Undeliverable, or OSError for no such name."""
    found: list[Any] = [
        entry[4][0]
        for entry in socket.getaddrinfo(place.hostname, place.port or 443, type=socket.SOCK_STREAM)
    ]
    if not found or not all(is_public(str(address)) for address in found):
        raise Undeliverable("Twilio points to a place that is not public", "gone")
    return str(found[0])


def is_public(address: str) -> bool:
    """Neither private, loopback nor link-local, nor one of these behind another spelling."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    return ip.is_global and not ip.is_multicast and (inner is None or inner.is_global)
