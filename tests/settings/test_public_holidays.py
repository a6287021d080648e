"""The public holidays of a country: its library is asked in a process of its own, and is never loaded into ours."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date

import pytest

from bot.settings import public_holidays
from tests import ROOT

CHRISTMAS = date(2026, 12, 25)


@pytest.fixture(autouse=True)
def nothing_known() -> Iterator[None]:
    public_holidays._asked.cache_clear()
    yield
    public_holidays._asked.cache_clear()


def test_they_are_the_countrys() -> None:
    assert public_holidays.is_one(CHRISTMAS, "AR")
    assert public_holidays.is_one(date(2031, 7, 9), "AR"), "years beyond are asked about when they are needed"
    assert not public_holidays.is_one(date(2026, 12, 24), "AR")
    assert not public_holidays.is_one(date(2026, 7, 9), "BR")
    assert not public_holidays.is_one(date.min, "AR")
    assert not public_holidays.is_one(date.max, "AR")


def test_no_country_is_made_up() -> None:
    assert public_holidays.are_known("BR")
    assert not public_holidays.are_known("ZZ")
    assert not public_holidays.are_known("-c")


def test_where_there_can_be_no_child_we_ask_ourselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert public_holidays.is_one(CHRISTMAS, "AR")
    assert not public_holidays.are_known("ZZ")


def test_the_library_stays_out_of_our_memory() -> None:
    """From wherever we are started."""
    asks = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); from datetime import date; "
        "from bot.settings import public_holidays; "
        "print(public_holidays.is_one(date(2026, 12, 25), 'AR'), 'holidays' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", asks], cwd="/", capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["True", "False"]
