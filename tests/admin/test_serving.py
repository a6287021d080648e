"""What stands in the way of a command that serves is said in one line, and is what it is."""

import socket
from collections.abc import Iterator

import pytest

from tests.admin.terminal import Say, on_sqlite

pytestmark = on_sqlite


@pytest.fixture
def taken() -> Iterator[str]:
    """A port at which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield str(other.getsockname()[1])


def test_a_taken_port_is_named(say: Say, taken: str) -> None:
    said = say("demo", "--port", taken, fails=True).stderr
    assert said.splitlines()[-1] == f"Error: Cannot run at port {taken}: Address already in use. Try --port."
    said = say("run", environ={"TICKETERO_WEB__PORT": taken}, fails=True).stderr
    assert f"Error: Cannot listen at 127.0.0.1:{taken} (web.host, web.port): Address already" in said


def test_a_folder_that_cannot_be_made_is_not_taken_for_the_port(say: Say) -> None:
    said = say("demo", "--data", "config.toml/x", fails=True).stderr
    assert said == "Error: config.toml/x: Not a directory\n"
