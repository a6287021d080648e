"""What the tests of delivery share."""

from pathlib import Path

import pytest

from store.database import Database
from tests.delivery.post import Post


@pytest.fixture
def post(store: Database, tmp_path: Path) -> Post:
    return Post(store, tmp_path)
