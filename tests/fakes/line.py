"""HTTP on this machine: what every fake of a provider listens with, a connection kept open as theirs are."""

import sys
import threading
from collections.abc import Callable
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, dict[str, str], bytes]
"""Status, headers, body; the status 0 breaks the line off."""
BROKEN_OFF: Answer = (0, {}, b"")


class Line(ThreadingHTTPServer):
    """Gives each request (method, target, headers, body) to `answer`, at an address of its own."""

    daemon_threads = True

    def __init__(self, answer: Callable[[str, str, Message, bytes], Answer]):
        super().__init__(("127.0.0.1", 0), _Connection)
        self.answer = answer
        self.url = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever is killed in the middle of a call hangs up without a word: that is not told on the terminal."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Connection(BaseHTTPRequestHandler):
    server: Line
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        body = self._body()
        status, headers, said = BROKEN_OFF
        if body is not None:
            status, headers, said = self.server.answer(self.command, self.path, self.headers, body)
        if status == 0:
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in {"Content-Length": str(len(said)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(said)

    do_POST = do_PUT = do_HEAD = do_GET

    def _body(self) -> bytes | None:
        """None where the caller was killed while it spoke."""
        if "Transfer-Encoding" in self.headers:
            return self._chunks()
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        return body if len(body) == length else None

    def _chunks(self) -> bytes | None:
        body = b""
        while line := self.rfile.readline().strip():
            size = int(line, 16)
            body += self.rfile.read(size)
            if not self.rfile.readline():
                return None
            if not size:
                return body
        return None

    def log_message(self, *said: Any) -> None: ...
