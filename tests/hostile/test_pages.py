"""Our pages and their form under attack: no 5xx, nothing of others, nothing that a browser could be made to do."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.webchat import WebChat
from bot.desk import Desk
from store.database import Database
from store.photos import Photos
from store.strangers import MOST_OF_ONE_ADDRESS
from store.tables import InboxMessage
from tests.browsers import Browser, entered, somebody
from tests.desks import desk_on
from tests.hostile.scenes import briefly
from tests.hostile.seeds import buttons, odd_texts
from tests.hostile.test_images import HOSTILE
from tests.stores import opened
from webhook import create_app
from webhook.webchat.session import Sessions

PATHS = (
    "/",
    "/chat",
    "/chat?code=TK-00000-00000",
    "/nothing",
    "/health",
    "/ready",
    "/chat/news",
    "/files/x",
    "/metrics",
)
names = st.sampled_from(
    [
        "",
        ".",
        "..",
        "../../x.jpg",
        "C:\\x\\con",
        "x" * 300 + ".pdf",
        "\u202egpj.exe",
        "a\nb",
        'a"b',
        "a;b",
        "ñ.html",
        "\x7f",
    ]
)
BODIES = (
    b"", b"\xff\xfe\0", b"text=%00%ff%fe&token=x", b"text=" + b"a" * 3_000_000, b"--x\r\n", b"a=1&" * 2000, b"{}"
)  # fmt: skip
KINDS = (
    "", "multipart/form-data", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded",
    "application/json", "\xff",
)  # fmt: skip


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Database]:
    yield from opened(sqlite_url)


def made(store: Database, folder: Path, **settings: Any) -> Desk:
    return desk_on(store, folder, WebChat(Photos(folder / "photos"), ""), **settings)


@pytest.fixture
def desk(store: Database, tmp_path: Path) -> Desk:
    return made(store, tmp_path)


@pytest.fixture
def app(desk: Desk) -> Flask:
    return create_app(desk)


@pytest.fixture
def browser(app: Flask, desk: Desk) -> Browser:
    return entered(app, desk, somebody(desk, company="LA CABAÑA S.A."))


def still_answers(browser: Browser) -> bool:
    browser.opens()
    browser.sends("¿seguís ahí?")
    return browser.answer.status_code == 200 and browser.shows("¿seguís ahí?")


# The form


def test_odd_posts_break_nothing(browser: Browser, desk: Desk) -> None:
    files = st.lists(st.tuples(names, odd_texts, st.sampled_from(list(HOSTILE.values()))), max_size=2)

    @briefly
    @given(odd_texts, buttons, odd_texts, odd_texts, files)
    def attack(text: str, button: str, quoted: str, once: str, uploads: list[tuple[str, str, bytes]]) -> None:
        browser.opens()
        fields_in = {"quoted": quoted, "once": once, "choice": f"{once} {button}", "text": text}
        sent = [(name, kind.encode("ascii", "ignore").decode(), content) for name, kind, content in uploads]
        fields = {key: _sendable(value) for key, value in fields_in.items()}
        browser.sends(
            fields.pop("text"), *[(n or "x", re.sub(r"[\r\n\0]", "", k), c) for n, k, c in sent], **fields
        )
        assert browser.answer.status_code in (200, 403, 413)

    attack()
    assert still_answers(browser)
    with desk.store.read() as session:
        assert not [row.error for row in session.query(InboxMessage) if row.state == "failed"]


def _sendable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def test_a_body_that_is_no_form_is_refused(browser: Browser) -> None:
    for body, kind, path in itertools.product(BODIES, KINDS, ("/chat", "/chat/leave")):
        answer = browser.client.post(path, data=body, content_type=kind)
        assert answer.status_code in (400, 403, 413), (path, kind, body[:20])


def test_every_header_may_be_odd(browser: Browser) -> None:
    for name in (
        "Accept",
        "Accept-Language",
        "Cookie",
        "Content-Length",
        "Range",
        "If-None-Match",
        "X-Forwarded-For",
        "Last-Event-ID",
    ):
        for value in ("", "\xff\xfe", "a" * 9000, "-1", "9" * 30, ";;;==", "bytes=9-1"):
            if name == "Content-Length" and not value.isdecimal():
                continue
            for path in ("/chat", "/chat/news", "/health"):
                assert browser.client.get(path, headers={name: value}).status_code < 500


def test_every_query_may_be_odd(browser: Browser) -> None:
    odd = ("last=-1", "last=" + "9" * 5000, "last=x", "quoted=%00", "code=" + "%f0" * 999, "since=%ff")
    for query, path in itertools.product(odd, ("/chat", "/chat/news")):
        assert browser.client.get(f"{path}?{query}").status_code in (200, 303), query


def test_a_reply_by_itself_leads_to_no_other_site(browser: Browser) -> None:
    for quoted in ("//evil.example", "x\r\nSet-Cookie: a=b", "&code=1#", "\\\\evil"):
        answer = browser.client.post("/chat", data={**browser.page.hidden, "quoted": quoted})
        assert answer.status_code == 303
        assert re.match(r"/chat\?quoted=[\w%./-]+#text$", answer.headers["Location"])
        assert "a=b" not in str(answer.headers.getlist("Set-Cookie"))


# What belongs to others


def test_what_is_not_in_the_chat_is_not_found(app: Flask, desk: Desk, browser: Browser) -> None:
    browser.sends("", ("remito.pdf", "application/pdf", b"%PDF-1.4"))
    other = entered(app, desk, somebody(desk, "Otra Persona"))
    for number in ("1", "0", "2", "9" * 19, "9" * 5000, "-1", "1.0", "²", "%D9%A1", "1%00", "../1", "1/../1"):
        for path in (f"/chat/files/{number}", f"/chat/files/{number}/preview"):
            assert other.client.get(path).status_code == 404, path


def test_without_a_session_there_is_nothing(app: Flask, browser: Browser) -> None:
    browser.sends("", ("remito.pdf", "application/pdf", b"%PDF-1.4"))
    for path in ("/chat/files/1", "/chat/news", "/chat/events"):
        assert app.test_client().get(path).status_code == 403


def test_a_changed_cookie_opens_nothing(app: Flask, browser: Browser) -> None:
    cookie = browser.client.get_cookie("ticketero", path="/chat")
    assert cookie is not None
    value = cookie.value
    changes = [
        value[:-1],
        value[1:],
        value + "A",
        value.upper(),
        value.replace(".", ".."),
        "a.b.c",
        "",
        "é",
        "9" * 3999,
    ]
    for changed in (each for each in changes if each != value):
        client = app.test_client()
        client.set_cookie("ticketero", changed, path="/chat")
        assert "Marta" not in client.get("/chat").text
        assert client.get("/chat/news").status_code == 403


def test_one_key_s_seal_is_not_another_s(app: Flask, desk: Desk, browser: Browser) -> None:
    """A page's token is no cookie, and one mount's session is not another's."""
    forged = Sessions(desk, "/demo/lead/chat")
    with app.test_request_context():
        answer = app.make_response("")
        forged.keep(answer, "address")
    value = answer.headers["Set-Cookie"].partition("=")[2].partition(";")[0]
    for cookie in (value, browser.page.hidden["token"]):
        client = app.test_client()
        client.set_cookie("ticketero", cookie, path="/chat")
        assert client.get("/chat/news").status_code == 403


# What a browser could be made to do


@pytest.mark.parametrize("path", ["/chat", "/chat/leave"])
def test_another_site_s_form_does_nothing(browser: Browser, path: str) -> None:
    for token in ("", "x", "ñ", "\0"):
        answer = browser.client.post(
            path, data={"text": "robado", "token": token}, headers={"Origin": "https://evil.example"}
        )
        assert answer.status_code == 403
    browser.opens()
    assert browser.shows("Marta Gómez")
    assert not browser.shows("robado")


def test_every_page_keeps_its_guards_up(app: Flask) -> None:
    for path in PATHS:
        headers = app.test_client().get(path).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"
        assert "Strict-Transport-Security" not in headers


def test_over_https_nobody_else_can_set_the_session(store: Database, tmp_path: Path) -> None:
    desk = made(store, tmp_path, web={"public_url": "https://mesa.example.com"})
    client = create_app(desk).test_client()
    answer = client.get("/chat", base_url="https://mesa.example.com")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-ticketero=")
    assert all(flag in cookie for flag in ("Secure", "HttpOnly", "Path=/;", "SameSite=Lax"))
    assert "Domain" not in cookie
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_no_address_leads_away(app: Flask) -> None:
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    for path in (
        "//evil.example/chat",
        "/chat//news",
        "/\\evil.example",
        "/chat/",
        "//chat",
        "/%2e%2e/chat",
        "/",
    ):
        answer = app.test_client().get(headers=headers, environ_overrides={"PATH_INFO": path})
        assert answer.status_code < 500, path
        assert "evil.example" not in answer.text
        assert answer.headers.get("Location", "/chat") == "/chat"


def test_static_files_are_ours_and_no_others(app: Flask) -> None:
    names = (
        "../pages.py",
        "%2e%2e/pages.py",
        "..%2fpages.py",
        "chat.css/..",
        "x/../chat.css",
        "\0",
        "%00",
        "/etc/passwd",
    )
    for name in names:
        with app.test_client().get(f"/static/{name}") as answer:
            assert answer.status_code in (200, 404), name
            assert b"import" not in answer.data[:400]


@pytest.mark.parametrize(
    "kind", ["text/html", "image/svg+xml", "text/javascript", "a/b\r\nX-Bad: 1", "", "x" * 300]
)
def test_a_file_is_saved_and_never_run(browser: Browser, kind: str) -> None:
    browser.sends("", ("\u202efoto.html", re.sub(r"[\r\n]", "", kind), b"<script>alert(1)</script>"))
    answer = browser.client.get(browser.page.files[0])
    assert answer.data == b"<script>alert(1)</script>"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"].startswith("private")
    assert "X-Bad" not in answer.headers


def test_a_hostile_image_is_a_file_or_is_made_anew(browser: Browser) -> None:
    for name, content in HOSTILE.items():
        browser.sends(name, ("foto.jpg", "image/jpeg", content))
        file = browser.page.files[-1]
        assert browser.client.get(file).data == content, name
        preview = browser.client.get(f"{file}/preview")
        assert preview.status_code == 404 or preview.data.startswith(b"\xff\xd8"), name
        assert b"<script" not in preview.data or preview.status_code == 404


# Floods


def test_an_open_desk_takes_so_many_strangers_from_one_address(store: Database, tmp_path: Path) -> None:
    app = create_app(made(store, tmp_path, desk={"access": "open"}))
    codes = set()
    for _ in range(MOST_OF_ONE_ADDRESS + 2):
        browser = Browser(app)
        browser.opens()
        answer = browser.client.post("/chat", data={**browser.page.hidden, "text": "hola"})
        codes.add(answer.status_code)
    assert codes == {303, 429}
    elsewhere = Browser(app)
    elsewhere.opens()
    answer = elsewhere.client.post(
        "/chat", data={**elsewhere.page.hidden, "text": "hola"}, environ_base={"REMOTE_ADDR": "192.0.2.9"}
    )
    assert answer.status_code == 303
