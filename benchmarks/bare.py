"""The machine's own speed: a view that does nothing, under waitress with 16 threads, whatever server the desk has."""

import sys

import waitress
from flask import Flask, Response


def main(port: int) -> None:
    app = Flask(__name__, static_folder=None)
    app.post("/hooks/telegram")(Response)
    app.get("/ready", endpoint="ready")(Response)
    waitress.serve(app, host="127.0.0.1", port=port, threads=16, connection_limit=1000)


if __name__ == "__main__":
    main(int(sys.argv[1]))
