"""The site before the receivers: it streams, takes what the web chat takes, and says who is calling."""

import http.client
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.deploy import servers
from webhook.webchat.uploads import BoundedRequest

MB = 1 << 20


class Receiver(BaseHTTPRequestHandler):
    """Answers with what it was told; a stream's second event waits until the first has arrived."""

    protocol_version = "HTTP/1.1"
    arrived: threading.Event

    def do_GET(self) -> None:
        if self.path == "/chat/events":
            self._stream()
        else:
            self._answer(self.headers.get("X-Forwarded-For", "").encode())

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b"data: first\n\n")
        self.wfile.write(b"data: second\n\n" if self.arrived.wait(10) else b"data: too late\n\n")
        self.close_connection = True

    def do_POST(self) -> None:
        self._answer(str(len(self.rfile.read(int(self.headers["Content-Length"])))).encode())

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[int]:
    Receiver.arrived = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.fixture
def site(receiver: int, tmp_path: Path) -> Iterator[http.client.HTTPSConnection]:
    with servers.nginx(tmp_path, [receiver]) as port:
        line = http.client.HTTPSConnection("127.0.0.1", port, timeout=10, context=servers.trusting(tmp_path))
        yield line
        line.close()


def test_what_happens_is_seen_when_it_happens(site: http.client.HTTPSConnection) -> None:
    site.request("GET", "/chat/events")
    stream = site.getresponse()
    assert stream.readline() == b"data: first\n"
    Receiver.arrived.set()
    assert stream.read() == b"\ndata: second\n\n"


def test_it_takes_what_the_web_chat_takes_and_refuses_more(site: http.client.HTTPSConnection) -> None:
    site.request("POST", "/chat", b"x" * (8 * MB))
    assert site.getresponse().read() == str(8 * MB).encode()
    most = BoundedRequest.max_content_length
    assert most
    assert most < 210 * MB
    site.putrequest("POST", "/chat")
    site.putheader("Content-Length", str(211 * MB))
    site.endheaders()
    assert site.getresponse().status == 413


def test_it_says_who_is_calling_whatever_the_caller_says(site: http.client.HTTPSConnection) -> None:
    site.request("GET", "/chat", headers={"X-Forwarded-For": "198.51.100.7"})
    assert site.getresponse().read() == b"198.51.100.7, 127.0.0.1"
