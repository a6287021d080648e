"""What the tests of delivery share."""

from pathlib import Path

import pytest

from store.database import Database
from store.tables import OutboxMessage
from tests.delivery.post import Post


@pytest.fixture
def post(store: Database, tmp_path: Path) -> Post:
    return Post(store, tmp_path)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str]]:
    """Of which rows, and why, somebody was told that they failed."""
    found: list[tuple[int, str]] = []

    def undelivered(desk: object, session: object, row: OutboxMessage, reason: str) -> None:
        found.append((row.id, reason))

    monkeypatch.setattr("bot.replies.delivery_failures.undelivered", undelivered)
    return found
