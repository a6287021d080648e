"""Many workers look for what is due at once, their clocks far apart: each telling is said once a turn."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import reminders
from bot.desk import Desk
from store.database import Database
from store.people import people
from store.tables import Chat, Fired, OutboxMessage
from store.tickets import thread, tickets
from tests.harness.desks import ALWAYS_OPEN, Provider, desk_on

TICKETS = 12
REMINDERS = {
    "unassigned_after": "30m",
    "unanswered_after": "2h",
    "escalate_after": "3h",
    "repeat_every": "4h",
}
ASTRAY = (timedelta(), timedelta(hours=5), timedelta(hours=-5))


@pytest.fixture
def began() -> datetime:
    return datetime.now(UTC)


def desks(url: str, folder: Path, now: Callable[[], datetime]) -> list[Desk]:
    """Three machines, two of whose clocks are hours astray: they go by the database's."""
    return [_desk(url, folder, now, astray) for astray in ASTRAY]


def _desk(url: str, folder: Path, now: Callable[[], datetime], astray: timedelta) -> Desk:
    store = Database(url, wall=lambda: datetime.now(UTC) + astray)
    store.keep_time()
    settings = {"hours": ALWAYS_OPEN, "reminders": REMINDERS}
    return desk_on(
        store, folder, Provider(), now=lambda: now() + (store.now() - datetime.now(UTC)), **settings
    )


def all_look(found: list[Desk]) -> None:
    """Each twice, all at the same time."""
    together = threading.Barrier(len(found))

    def look(desk: Desk) -> None:
        for _ in range(2):
            together.wait()
            reminders.remind(desk)

    threads = [threading.Thread(target=look, args=[desk]) for desk in found]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
        assert not one.is_alive()


def fill(store: Database, at: datetime) -> None:
    """Tickets of one client; every other is Ana's, and was asked about."""
    with store.write() as session:
        marta, ana, julia = (
            people.add(session, name, role, now=at)
            for name, role in (("Marta", "client"), ("Ana", "technician"), ("Julia", "lead"))
        )
        for person in (marta, ana, julia):
            session.add(Chat(channel="telegram", address=person.name, person=person, created_at=at))
        session.flush()
        about: dict[str, Any] = {"channel": "telegram", "now": at}
        for number in range(TICKETS):
            ticket = tickets.open(
                session, marta, marta, **about, affected_person="Marta", problem=f"problema {number}"
            )
            if number % 2:
                tickets.assign(session, julia, ticket, ana, "telegram", at)
                thread.write(session, marta, ticket, "¿Y?", "telegram", at)


def test_each_is_told_once_a_turn(pg_url: str, tmp_path: Path, began: datetime) -> None:
    now = began
    found = desks(pg_url, tmp_path, lambda: now)
    store = found[0].store
    fill(store, began)
    all_look(found)
    assert said(store) == Counter()
    now += timedelta(hours=1)
    all_look(found)
    assert said(store) == {"Julia": 1}
    now += timedelta(hours=1, minutes=1)
    all_look(found)
    assert said(store) == {"Julia": 1, "Ana": 1}
    now += timedelta(hours=1)
    all_look(found)
    assert said(store) == {"Julia": 2, "Ana": 1}
    now += timedelta(hours=4)
    all_look(found)
    assert said(store) == {"Julia": 3, "Ana": 2}
    with store.read() as session:
        rows = Counter((row.occasion, row.turn) for row in session.query(Fired))
    assert set(rows.values()) == {TICKETS // 2}
    assert len(rows) == 6
    for desk in found:
        desk.store.close()


def said(store: Database) -> Counter[str]:
    with store.read() as session:
        return Counter(row.chat.address for row in session.query(OutboxMessage))
