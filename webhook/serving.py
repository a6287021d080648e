"""Serves an application with waitress: threads enough for every stream and the posts beside them."""

import threading

from flask import Flask
from waitress import create_server

from webhook.webchat.events import CAP, Streams

THREADS = CAP + 16
BODY_LIMIT = 256 << 20


class Server:
    """Listens once it is made, so that a port that is taken is an OSError here and not in a thread."""

    def __init__(self, app: Flask, host: str, port: int):
        self._streams: Streams = app.extensions["streams"]
        self._server = create_server(
            app, host=host, port=port, threads=THREADS, max_request_body_size=BODY_LIMIT, ident=None
        )
        self._thread = threading.Thread(target=self._server.run, name="web", daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.effective_port)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends the open streams, then lets the requests in hand end."""
        self._streams.close()
        self._server.close()
        self._server.task_dispatcher.shutdown(timeout=3)
