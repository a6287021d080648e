"""Our pages and their form under attack: no 5xx, nothing of others, nothing that a browser could be made to do."""

import re
from pathlib import Path

import pytest
from flask import Flask

from bot.desk import Desk
from store.database import Database
from store.people.hourly_limits import STRANGERS_OF_ONE_ADDRESS
from tests.harness.apps import create_app
from tests.harness.browsers import Browser, entered, somebody
from tests.hostile.conftest import open_desk
from tests.hostile.test_images import HOSTILE
from webhook.webchat import room
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
# What belongs to others


def test_what_is_not_in_the_chat_is_not_found(app: Flask, desk: Desk, browser: Browser) -> None:
    browser.sends("", ("remito.pdf", "application/pdf", b"%PDF-1.4"))
    other = entered(app, desk, somebody(desk, "Otra Persona"))
    for number in ("1", "0", "2", "9" * 19, "9" * 5000, "-1", "1.0", "²", "%D9%A1", "1%00", "../1", "1/../1"):
        for path in (f"/chat/files/{number}", f"/chat/files/{number}/preview"):
            assert other.client.get(path).status_code == 404, path


def test_files_and_news_need_a_session(app: Flask, browser: Browser) -> None:
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


def test_what_was_signed_for_one_use_is_worth_nothing_for_another(
    app: Flask, desk: Desk, browser: Browser
) -> None:
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


def test_over_https_nobody_else_can_set_the_session(sqlite_store: Database, tmp_path: Path) -> None:
    desk = open_desk(sqlite_store, tmp_path, web={"public_url": "https://mesa.example.com"})
    client = create_app(desk).test_client()
    answer = client.get("/chat", base_url="https://mesa.example.com")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-ticketero=")
    assert all(flag in cookie for flag in ("Secure", "HttpOnly", "Path=/;", "SameSite=Lax"))
    assert "Domain" not in cookie
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_no_odd_path_redirects_to_another_site(app: Flask) -> None:
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


def test_an_open_desk_takes_so_many_strangers_from_one_address(
    sqlite_store: Database, tmp_path: Path
) -> None:
    desk = open_desk(sqlite_store, tmp_path, desk={"access": "open"})
    assert all(room.may_begin(desk, "192.0.2.8") for _ in range(STRANGERS_OF_ONE_ADDRESS - 1))
    app = create_app(desk)

    def enters(address: str) -> int:
        browser = Browser(app)
        browser.opens()
        form, caller = {**browser.page.hidden, "text": "hola"}, {"REMOTE_ADDR": address}
        return browser.client.post("/chat", data=form, environ_base=caller).status_code

    assert [enters("192.0.2.8") for _ in range(2)] == [303, 429]
    assert enters("192.0.2.9") == 303
