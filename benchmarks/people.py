"""People who open tickets as fast as the desk lets them: each waits for the 200 and for the reply, then says the next.

A ticket is six updates, and each is always answered by one message: what comes besides is counted as `twice`, what has
not come when all is quiet as `lost`. There are no tasks and no JSON here, only callbacks and requests made beforehand:
the load shares the machine with what it measures.
"""

import asyncio
import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.telegram import LENGTH

TICKET = ("/nuevo", "Marta Gómez", "Omitir", "La impresora no imprime", "Omitir", "Confirmar")
QUIET = 15.0  # seconds until a reply that has not come counts as lost
AGAIN = 0.2  # seconds until an update that was refused comes again, as Telegram's would
NUMBERS = itertools.count(1_000_000_000)  # all of the same length, so that all requests are
UPDATE = (
    '{"update_id":%%d,"message":{"message_id":%%d,"date":%%d,"text":"%s",%s'
    '"from":{"id":%%d,"is_bot":false,"first_name":"Marta","last_name":"Gomez","language_code":"es"},'
    '"chat":{"id":%%d,"first_name":"Marta","last_name":"Gomez","type":"private"}}}'
)
COMMAND = '"entities":[{"type":"bot_command","offset":0,"length":6}],'
POST = (
    "POST /hooks/telegram HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    "X-Telegram-Bot-Api-Secret-Token: %s\r\nContent-Length: %d\r\n\r\n"
)


@dataclass
class Tally:
    """What was measured; times in seconds."""

    answered: list[float] = field(default_factory=list)
    replied: list[float] = field(default_factory=list)


class Crowd:
    """So many of the chats at once; each line stays with its port and its share of the chats."""

    def __init__(self, chats: range, secret: str, *, replies: bool = True):
        self.replies = replies
        self.requests = [request(text, secret, chats[0]) for text in TICKET]
        self.talking: dict[int, Line] = {}
        self.tally = Tally()
        self.tickets = self.refused = self.twice = self.lost = 0
        self.going_home = False
        self._chats = chats
        self._lines: list[Line] = []

    async def begin(self, ports: Sequence[int], at_once: int, within: float) -> None:
        """They come one after another, so that not everybody confirms in the same moment."""
        for place in range(at_once):
            line = Line(self, ports[place % len(ports)], self._chats[place::at_once])
            self._lines.append(line)
            await line.connect()
            asyncio.get_running_loop().call_later(within * place / at_once, line.next_ticket)

    def count_anew(self) -> Tally:
        """What was counted until now."""
        counted, self.tally = self.tally, Tally()
        return counted

    async def end(self) -> None:
        """Everybody finishes their ticket and leaves."""
        self.going_home = True
        _, never = await asyncio.wait([line.done for line in self._lines], timeout=QUIET)
        self.lost = len(never)
        for line in self._lines:
            line.close()

    def arrived(self, chat: int) -> None:
        """A message of the desk's reached Telegram."""
        if line := self.talking.get(chat):
            line.reply_came()
        elif chat in self._chats:
            self.twice += 1  # else it is a lead's: nobody waits for it here


class Line(asyncio.Protocol):
    """One kept-open connection to the desk, on which one chat after another opens a ticket."""

    _transport: asyncio.Transport

    def __init__(self, crowd: Crowd, port: int, chats: range):
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._crowd, self._port, self._chats = crowd, port, itertools.cycle(chats)
        self._chat, self._step, self._sent, self._heard = 0, 0, 0.0, b""
        self._request = b""
        self._asked = self._waits_for_200 = self._waits_for_reply = False

    async def connect(self) -> None:
        await asyncio.get_running_loop().create_connection(lambda: self, "127.0.0.1", self._port)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport, self._heard = transport, b""

    def close(self) -> None:
        self._asked = False
        self._transport.close()

    def next_ticket(self) -> None:
        self._crowd.talking.pop(self._chat, None)
        if self._crowd.going_home:
            self.done.set_result(None)
            return
        self._chat, self._step = next(self._chats), 0
        self._crowd.talking[self._chat] = self
        self._say()

    def _say(self) -> None:
        number, chat = next(NUMBERS), self._chat
        self._request = self._crowd.requests[self._step] % (number, number, int(time.time()), chat, chat)
        self._waits_for_200, self._waits_for_reply = True, self._crowd.replies
        self._sent = time.perf_counter()
        self._post()

    def _post(self) -> None:
        if self._transport.is_closing():  # a server may close a connection that is idle
            self._again(0)
        else:
            self._asked = True
            self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._heard += data
        head, ended, body = self._heard.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if not ended or len(body) < (int(length[1]) if length else 0):
            return
        self._heard, self._asked = b"", False
        if head[9:10] != b"2":
            self._crowd.refused += 1
            self._again(AGAIN)
            return
        self._waits_for_200 = False
        self._crowd.tally.answered.append(time.perf_counter() - self._sent)
        if not self._waits_for_reply:
            self._next()

    def reply_came(self) -> None:
        if not self._waits_for_reply:
            self._crowd.twice += 1
            return
        self._waits_for_reply = False
        self._crowd.tally.replied.append(time.perf_counter() - self._sent)
        if not self._waits_for_200:
            self._next()

    def _next(self) -> None:
        self._step += 1
        if self._step < len(TICKET):
            self._say()
        else:
            self._crowd.tickets += 1
            self.next_ticket()

    def connection_lost(self, error: Exception | None) -> None:
        if self._asked:
            self._asked = False
            self._crowd.refused += 1
            self._again(AGAIN)

    def _again(self, after: float) -> None:
        asyncio.get_running_loop().call_later(after, lambda: asyncio.ensure_future(self._post_anew()))

    async def _post_anew(self) -> None:
        if self._transport.is_closing():
            await self.connect()
        self._post()


def request(text: str, secret: str, chat: int) -> bytes:
    """With places for the update's number, the message's, the time and twice the chat, all of unchanging length."""
    update = (UPDATE % (text, COMMAND if text.startswith("/") else "")).encode()
    length = len(update % (1_000_000_000, 1_000_000_000, 1_000_000_000, chat, chat))
    return (POST % (secret, length)).encode() + update


def share(times: Sequence[float], part: float) -> float:
    """The time within which this part of them came, in milliseconds."""
    return sorted(times)[min(len(times) - 1, int(len(times) * part))] * 1000 if times else float("nan")
