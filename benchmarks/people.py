"""People who open tickets as fast as the desk lets them: each sends the next update when the last is answered 200.

A ticket is six updates, and each is always answered by one message; what comes besides is counted as `twice`, and what
has not come when all is quiet as `lost`.
"""

import asyncio
import itertools
import time
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.telegram import LENGTH

TICKET = ("/nuevo", "Marta Gómez", "11 4444-5555", "La impresora no imprime", "Omitir", "Confirmar")
QUIET = 10.0  # seconds until an answer that has not come counts as lost
UPDATE = (
    '{"update_id":%d,"message":{"message_id":%d,"date":1700000000,"text":"%s",'
    '"from":{"id":%d,"is_bot":false,"first_name":"Marta","last_name":"Gomez","language_code":"es"},'
    '"chat":{"id":%d,"first_name":"Marta","last_name":"Gomez","type":"private"}}}'
)
POST = (
    "POST /hooks/telegram HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    "X-Telegram-Bot-Api-Secret-Token: %s\r\nContent-Length: %d\r\n\r\n"
)


@dataclass
class Tally:
    """What was measured; times in seconds."""

    answered: list[float] = field(default_factory=list)
    replied: list[float] = field(default_factory=list)
    tickets: int = 0
    seconds: float = 0.0
    refused: int = 0
    twice: int = 0
    lost: int = 0

    @property
    def updates_a_second(self) -> float:
        return len(self.answered) / self.seconds

    @property
    def tickets_a_second(self) -> float:
        return self.tickets / self.seconds


def share(times: Sequence[float], part: float) -> float:
    """The time within which this part of them came, in milliseconds."""
    return sorted(times)[min(len(times) - 1, int(len(times) * part))] * 1000 if times else 0.0


class Crowd:
    """Everybody who has a chat; the same person never opens two tickets at once."""

    def __init__(self, chats: Sequence[int], secret: str):
        self._chats, self._first = itertools.cycle(chats), chats[0]
        self._secret = secret
        self._updates = itertools.count(1)
        self._awaited: dict[int, deque[tuple[float, asyncio.Future[None]]]] = defaultdict(deque)
        self._known = frozenset(chats)
        self.tally = Tally()

    def arrived(self, chat: int) -> None:
        """A message of the desk's reached Telegram."""
        if chat not in self._known:
            return  # a lead's: nobody waits for it here
        if not self._awaited[chat]:
            self.tally.twice += 1
            return
        sent, came = self._awaited[chat].popleft()
        self.tally.replied.append(time.perf_counter() - sent)
        came.set_result(None)

    async def talk(self, port: int, at_once: int, seconds: float) -> Tally:
        """So many people at once, a ticket each and then the next. Alone, one also waits for each reply."""
        self.tally = Tally()
        self._awaited.clear()
        lines = [await Line.open(port) for _ in range(at_once)]
        began = time.perf_counter()
        until = began + seconds
        await asyncio.gather(*(self._keep_opening(line, until, patient=at_once == 1) for line in lines))
        await self._until_quiet()
        self.tally.seconds = time.perf_counter() - began  # what is still in the outbox has not been done
        for line in lines:
            line.close()
        return self.tally

    async def say(self, port: int, texts: Sequence[str]) -> None:
        """The first of the crowd, who waits for each reply."""
        line = await Line.open(port)
        for text in texts:
            await self._say(line, self._first, text, patient=True)
        line.close()

    async def knock(self, port: int, at_once: int, seconds: float) -> Tally:
        """The same updates to a server that answers without doing anything."""
        self.tally = Tally()
        lines = [await Line.open(port) for _ in range(at_once)]
        began = time.perf_counter()
        await asyncio.gather(*(self._keep_knocking(line, began + seconds) for line in lines))
        self.tally.seconds = time.perf_counter() - began
        for line in lines:
            line.close()
        return self.tally

    async def _keep_knocking(self, line: "Line", until: float) -> None:
        while time.perf_counter() < until:
            await self._say(line, 0, TICKET[0], patient=False)

    async def _keep_opening(self, line: "Line", until: float, *, patient: bool) -> None:
        while time.perf_counter() < until:
            chat = next(self._chats)
            for text in TICKET:
                await self._say(line, chat, text, patient=patient)
            self.tally.tickets += 1

    async def _say(self, line: "Line", chat: int, text: str, *, patient: bool) -> None:
        number = next(self._updates)
        body = (UPDATE % (number, number, text, chat, chat)).encode()
        sent, came = time.perf_counter(), asyncio.get_running_loop().create_future()
        self._awaited[chat].append((sent, came))
        status = await line.ask((POST % (self._secret, len(body))).encode() + body)
        self.tally.answered.append(time.perf_counter() - sent)
        self.tally.refused += status >= 300
        if patient:
            await asyncio.wait([came], timeout=QUIET)

    async def _until_quiet(self) -> None:
        missing = [came for waiting in self._awaited.values() for _, came in waiting]
        if missing:
            _, never = await asyncio.wait(missing, timeout=QUIET)
            self.tally.lost = len(never)


class Line(asyncio.Protocol):
    """One kept-open connection to the desk."""

    def __init__(self) -> None:
        self._heard = b""
        self._answer: asyncio.Future[int] | None = None

    @classmethod
    async def open(cls, port: int) -> "Line":
        _, line = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        return line

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    async def ask(self, request: bytes) -> int:
        """The status of the answer."""
        if self._transport.is_closing():
            raise ConnectionError("the desk hung up")
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def data_received(self, data: bytes) -> None:
        self._heard += data
        head, ended, body = self._heard.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if ended and len(body) >= (int(length[1]) if length else 0) and self._answer:
            self._heard = b""
            self._answer.set_result(int(head[9:12]))

    def connection_lost(self, error: Exception | None) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_exception(error or ConnectionError("the desk hung up"))

    def close(self) -> None:
        self._transport.close()
