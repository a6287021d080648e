"""One PostgreSQL for a run of the tests: the first worker that needs it starts it, the end of the run stops it."""

from pathlib import Path
from typing import Any

import pytest

from tests.databases.pg_server import PgServer

SERVER = pytest.StashKey[PgServer]()


def pytest_configure(config: pytest.Config) -> None:
    told: dict[str, Any] = getattr(config, "workerinput", {})
    folder = Path(told["pg_folder"]) if told else None
    config.stash[SERVER] = PgServer(folder=folder)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tells a worker of pytest-xdist where the run keeps its server."""
    node.workerinput["pg_folder"] = str(node.config.stash[SERVER].folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.stash[SERVER].stop()


@pytest.fixture(scope="session")
def pg(request: pytest.FixtureRequest) -> PgServer:
    """The run's server. It is shared: make databases of your own, and crash another, `PgServer(fsync=True)`."""
    server = request.config.stash[SERVER]
    server.start()
    return server
