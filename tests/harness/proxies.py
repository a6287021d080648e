"""A real proxy before a real server: it appends its caller's address to X-Forwarded-For, as nginx and Caddy do."""

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from flask import Flask

from tests.harness.ports import free_port
from webhook.server import Server

HOP_BY_HOP = ("connection", "keep-alive", "transfer-encoding")


@contextmanager
def served(app: Flask) -> Iterator[int]:
    """The application behind waitress, as `run` and `receive` serve it; yields its port."""
    port = free_port()
    server = Server(app, "127.0.0.1", port)
    server.start()
    try:
        yield port
    finally:
        server.stop(2)


@contextmanager
def proxied(port: int, clients_address: str = "") -> Iterator[int]:
    """A proxy before that port; yields its own. It says that it was called by `clients_address`: all tests call from
    this machine."""
    handler = type("Before", (_Before,), {"behind": port, "clients_address": clients_address})
    proxy = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield proxy.server_port
    finally:
        proxy.shutdown()
        proxy.server_close()
        thread.join()


class _Before(BaseHTTPRequestHandler):
    behind: int
    clients_address: str

    def do_GET(self) -> None:
        self._pass_on()

    def do_POST(self) -> None:
        self._pass_on()

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        line = http.client.HTTPConnection("127.0.0.1", self.behind, timeout=10)
        line.request(self.command, self.path, body, self._headers())
        answer = line.getresponse()
        content = answer.read()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in (*HOP_BY_HOP, "content-length"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        line.close()

    def _headers(self) -> dict[str, str]:
        given = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
        named = [*self.headers.get_all("X-Forwarded-For", ()), self.clients_address or self.client_address[0]]
        return given | {"X-Forwarded-For": ", ".join(named)}

    def log_message(self, *args: object) -> None: ...
