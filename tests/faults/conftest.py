"""A run of the audit's own in which nothing went wrong; made once, and only copies of it are damaged."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.audit.evidence import Evidence
from tests.faults.world.room import Room, two_tickets


@pytest.fixture(scope="package")
def room(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    folder = tmp_path_factory.mktemp("room")
    shutil.copy(sqlite_template, folder / "desk.db")
    room = Room(f"sqlite:///{folder}/desk.db", folder, seed=1)
    two_tickets(room)
    yield room
    room.close()


@pytest.fixture(scope="package")
def healthy(room: Room) -> Evidence:
    return room.evidence()
