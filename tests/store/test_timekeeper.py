"""All processes tell the time by the database's clock, whatever their own shows or is set to."""

from datetime import UTC, datetime, timedelta

import pytest

from store.database import Database
from store.people import chats
from store.timekeeper import Timekeeper

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MOMENT = timedelta(seconds=2)


@pytest.mark.parametrize("wrong", [timedelta(hours=1), timedelta(seconds=-30)])
def test_a_clock_that_is_wrong_here_does_not_count(pg_store: Database, wrong: timedelta) -> None:
    url = pg_store.url.render_as_string(hide_password=False)
    store = Database(url, wall=lambda: datetime.now(UTC) + wrong)
    assert abs(store.now() - datetime.now(UTC) - wrong) < MOMENT
    store.keep_time()
    assert abs(store.now() - datetime.now(UTC)) < MOMENT
    store.close()


def test_a_clock_that_is_set_here_meanwhile_does_not_count() -> None:
    own = [NOW]
    keeper = Timekeeper(lambda: own[0])
    keeper.look(lambda: NOW + timedelta(minutes=1))
    own[0] -= timedelta(hours=1)
    assert NOW + timedelta(minutes=1) <= keeper.now() < NOW + timedelta(minutes=1) + MOMENT


def test_what_differs_by_the_trip_alone_changes_nothing() -> None:
    """Else what is said in a row might be told in another order."""
    keeper = Timekeeper(lambda: NOW)
    keeper.look(lambda: NOW)
    keeper.look(lambda: NOW - timedelta(seconds=0.05))
    assert keeper.now() >= NOW
    keeper.look(lambda: NOW - timedelta(hours=1))
    assert keeper.now() < NOW


@pytest.mark.parametrize(("set_back", "is_due"), [(0, False), (2, False), (3600, True)])
def test_a_burst_is_heard_though_the_clock_was_set_back(store: Database, set_back: int, is_due: bool) -> None:
    with store.write() as session:
        chat = chats.lock_or_create(session, "telegram", "1001", NOW)
        chat.hear_at = NOW + timedelta(seconds=3)
        chats.save(session, chat)
    with store.write() as session:
        assert (chats.lock_due(session, NOW - timedelta(seconds=set_back)) is not None) is is_due
