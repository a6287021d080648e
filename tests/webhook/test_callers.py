"""Who calls, behind proxies or not: all are counted by their own address, and nobody looks in from outside."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.cookiejar import CookieJar
from ipaddress import ip_network
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, ProxyHandler, Request, build_opener

import pytest

from bot.channels.webchat import WebChat
from bot.desk import Desk
from store.database import Database
from store.files.photos import Photos
from store.people import invitations
from tests.databases.stores import opened
from tests.harness.apps import create_app
from tests.harness.browsers import Page, code_for, somebody
from tests.harness.desks import desk_on
from tests.harness.proxies import proxied, served
from webhook import callers

TOKEN = "a-token-for-the-figures"
TRUSTED = tuple(map(ip_network, ("127.0.0.1", "10.0.0.0/8", "fd00::/8")))
Through = Callable[[str], int]


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "caller"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "192.0.2.1, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "192.0.2.1,198.51.100.1 , 10.1.2.3", "198.51.100.1"),
        ("::ffff:127.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("fd00::1", "[2001:db8::1]:4711", "2001:db8::1"),
        ("127.0.0.1", "10.0.0.9, 10.0.0.8", "10.0.0.9"),
        ("127.0.0.1", "198.51.100.1, unknown", "unknown"),
        ("127.0.0.1", "x" * 500, "x" * callers.LONGEST),
        ("", "198.51.100.1", ""),
    ],
)
def test_the_caller_is_whom_the_last_trusted_proxy_names(peer: str, forwarded_for: str, caller: str) -> None:
    assert callers.address(peer, forwarded_for, TRUSTED) == caller


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.9", "198.51.100.9"),
        ("2001:db8:0:1::9", "2001:db8:0:1::/64"),
        ("2001:db8:0:1:ffff:ffff:ffff:ffff", "2001:db8:0:1::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_who_has_an_ipv6_address_is_one_caller_by_all_that_begin_like_it(address: str, network: str) -> None:
    assert callers.network(address) == network


def test_nobody_is_trusted_unless_the_settings_say_so() -> None:
    assert callers.address("127.0.0.1", "198.51.100.1", ()) == "127.0.0.1"


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Database]:
    yield from opened(sqlite_url)


def a_desk(store: Database, folder: Path, *trusted: str) -> Desk:
    web = {"metrics_token": TOKEN, "trusted_proxies": list(trusted)}
    return desk_on(store, folder, WebChat(Photos(folder / "photos"), ""), web=web)


@pytest.fixture
def through(store: Database, tmp_path: Path) -> Iterator[Through]:
    """The port of a proxy that is trusted and names this client; of the server itself for the client ""."""
    with ExitStack() as running:
        port = running.enter_context(served(create_app(a_desk(store, tmp_path, "127.0.0.1"))))
        yield lambda client: running.enter_context(proxied(port, client)) if client else port


def browser() -> OpenerDirector:
    return build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))


def answered(port: int, path: str, **headers: str) -> int:
    asked = Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        with browser().open(asked, timeout=10) as answer:
            return int(answer.status)
    except HTTPError as refused:
        with refused:
            return refused.code


def tries(port: int, code: str, **headers: str) -> int:
    """The status of a post that brings this code, from a browser of its own."""
    url, me = f"http://127.0.0.1:{port}/chat", browser()
    with me.open(Request(f"{url}?code={code}", headers=headers), timeout=10) as door:
        hidden = Page(door.read().decode()).hidden
    form = urlencode({**hidden, "text": "hola"}).encode()
    try:
        with me.open(Request(url, form, headers), timeout=10) as answer:
            return int(answer.status)
    except HTTPError as refused:
        with refused:
            return refused.code


def test_the_figures_are_shut_to_whoever_comes_through_a_proxy(through: Through) -> None:
    assert answered(through(""), "/metrics") == 200
    for client in ("203.0.113.7", "127.0.0.1"):
        proxy = through(client)
        assert answered(proxy, "/metrics") == 403
        assert answered(proxy, "/metrics", Authorization=f"Bearer {TOKEN}") == 200


@pytest.mark.parametrize(
    "header",
    ["X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Port", "Forwarded", "X-Real-IP", "Via",
     "CF-Connecting-IP", "True-Client-IP"],
)  # fmt: skip
def test_the_server_hides_no_header_of_a_proxy(through: Through, header: str) -> None:
    assert answered(through(""), "/metrics", **{header: "127.0.0.1"}) == 403


def test_a_guesser_behind_a_proxy_shuts_nobody_else_out(
    store: Database, tmp_path: Path, through: Through
) -> None:
    desk = a_desk(store, tmp_path)
    code = code_for(desk, somebody(desk))
    guessers = through("203.0.113.7")
    for number in range(invitations.GUESSES_OF_ONE):
        assert tries(guessers, "TK-QQQQQ-QQQQQ", **{"X-Forwarded-For": f"192.0.2.{number}"}) == 403
    assert tries(guessers, code, **{"X-Forwarded-For": "198.51.100.9"}) == 403
    assert tries(through("198.51.100.9"), code) == 200


def test_without_a_trusted_proxy_nobody_gets_new_guesses_by_naming_another(
    store: Database, tmp_path: Path
) -> None:
    desk = a_desk(store, tmp_path)
    code = code_for(desk, somebody(desk))
    with served(create_app(desk)) as port:
        for number in range(invitations.GUESSES_OF_ONE):
            tries(port, "TK-QQQQQ-QQQQQ", **{"X-Forwarded-For": f"192.0.2.{number}"})
        assert tries(port, code, **{"X-Forwarded-For": "198.51.100.9"}) == 403
