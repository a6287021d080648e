"""What keeps an open page up to date: streams, and news for those that ask."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection, HTTPResponse

from flask import Flask

from bot.desk import Desk
from store.people import changes
from store.tables import Person
from tests.harness.apps import create_app
from tests.harness.browsers import Browser, entered, somebody
from tests.harness.proxies import served
from tests.webhook.webchat.said import put
from webhook import traced
from webhook.webchat.live.events import CAP, EACH


def events(stream: Iterator[bytes]) -> Iterator[dict[str, object]]:
    for chunk in stream:
        for line in chunk.decode().splitlines():
            if line.startswith("data: "):
                yield json.loads(line[6:])


def test_a_post_by_script_is_answered_with_the_whole_state(browser: Browser) -> None:
    answer = browser.client.post(
        "/chat", data={**browser.page.hidden, "text": "/ayuda"}, headers={"Accept": "application/json"}
    )
    assert {"version", "items", "older"} == set(answer.json or {})
    news = browser.client.get("/chat/news", query_string={"since": (answer.json or {})["version"]})
    assert news.status_code == 204


def test_what_we_say_reaches_an_open_page_at_once(browser: Browser, desk: Desk) -> None:
    answer = browser.client.get("/chat/events")
    stream = events(answer.iter_encoded())
    before = next(stream)
    put(desk, "¿probaste reiniciarla?")
    after = next(stream)
    assert "probaste" in json.dumps(after["items"])
    assert before["version"] != after["version"]
    answer.close()


def test_it_does_so_while_requests_are_traced(desk: Desk, marta: Person) -> None:
    app = create_app(desk)
    traced.trace(app)
    answer = entered(app, desk, marta).client.get("/chat/events")
    stream = events(answer.iter_encoded())
    next(stream)
    put(desk, "¿probaste reiniciarla?")
    assert "probaste" in json.dumps(next(stream)["items"])
    answer.close()


def test_a_stream_ends_with_the_session(browser: Browser, desk: Desk, marta: Person) -> None:
    answer = browser.client.get("/chat/events")
    chunks = answer.iter_encoded()
    for _ in range(2):
        next(chunks)
    with desk.store.write() as session:
        changes.deactivate(session, session.get_one(Person, marta.id), desk.now())
    desk.bell.ring(["*"])
    assert b"event: gone" in b"".join(chunks)
    answer.close()


def test_there_are_so_many_streams_and_no_more(app: Flask, desk: Desk, browser: Browser) -> None:
    others = [entered(app, desk, somebody(desk, f"Persona {n}")) for n in range(CAP // EACH)]
    answers = [other.client.get("/chat/events") for other in others for _ in range(EACH)]
    assert browser.client.get("/chat/events").status_code == 503
    answers.pop().close()
    answers.append(browser.client.get("/chat/events"))
    assert answers[-1].status_code == 200
    for answer in answers:
        answer.close()


def test_open_streams_keep_no_hook_waiting(app: Flask, desk: Desk) -> None:
    people = [entered(app, desk, somebody(desk, f"Persona {n}")) for n in range(CAP // EACH)]
    with served(app) as port, ExitStack() as streams:
        for browser in people:
            for _ in range(EACH):
                stream = streams.enter_context(called(port, "/chat/events", browser))
                assert stream.readline().startswith(b"retry")
        with called(port, "/health") as answer:
            assert answer.read() == b"ok\n"


@contextmanager
def called(port: int, path: str, browser: Browser | None = None) -> Iterator[HTTPResponse]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    cookie = browser.client.get_cookie("ticketero", path=browser.path) if browser else None
    connection.request("GET", path, headers={"Cookie": f"{cookie.key}={cookie.value}"} if cookie else {})
    with closing(connection), connection.getresponse() as answer:
        yield answer


def test_one_browser_cannot_take_all_streams(app: Flask, desk: Desk, browser: Browser) -> None:
    """Of its own pages the oldest gives way, and is told not to come back at once."""
    first, *more = [browser.client.get("/chat/events") for _ in range(CAP + 1)]
    assert {answer.status_code for answer in (first, *more)} == {200}
    assert b"event: crowded" in b"".join(first.iter_encoded())
    another = entered(app, desk, somebody(desk, "Ana Torres")).client.get("/chat/events")
    assert another.status_code == 200
    chunks = more[-1].iter_encoded()
    assert b"retry" in next(chunks) and b"data: " in next(chunks)
    for answer in (first, *more, another):
        answer.close()
