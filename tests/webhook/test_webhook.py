"""The receiver: who shows the secret gets 2xx, forgers 403, and nobody a 5xx but while the store is away."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from bot.channels.channel import Forged, Request
from bot.channels.messages import Arrival, Unreadable
from bot.desk import Desk
from store import schema
from store.database import Database
from store.tables import InboxMessage
from tests.databases.stores import out_of_reach
from tests.harness.apps import create_app
from tests.harness.desks import Provider, desk_on
from webhook.views import LIMIT

SECRET = {"X-Secret": "right"}


class Hooked(Provider):
    """Its body is one message; "bug" breaks the reading of it."""

    seen: list[Request]

    def accept(self, request: Request) -> list[Arrival]:
        if request.headers.get("x-secret") != "right":
            raise Forged("no secret")
        self.seen = [request]
        if request.body == b"bug":
            raise ZeroDivisionError
        text = request.body.decode()
        return [Unreadable(self.name, f"{len(text)} {text[:20]}", "a poll", text)] if text else []


@pytest.fixture
def channel() -> Hooked:
    return Hooked("telegram")


@pytest.fixture
def desk(store: Database, tmp_path: Path, channel: Hooked) -> Desk:
    return desk_on(store, tmp_path, channel)


@pytest.fixture
def client(desk: Desk) -> FlaskClient:
    return create_app(desk).test_client()


def kept(store: Database) -> list[tuple[str, str]]:
    with store.read() as session:
        rows = session.scalars(select(InboxMessage).order_by(InboxMessage.id))
        return [(row.state, row.payload.get("raw", "")) for row in rows]


def post(client: FlaskClient, body: bytes, headers: dict[str, str] = SECRET) -> int:
    return client.post("/hooks/telegram", data=body, headers=headers).status_code


def test_what_a_provider_brings_is_kept_once(client: FlaskClient, store: Database) -> None:
    assert [post(client, b"hola"), post(client, b"hola")] == [200, 200]
    assert kept(store) == [("set_aside", "hola")]


def test_a_forger_gets_403_and_changes_nothing(client: FlaskClient, store: Database) -> None:
    answer = client.post("/hooks/telegram", data=b"hola", headers={"X-Secret": "wrong"})
    assert (answer.status_code, answer.data) == (403, b"")
    assert kept(store) == []


def test_what_breaks_our_reading_is_set_aside(client: FlaskClient, store: Database) -> None:
    assert post(client, b"bug") == 200
    assert kept(store) == [("set_aside", "bug")]


def test_five_megabytes_are_taken_and_no_more(client: FlaskClient, store: Database) -> None:
    assert post(client, b"x" * LIMIT) == 200
    assert post(client, b"x" * (LIMIT + 1)) == 413
    assert post(client, b"x" * (LIMIT + 1), {}) == 413
    assert len(kept(store)) == 1


def test_the_path_reaches_the_channel_as_it_was_signed(client: FlaskClient, channel: Hooked) -> None:
    client.post("/hooks/telegram?a=%C3%B1&b", data=b"hola", headers=SECRET)
    assert channel.seen[0].path_and_query == "/hooks/telegram?a=%C3%B1&b"


def test_a_hook_is_only_posted_to(client: FlaskClient) -> None:
    assert client.get("/hooks/telegram").status_code == 405
    assert client.post("/hooks/nobody").status_code == 404


def test_an_absent_store_is_503_with_its_delay(client: FlaskClient, store: Database) -> None:
    with out_of_reach(store):
        for answer in (client.post("/hooks/telegram", data=b"hola", headers=SECRET), client.get("/ready")):
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
        assert client.get("/health").status_code == 200


def test_ready_needs_the_newest_schema(client: FlaskClient, store: Database) -> None:
    assert client.get("/ready").status_code == 200
    is_at(store, "0001")
    assert client.get("/ready").status_code == 503
    is_at(store, schema.newest())
    assert client.get("/ready").status_code == 200


def is_at(store: Database, version: str) -> None:
    with store.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})


def test_every_answer_carries_its_guards(client: FlaskClient) -> None:
    for path in ("/", "/chat", "/nothing", "/health"):
        headers = client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_static_files_may_be_kept_while_their_address_is_theirs(client: FlaskClient) -> None:
    page = client.get("/chat").text
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    with client.get(address) as kept_for_ever, client.get("/static/chat.css") as asked_again:
        assert "immutable" in kept_for_ever.headers["Cache-Control"]
        assert asked_again.headers["Cache-Control"] == "no-cache"
    assert client.get("/static/../views.py").status_code == 404


def test_there_is_no_demo_outside_the_demo(client: FlaskClient) -> None:
    assert client.get("/demo").status_code == 404
