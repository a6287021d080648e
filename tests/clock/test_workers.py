"""Many workers look for what is due at once, their clocks far apart: each telling is said once a turn."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.clock import reminders
from bot.desk import Desk
from store.database import Database
from store.people import people
from store.tables import Chat, Fired, OutboxMessage, Person
from store.tickets import thread, tickets
from tests.fakes.telegram import running
from tests.harness.desks import ALWAYS_OPEN, Provider, desk_on
from tests.harness.houses import opened
from tests.harness.waiting import until

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
        for address, person in enumerate((marta, ana, julia), 7001):
            session.add(Chat(channel="telegram", address=str(address), person=person, created_at=at))
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
    query = select(Person.name).join(Chat).join(OutboxMessage).where(OutboxMessage.kind == "message")
    with store.read() as session:
        return Counter(session.scalars(query))


SOON = {
    "REMINDERS__UNASSIGNED_AFTER": "1s",
    "REMINDERS__UNANSWERED_AFTER": "1s",
    "REMINDERS__REPEAT_EVERY": "2s",
    "REMINDERS__ESCALATE_AFTER": "",
    "REMINDERS__DIGEST_AT": "",
    **{f"HOURS__{key.upper()}": value for key, value in ALWAYS_OPEN.items()},
}


@pytest.mark.timeout(120)
def test_so_do_processes_that_are_killed_and_it_stops_with_its_cause(
    pg_url: str, tmp_path: Path, began: datetime
) -> None:
    with running() as telegram, opened(pg_url, tmp_path, telegram) as house:
        house.environ |= {f"TICKETERO_{key}": value for key, value in SOON.items()}
        workers = [house.start("work") for _ in range(3)]
        fill(house.store, began)
        until(lambda: told(house.store, turn=0) == set(range(1, TICKETS + 1)), 40)
        for worker in workers[:2]:
            worker.kill()
            house.start("work")
        until(lambda: told(house.store, turn=1) == set(range(1, TICKETS + 1)), 40)
        with house.store.write() as session:
            julia = people.active(session, "lead")[0]
            for number in range(1, TICKETS):
                tickets.close(
                    session, julia, tickets.get(session, julia, number), "ya está", "telegram", began
                )
            at = session.scalars(select(func.clock_timestamp())).one()
        until(lambda: TICKETS in told(house.store, turn=2), 40)
        for process in house.processes:
            process.kill()
        with house.store.read() as session:
            assert {row.subject_id for row in session.query(Fired) if row.at > at} == {TICKETS}
            moments = {(row.occasion, row.at) for row in session.query(Fired)}
        assert said(house.store).total() == len(moments)


def told(store: Database, turn: int) -> set[int]:
    """The tickets of which something was told for this time, by their ids."""
    with store.read() as session:
        return {row.subject_id for row in session.query(Fired) if row.turn == turn}
