"""How Telegram is called: an aiohttp client for python-telegram-bot, which tells "not sent" from "who knows".

The library's own client (httpx) costs 1.35 ms of processor a call, this one a seventh of that. What happened is told by
class: `NotSent` may be repeated freely, `TooMany` and `TooLarge` are answers of Telegram's that the library would blur,
and any other failure may have been carried out.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECT = 5.0
READ = 10.0
CALL = 25.0
UPLOAD = 120.0
CONNECTIONS = 64
AS_JSON = {"Content-Type": "application/json"}


class NotSent(NetworkError):
    """Telegram never saw the request."""


class TooMany(TelegramError):
    """We are too fast: `wait` is Telegram's own delay in seconds, None where it names none."""

    def __init__(self, wait: float | None):
        super().__init__("Too Many Requests")
        self.wait = wait


class TooLarge(TelegramError):
    """More than Telegram, or what stands before it, takes in one call or gives in one file."""


class NotFound(TelegramError):
    """A file link that holds no more: never to be taken for the library's InvalidToken."""


class Http(BaseRequest):
    """Serves any number of event loops: connections belong to the loop that opened them, so each loop has its own."""

    __slots__ = ("_read_timeout", "_sessions")

    def __init__(self, read_timeout: float = READ) -> None:
        self._read_timeout = read_timeout
        self._sessions: dict[asyncio.AbstractEventLoop, aiohttp.ClientSession] = {}

    @property
    def read_timeout(self) -> float:
        return self._read_timeout

    async def initialize(self) -> None:
        """Lets the running loop make calls; the connections open with the first one."""
        loop = asyncio.get_running_loop()
        if loop not in self._sessions:
            self._sessions[loop] = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Closes the connections of the running loop."""
        session = self._sessions.pop(asyncio.get_running_loop(), None)
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = None,
        write_timeout: Any = None,
        connect_timeout: Any = None,
        pool_timeout: Any = None,
    ) -> tuple[int, bytes]:
        body, headers = form(request_data) if request_data else (None, None)
        read = read_timeout if isinstance(read_timeout, int | float) else self._read_timeout
        total = UPLOAD if isinstance(body, aiohttp.FormData) else CALL + read
        async with _told_apart(), self._ask(method, url, read, total, body, headers) as response:
            payload = await response.read()
            _refuse(response.status, payload)
            return response.status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """As the library's own, which writes the whole answer of a broken proxy into the log."""
        try:
            return json.loads(payload)
        except ValueError:
            raise TelegramError("Invalid server response") from None

    async def download(self, url: str, limit: int) -> bytes:
        """At most `limit` bytes, and not one more is held. Raises TooLarge, NotFound, NetworkError."""
        async with _told_apart(), self._ask("GET", url, self._read_timeout, UPLOAD) as response:
            if response.status in (401, 404):
                raise NotFound("the file's link holds no more")
            if response.status != 200:
                _refuse(response.status, b"")
                raise NetworkError(f"the file's download answered {response.status}")
            content = bytearray()
            async for chunk in response.content.iter_chunked(1 << 16):
                content += chunk
                if len(content) > limit:
                    raise TooLarge(f"the file has more than {limit} bytes")
            return bytes(content)

    def _ask(
        self, method: str, url: str, read: float, total: float, body: Any = None, headers: Any = None
    ) -> Any:
        session = self._sessions.get(asyncio.get_running_loop())
        if session is None:
            raise NotSent("closed")
        # A wait for a free connection counts as connecting. The read time begins after the body has left.
        timeout = aiohttp.ClientTimeout(total=total, connect=CONNECT, sock_connect=CONNECT, sock_read=read)
        # A redirect would carry the token, which is in the path, to a stranger.
        return session.request(
            method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
        )


@asynccontextmanager
async def _told_apart() -> AsyncIterator[None]:
    """aiohttp's failures in the library's words, without its texts: they quote the address, and that the token."""
    try:
        yield
    except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError) as error:
        raise NotSent(f"no connection ({type(error).__name__})") from None
    except TimeoutError:
        raise TimedOut("no answer in time") from None
    except (aiohttp.ClientError, OSError) as error:
        raise NetworkError(f"the connection broke ({type(error).__name__})") from None


def _refuse(status: int, payload: bytes) -> None:
    """The answers that the library does not tell apart."""
    if status == 429:
        raise TooMany(_named_delay(payload))
    if status == 413:
        raise TooLarge("Request Entity Too Large")


def _named_delay(payload: bytes) -> float | None:
    try:
        return max(0.0, float(json.loads(payload)["parameters"]["retry_after"]))
    except (ValueError, KeyError, TypeError):
        return None


def form(data: RequestData) -> tuple[aiohttp.FormData | bytes, dict[str, str] | None]:
    """The request's body and headers: JSON, which costs a sixth of a form; or a multipart form where there are files to
    upload."""
    files = data.multipart_data
    if not files:
        return json.dumps(data.parameters).encode(), AS_JSON
    # Telegram takes names as they are: quoted ones would reach people as "presi%C3%B3n.pdf".
    body = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        body.add_field(name, value)
    for name, (file_name, content, content_type) in files.items():
        body.add_field(name, content, filename=file_name, content_type=content_type)
    return body, None
