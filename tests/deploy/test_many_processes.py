"""Two receivers and two workers behind nginx, on one PostgreSQL behind PgBouncer: nothing lost, nothing twice."""

import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.health import processes
from tests.databases.pg_server import PgServer
from tests.deploy import servers
from tests.fakes.telegram import SECRET, FakeTelegram, running
from tests.harness.houses import MARTA, House, opened, update
from tests.harness.ports import free_port
from tests.harness.waiting import until

MESSAGES = 12


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with running() as fake:
        yield fake


@pytest.fixture
def house(pg_url: str, pg: PgServer, tmp_path: Path, telegram: FakeTelegram) -> Iterator[House]:
    with opened(pg_url, tmp_path, telegram) as house:
        database = house.store.url.database or ""
        with servers.pgbouncer(tmp_path, str(pg.folder), database) as port:
            pooled = f"postgresql+psycopg://postgres@127.0.0.1:{port}/{database}"
            house.environ |= {"TICKETERO_STORE__URL": pooled, "TICKETERO_STORE__POOLER": "true"}
            yield house
            house.close()


def test_four_processes_behind_a_proxy_and_a_pooler(house: House, tmp_path: Path) -> None:
    receivers = [free_port(), free_port()]
    for port in receivers:
        house.environ["TICKETERO_WEB__PORT"] = str(port)
        house.start("receive")
        house.start("work")
    with servers.nginx(tmp_path, receivers) as port:
        for house.port in receivers:
            house.until_ready()
        for number in range(MESSAGES):
            for _ in range(2):  # as Telegram does where an answer is late
                _post(tmp_path, port, update(1000 + number, f"/ticket {number + 1}"))
        until(lambda: len(house.shown()) >= MESSAGES)
    said = Counter(house.shown())
    assert said == {f"No encuentro el Ticket {number + 1} entre los tuyos.": 1 for number in range(MESSAGES)}
    with house.store.read() as session:
        assert processes.workers(session, house.store.now()) == 2
    assert {call.params["chat_id"] for call in house.telegram.calls if "chat_id" in call.params} == {MARTA}


def _post(folder: Path, port: int, body: bytes) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
    request = urllib.request.Request(f"https://127.0.0.1:{port}/hooks/telegram", body, headers)
    with urllib.request.urlopen(request, timeout=10, context=servers.trusting(folder)) as answer:
        assert answer.status == 200
