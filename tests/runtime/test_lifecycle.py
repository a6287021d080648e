"""What has started is stopped, whatever breaks: another part as it starts, or what is read once all run."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.desk import Desk
from bot.language import meaning
from bot.runtime import lifecycle
from store.database import Database
from tests.harness.desks import ALWAYS_OPEN, Provider, desk_on


class Part:
    """Writes down what becomes of it."""

    def __init__(self, name: str, went: list[str], *, breaks: bool = False):
        self.name, self.went, self.breaks = name, went, breaks

    def start(self) -> None:
        if self.breaks:
            raise RuntimeError(f"{self.name} broke")
        self.went.append(f"{self.name} runs")

    def stop(self, timeout: float) -> None:
        self.went.append(f"{self.name} stopped")


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path) -> Iterator[Desk]:
    """Which is closed by whoever runs it."""
    before = signal.getsignal(signal.SIGTERM)
    yield desk_on(Database(sqlite_url), tmp_path, Provider(), hours=ALWAYS_OPEN)
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_part_that_breaks_as_it_starts_stops_those_before_it_the_last_first(desk: Desk) -> None:
    went: list[str] = []
    parts = [Part(name, went, breaks=name == "third") for name in ("first", "second", "third", "fourth")]
    with pytest.raises(RuntimeError, match="third broke"):
        lifecycle.run_until_told(desk, parts, "ready")
    assert went == ["first runs", "second runs", "second stopped", "first stopped"]


def test_what_breaks_once_all_run_stops_all_of_them(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ValueError("the word lists cannot be read")

    monkeypatch.setattr(meaning, "warm_up", broken)
    went: list[str] = []
    parts = [Part(name, went) for name in ("first", "second")]
    with pytest.raises(ValueError, match="word lists"):
        lifecycle.run_until_told(desk, parts, "ready")
    assert went[:2] == ["first runs", "second runs"]
    assert sorted(went[2:]) == ["first stopped", "second stopped"]
