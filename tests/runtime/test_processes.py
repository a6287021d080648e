"""The real processes: they start soon, work beside each other, survive what happens to servers, and end well."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from store import schema
from store.database import Database
from tests.databases.pg_server import PgServer
from tests.fakes.telegram import TOKEN, FakeTelegram, running
from tests.harness import programs
from tests.harness.houses import MARTA, House, opened
from tests.harness.waiting import until

PAUSE = 0.02


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with running() as fake:
        yield fake


@pytest.fixture
def house(store_url: str, tmp_path: Path, telegram: FakeTelegram) -> Iterator[House]:
    with opened(store_url, tmp_path, telegram) as house:
        yield house


@pytest.fixture
def sqlite_house(sqlite_url: str, tmp_path: Path, telegram: FakeTelegram) -> Iterator[House]:
    with opened(sqlite_url, tmp_path, telegram) as house:
        yield house


@pytest.fixture
def pg_house(pg_url: str, tmp_path: Path, telegram: FakeTelegram) -> Iterator[House]:
    with opened(pg_url, tmp_path, telegram) as house:
        yield house


def test_run_answers_and_ends_well(house: House) -> None:
    process = house.start("run")
    house.until_ready()
    assert house.write("/ayuda") == 200
    until(lambda: bool(house.shown()))
    process.terminate()
    assert process.wait(20) == 0
    assert TOKEN not in house.log("run")
    assert "Traceback" not in house.log("run")
    assert "Warning" not in house.log("run")


def test_run_makes_its_store_first(tmp_path: Path, telegram: FakeTelegram) -> None:
    house = House(f"sqlite:///{tmp_path}/new.db", tmp_path, telegram)
    try:
        process = house.start("run", how=programs.start_cold)
        house.until_ready()
        assert schema.is_current(house.store)
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
        assert "Traceback" not in house.log("run")
        assert "Warning" not in house.log("run")
    finally:
        house.close()


def test_nothing_goes_out_while_it_is_paused(house: House) -> None:
    process = house.start("run", "--paused")
    house.until_ready()
    house.put("what waited")
    assert house.write("/ayuda") == 200
    until(lambda: len(house.states()) == 2)
    time.sleep(5 * PAUSE)
    process.terminate()
    assert process.wait(10) == 0
    assert not house.telegram.messages(MARTA)
    house.start("run")
    until(lambda: len(house.shown()) == 2)
    assert house.shown()[0] == "what waited"


def test_a_hanging_provider_slows_neither_the_webhook_nor_the_end(sqlite_house: House) -> None:
    hangs = 30
    sqlite_house.telegram.fault("hang", "sendMessage", times=10, seconds=hangs)
    process = sqlite_house.start("run")
    sqlite_house.until_ready()
    sqlite_house.put("1")
    until(lambda: len(sqlite_house.telegram.called("sendMessage")) == 1)
    begun = time.monotonic()
    for _ in range(10):
        assert sqlite_house.write("/ayuda") == 200
    process.terminate()
    assert process.wait(20) == 0
    assert time.monotonic() - begun < hangs


def test_receivers_and_workers_share_the_work(pg_house: House) -> None:
    pg_house.start("receive")
    workers = [pg_house.start("work") for _ in range(2)]
    pg_house.until_ready()
    assert pg_house.write("/ayuda") == 200
    until(lambda: len(pg_house.shown()) > 0)
    before = len(pg_house.shown())
    pg_house.put(*(str(number) for number in range(10)))
    until(lambda: pg_house.shown()[before:] == [str(number) for number in range(10)], 20)
    for worker in workers:
        worker.terminate()
        assert worker.wait(10) == 0


def test_what_a_killed_worker_had_in_hand_another_takes_over(pg_house: House) -> None:
    """The call in flight may be made twice; nothing is lost and nothing changes places."""
    pg_house.telegram.fault("hang", "sendMessage", seconds=60)
    first = pg_house.start("work")
    pg_house.put("1", "2", "3")
    until(lambda: len(pg_house.telegram.called("sendMessage")) == 1, 30)
    pg_house.start("work")
    first.kill()
    until(lambda: pg_house.states() == ["sent"] * 3, 15)
    assert pg_house.shown()[-3:] == ["1", "2", "3"]


def test_work_goes_on_by_itself_after_the_database_restarted(tmp_path: Path, telegram: FakeTelegram) -> None:
    server = PgServer(fsync=True)
    server.start()
    try:
        server.create("desk")
        database = Database(server.url("desk"))
        schema.upgrade(database)
        database.close()
        with opened(server.url("desk"), tmp_path, telegram) as house:
            house.start("run")
            house.until_ready()
            answered(house)
            server.restart()
            answered(house)
            server.crash()
            assert house.write("/ayuda") == 503
            server.start()
            answered(house)
    finally:
        server.stop()


def answered(house: House) -> None:
    """What Marta writes is taken, soon if not at once, and answered."""
    before = len(house.shown())
    until(lambda: house.write("/ayuda") == 200, 10)
    until(lambda: len(house.shown()) > before, 10)
