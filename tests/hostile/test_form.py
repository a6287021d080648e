"""The web chat's form under attack: no 5xx, nothing broken of ours, and the chat goes on."""

import itertools
import re

from hypothesis import given
from hypothesis import strategies as st

from bot.desk import Desk
from store.tables import InboxMessage
from tests.harness.browsers import Browser
from tests.hostile.scenes import briefly
from tests.hostile.seeds import buttons, odd_texts
from tests.hostile.test_images import HOSTILE

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


def still_answers(browser: Browser) -> bool:
    browser.opens()
    browser.sends("¿seguís ahí?")
    return browser.answer.status_code == 200 and browser.shows("¿seguís ahí?")


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
