"""The web server inside `run` and `receive`: waitress, with a thread for each open stream and some for all else."""

import threading
import time
from typing import Any

from flask import Flask
from waitress import create_server, wasyncore

from bot.runtime import rounds
from webhook.webchat.uploads import BoundedRequest

THREADS = rounds.MOST  # one for each open stream besides, which holds it
CONNECTIONS = 1000
MOMENT = 0.2  # seconds: how soon it notices that it should end


class CannotListen(Exception):
    """The port is taken, or the address is not this machine's; its text is the system's word for it."""


class Server:
    """Serves the application from its own threads; it listens once it is made. Raises CannotListen."""

    def __init__(self, app: Flask, host: str, port: int):
        self._app = app
        self._sockets: dict[int, Any] = {}
        self._server = self._listen(host, port)
        app.extensions["streams"].on_change = self._make_room_for
        self._until: float | None = None
        self._thread = threading.Thread(target=self._run, name="server", daemon=True)

    def _listen(self, host: str, port: int) -> Any:
        try:
            return create_server(
                self._app,
                map=self._sockets,
                host=host,
                port=port,
                threads=THREADS,
                connection_limit=CONNECTIONS,
                max_request_body_size=BoundedRequest.max_content_length,
                asyncore_use_poll=True,
                ident=None,
                clear_untrusted_proxy_headers=False,  # `callers` judges them; a stripped request looks like our own
            )
        except OSError as error:
            raise CannotListen(error.strerror) from None
        except ValueError:  # of a name that stands for no address
            raise CannotListen("there is no such host") from None

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout: float) -> None:
        """Takes no new connection, ends the streams, and answers the requests in flight for so many seconds at most."""
        self._until = time.monotonic() + timeout
        self._app.extensions["streams"].close()
        self._thread.join(timeout + 2 * MOMENT)

    def _make_room_for(self, streams: int) -> None:
        if self._until is None:
            self._server.task_dispatcher.set_thread_count(THREADS + streams)

    def _run(self) -> None:
        while self._until is None:
            self._turn()
        for socket in list(self._sockets.values()):
            if socket.accepting:
                socket.del_channel()
                socket.socket.close()
        while self._answering() and time.monotonic() < self._until:
            self._turn()
        self._server.task_dispatcher.shutdown(timeout=MOMENT)
        wasyncore.close_all(self._sockets)

    def _turn(self) -> None:
        wasyncore.loop(timeout=MOMENT, map=self._sockets, use_poll=True, count=1)

    def _answering(self) -> bool:
        return any(
            getattr(socket, "requests", None) or getattr(socket, "total_outbufs_len", 0)
            for socket in self._sockets.values()
        )
