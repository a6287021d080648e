"""The limit of the server: a view that does nothing, under the same waitress as the desk's."""

import signal
import sys
import threading
from types import SimpleNamespace

from flask import Flask, Response

from webhook.server import Server


def main(port: int) -> None:
    app = Flask(__name__, static_folder=None)
    app.extensions["streams"] = SimpleNamespace(close=lambda: None)
    app.post("/hooks/telegram")(Response)
    server, told = Server(app, "127.0.0.1", port), threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: told.set())
    server.start()
    print("Ready", flush=True)
    told.wait()
    server.stop(1)


if __name__ == "__main__":
    main(int(sys.argv[1]))
