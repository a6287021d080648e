"""What a receiver answers while its store has never been reached yet: that it lives, and that all else is to be tried
again."""

import logging
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from flask import Flask, Response

from store.schema import WrongSchema

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

log = logging.getLogger(__name__)

ALIVE = Response("ok\n", mimetype="text/plain")
LATER = Response(status=503, headers={"Retry-After": "2"})


class Meanwhile:
    """Becomes the application that `make` gives, once it does."""

    def __init__(self, make: Callable[[], Flask]):
        self._make = make
        self._app: Flask | None = None
        threading.Thread(target=self._wait, name="waiting for the store", daemon=True).start()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if self._app is not None:
            return self._app(environ, start_response)
        answer = ALIVE if environ["PATH_INFO"] == "/health" else LATER
        return answer(environ, start_response)

    def _wait(self) -> None:
        try:
            self._app = self._make()
        except WrongSchema as wrong:
            log.critical("%s", wrong)
