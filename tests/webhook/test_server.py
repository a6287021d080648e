"""The server's connections: an answer that is larger than what is held for a slow reader goes out whole, or ends."""

import errno
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from waitress import create_server, wasyncore

from webhook.server import Channel

HELD = 1 << 20  # bytes that wait for a slow reader before the thread that answers waits for the loop
PIECE, PIECES = 2 * HELD, 3


def answer(_environ: dict[str, Any], start: Callable[..., object]) -> Iterator[bytes]:
    start("200 OK", [("Content-Length", str(PIECE * PIECES))])
    return (b"x" * PIECE for _ in range(PIECES))


class JustHeld(Channel):
    """The loop gets rid of all but exactly what is held, then the socket is full for a while."""

    full = 20

    def send(self, data: bytes, do_close: bool = True) -> int:
        if threading.current_thread().name.startswith("waitress"):
            return 0
        if self.total_outbufs_len > HELD:
            return int(super().send(data[: self.total_outbufs_len - HELD], do_close))
        self.full -= 1
        return 0 if self.full > 0 else int(super().send(data, do_close))


class Breaks(Channel):
    """The reader goes away while the thread sends what is too much to be held."""

    full = True

    def send(self, data: bytes, do_close: bool = True) -> int:
        if not threading.current_thread().name.startswith("waitress"):
            return 0
        if self.total_outbufs_len > HELD:
            was_full, self.full = self.full, False
            return 0 if was_full else int(super().send(data[: self.total_outbufs_len - HELD + 10], do_close))
        if self.full:
            return 0
        raise OSError(errno.ETIMEDOUT, "it is gone")


def received(channel: type[Channel]) -> int:
    """How many bytes come before the connection ends. Raises TimeoutError where it never does."""
    sockets: dict[int, Any] = {}
    server = create_server(
        answer, map=sockets, host="127.0.0.1", port=0, threads=1, outbuf_high_watermark=HELD,
        asyncore_use_poll=True,
    )  # fmt: skip
    for each in sockets.values():
        if each.accepting:
            each.channel_class = channel
    ended = threading.Event()
    loop = threading.Thread(target=turn, args=[sockets, ended])
    loop.start()
    try:
        with closing(socket.create_connection(("127.0.0.1", server.effective_port), 10)) as reader:
            reader.sendall(b"GET / HTTP/1.0\r\n\r\n")
            return sum(map(len, iter(lambda: reader.recv(1 << 16), b"")))
    finally:
        ended.set()
        loop.join()
        server.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(sockets)


def turn(sockets: dict[int, Any], ended: threading.Event) -> None:
    while not ended.is_set():
        wasyncore.loop(timeout=0.05, map=sockets, use_poll=True, count=1)


@pytest.mark.parametrize("channel", [Channel, JustHeld])
def test_a_large_answer_goes_out_whole(channel: type[Channel]) -> None:
    assert received(channel) > PIECE * PIECES


def test_a_reader_that_goes_away_holds_no_thread() -> None:
    assert received(Breaks) < PIECE * PIECES
