"""A receiver under gunicorn answers from its first second, be the store there or not."""

import os
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path

import pytest

from store import schema
from store.database import Database
from tests import ROOT
from tests.harness import programs
from tests.harness.ports import free_port
from tests.harness.waiting import until


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """Of a gunicorn whose store has no tables yet."""
    found = free_port()
    words = f"--threads 4 --bind 127.0.0.1:{found} --no-control-socket webhook:create_app()".split()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("TICKETERO_")}
    environ |= {"TICKETERO_STORE__URL": f"sqlite:///{tmp_path / 't.db'}", "PYTHONPATH": str(ROOT)}
    process = programs.start_gunicorn(words, environ, tmp_path, tmp_path / "log")
    try:
        until(lambda: asked(found, "/health") is not None)
        yield found
        process.terminate()
        assert process.wait(10) == 0
    finally:
        process.kill()


def asked(port: int, path: str) -> HTTPResponse | None:
    """None where nobody listens yet."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as line:
        try:
            line.request("GET", path)
            return line.getresponse()
        except (OSError, HTTPException):
            return None


def test_until_the_store_can_be_used_all_is_to_be_tried_again(port: int, tmp_path: Path) -> None:
    alive, ready, hook = (asked(port, path) for path in ("/health", "/ready", "/hooks/telegram"))
    assert alive is not None
    assert alive.status == 200
    for later in (ready, hook):
        assert later is not None
        assert (later.status, later.getheader("Retry-After")) == (503, "2")
    with closing(Database(f"sqlite:///{tmp_path / 't.db'}")) as store:
        schema.upgrade(store)
    until(lambda: (answer := asked(port, "/ready")) is not None and answer.status == 200)
