"""/metrics: for this machine and for whoever brings the token; numbers of the whole desk, and nobody's data."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bot.channels.messages import Inbound, Unreadable
from bot.channels.webchat import WebChat
from bot.conversation import turns
from bot.desk import Desk
from bot.runtime import inbound
from store.database import Database
from store.files.photos import Photos
from store.messages import outbox
from store.upkeep import usage
from tests.databases.stores import opened, out_of_reach
from tests.harness.apps import create_app
from tests.harness.browsers import entered, somebody
from tests.harness.desks import Provider, chat_at, desk_on

TOKEN = "a-token-for-the-figures"


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Database]:
    yield from opened(sqlite_url)


@pytest.fixture
def desk(store: Database, tmp_path: Path) -> Desk:
    channels = Provider(), WebChat(Photos(tmp_path / "photos"), "")
    return desk_on(store, tmp_path, *channels, web={"metrics_token": TOKEN})


@pytest.fixture
def client(desk: Desk) -> FlaskClient:
    return create_app(desk).test_client()


def seen(client: FlaskClient) -> dict[str, float]:
    lines = re.findall(
        r"^(ticketero_\S+(?: \S+=\S+)*) ([\d.e+-]+)$", client.get("/metrics").text, re.MULTILINE
    )
    return {name: float(value) for name, value in lines}


def asked(client: FlaskClient, *, peer: str = "192.0.2.7", **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get("/metrics", headers=named, environ_base={"REMOTE_ADDR": peer}).status_code


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_this_machine_may_look(client: FlaskClient, peer: str) -> None:
    assert asked(client, peer=peer) == 200


def test_who_brings_the_token_may_look(client: FlaskClient) -> None:
    assert asked(client, Authorization=f"Bearer {TOKEN}") == 200
    assert asked(client, Authorization=f"bearer {TOKEN}", X_Forwarded_For="192.0.2.7") == 200


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", TOKEN, "Bearer ñ", "\xff"]
)
def test_nobody_else_may_look(client: FlaskClient, given: str) -> None:
    assert asked(client, Authorization=given) == 403


@pytest.mark.parametrize("header", ["X_Forwarded_For", "Forwarded", "X_Real_IP", "Via", "X_Forwarded_Proto"])
def test_what_came_through_a_proxy_is_not_of_this_machine(client: FlaskClient, header: str) -> None:
    assert asked(client, peer="127.0.0.1", **{header: "127.0.0.1"}) == 403


@pytest.mark.parametrize("peer", ["", "unix:", "localhost", "0.0.0.0"])
def test_an_unknown_peer_is_not_of_this_machine(client: FlaskClient, peer: str) -> None:
    assert asked(client, peer=peer) == 403


def test_without_a_token_no_token_opens(store: Database, tmp_path: Path) -> None:
    client = create_app(desk_on(store, tmp_path)).test_client()
    assert asked(client, Authorization="Bearer ") == 403


def test_it_counts_what_waits_and_what_failed(client: FlaskClient, desk: Desk, store: Database) -> None:
    chat = chat_at(store, "1001")
    ago = desk.now() - timedelta(minutes=5)
    with store.write() as session:
        for state in ("waiting", "waiting_for_file", "waiting_for_window", "failed", "sent"):
            outbox.put(session, chat, "message", {"text": "x"}, ago, state=state)
    inbound.take(desk, [Unreadable("telegram", "1", "a poll", "?")])
    found = seen(client)
    assert found["ticketero_store_up"] == 1
    for state in ("waiting", "waiting_for_file", "waiting_for_window", "failed"):
        assert found[f'ticketero_outbox_messages{{channel="telegram",state="{state}"}}'] == 1
    assert found['ticketero_inbox_messages{channel="telegram",state="set_aside"}'] == 1
    assert 299 < found['ticketero_outbox_oldest_seconds{channel="telegram"}'] < 400
    assert found['ticketero_messages_out_total{channel="telegram"}'] == 5


def test_it_counts_each_message_once(client: FlaskClient, desk: Desk) -> None:
    for number, expected in enumerate((1, 2, 3), 1):
        turns.take_in(desk, Inbound("telegram", "1001", str(number), desk.now(), text="hola"))
        assert seen(client)['ticketero_messages_in_total{channel="telegram"}'] == expected


def test_settled_rows_are_not_counted_again(store: Database, tmp_path: Path) -> None:
    now = [desk_on(store, tmp_path).now()]
    desk = desk_on(store, tmp_path, Provider(), now=lambda: now[0])
    client = create_app(desk).test_client()
    for number in range(1, 4):
        turns.take_in(desk, Inbound("telegram", "1001", str(number), desk.now(), text="hola"))
        now[0] += timedelta(minutes=5)
        assert seen(client)['ticketero_messages_in_total{channel="telegram"}'] == number


def test_it_counts_tickets(client: FlaskClient, desk: Desk) -> None:
    browser = entered(create_app(desk), desk, somebody(desk))
    for text in ("/nuevo", "1", "omitir", "no imprime nada", "omitir", "confirmar"):
        browser.sends(text)
    found = seen(client)
    assert (found["ticketero_tickets_open"], found["ticketero_tickets_unassigned"]) == (1, 1)


def test_it_counts_what_costs(client: FlaskClient, desk: Desk, store: Database) -> None:
    with store.write() as session:
        for ticket in (121, 121, 124):
            usage.count(session, "whatsapp", ticket, desk.now())
    assert seen(client)['ticketero_paid_messages_month{channel="whatsapp"}'] == 3


def test_it_tells_that_the_store_is_away(client: FlaskClient, store: Database) -> None:
    with out_of_reach(store):
        of_the_store = {name: value for name, value in seen(client).items() if "_rounds" not in name}
    assert of_the_store == {"ticketero_store_up": 0}


def test_it_counts_the_rounds_of_this_process(client: FlaskClient, desk: Desk) -> None:
    browser = entered(create_app(desk), desk, somebody(desk))
    before = seen(client)["ticketero_rounds_messages_total"]
    browser.sends("hola")
    assert seen(client)["ticketero_rounds_messages_total"] == before + 1


def test_it_shows_nobody_s_data(client: FlaskClient, desk: Desk) -> None:
    browser = entered(create_app(desk), desk, somebody(desk, company="LA CABAÑA S.A."))
    browser.sends("mi clave es 1234")
    shown = client.get("/metrics").text
    assert not re.search(r"Marta|CABA|1234|" + TOKEN, shown)


def test_it_is_the_same_on_postgresql(pg_store: Database, tmp_path: Path) -> None:
    desk = desk_on(pg_store, tmp_path, Provider())
    for number in range(1, 4):
        turns.take_in(desk, Inbound("telegram", "1001", str(number), desk.now(), text="hola"))
    found = seen(create_app(desk).test_client())
    assert (found["ticketero_store_up"], found["ticketero_tickets_open"]) == (1, 0)
    assert found['ticketero_messages_in_total{channel="telegram"}'] == 3
