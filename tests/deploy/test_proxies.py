"""The site before the receivers: it streams, takes what the web chat takes, and says who is calling."""

import http.client
import re
import threading
from collections.abc import Iterator
from contextlib import closing
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


@pytest.fixture(params=[servers.nginx, servers.caddy], ids=["nginx", "caddy"])
def site(
    request: pytest.FixtureRequest, receiver: int, tmp_path: Path
) -> Iterator[http.client.HTTPSConnection]:
    with request.param(tmp_path, [receiver]) as port, closing(line_to(port, tmp_path)) as line:
        yield line


def line_to(port: int, folder: Path) -> http.client.HTTPSConnection:
    return http.client.HTTPSConnection("127.0.0.1", port, timeout=10, context=servers.trusting(folder))


def test_what_happens_is_seen_when_it_happens(site: http.client.HTTPSConnection) -> None:
    site.request("GET", "/chat/events")
    stream = site.getresponse()
    assert stream.readline() == b"data: first\n"
    Receiver.arrived.set()
    assert stream.read() == b"\ndata: second\n\n"


def test_it_takes_what_the_web_chat_takes(site: http.client.HTTPSConnection) -> None:
    site.request("POST", "/chat", b"x" * (8 * MB))
    assert site.getresponse().read() == str(8 * MB).encode()


@pytest.mark.parametrize("file", ["nginx.conf", "Caddyfile"])
def test_it_takes_no_more_than_a_little_above_that(file: str) -> None:
    [most] = re.findall(
        r"(?:client_max_body_size|max_size) (\d+)", (servers.DEPLOY / file).read_text("utf-8")
    )
    ours = BoundedRequest.max_content_length
    assert ours
    assert ours < int(most) * MB < 1.1 * ours


def test_nginx_refuses_more_before_it_has_come(receiver: int, tmp_path: Path) -> None:
    """Caddy does when it has."""
    with servers.nginx(tmp_path, [receiver]) as port, closing(line_to(port, tmp_path)) as line:
        line.putrequest("POST", "/chat")
        line.putheader("Content-Length", str(211 * MB))
        line.endheaders()
        assert line.getresponse().status == 413


def test_it_says_who_is_calling_whatever_the_caller_says(site: http.client.HTTPSConnection) -> None:
    site.request("GET", "/chat", headers={"X-Forwarded-For": "198.51.100.7"})
    assert site.getresponse().read().split(b", ")[-1] == b"127.0.0.1"
