"""What a page shows of a conversation: as it stands now, from its end back as far as one wants."""

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from bot.desk import Desk
from store.messages import outbox
from store.tables import Chat, OutboxMessage
from store.transcript import transcript
from tests.harness.browsers import Browser
from tests.webhook.webchat.said import put


def test_an_edit_changes_the_line_and_a_withdrawal_takes_it(browser: Browser, desk: Desk) -> None:
    said = put(desk, "página 1", options=[["Siguiente", "mine 2"]])
    put(desk, "página 2", kind="edit", edits=said, options=[["Anterior", "mine 1"]])
    browser.opens()
    assert "página 2" in browser.page.words
    assert "página 1" not in browser.page.words
    assert "Siguiente" not in " ".join(browser.page.choices)
    put(desk, "", kind="withdraw", withdraws=[said])
    browser.opens()
    assert "página 2" not in browser.page.words


def test_what_is_not_to_be_seen_is_not_shown(browser: Browser, desk: Desk) -> None:
    for state in transcript.UNSEEN:
        row = put(desk, f"secreto {state}")
        with desk.store.write() as session:
            session.get_one(OutboxMessage, row).state = state
    browser.opens()
    assert not browser.shows("secreto")


def test_a_long_conversation_opens_at_its_end_and_goes_back_as_far_as_one_wants(
    browser: Browser, desk: Desk
) -> None:
    with desk.store.write() as session:
        chat = session.scalars(select(Chat)).one()
        for number in range(200):
            outbox.put(session, chat.id, "message", {"text": f"mensaje {number}."}, desk.now())
    browser.opens()
    assert browser.shows("mensaje 199.")
    assert not browser.shows("mensaje 100.")
    news = browser.client.get("/chat/news", query_string={"last": 150}).json or {}
    assert news["older"]
    assert "mensaje 100." in json.dumps(news["items"])
    assert not (browser.client.get("/chat/news", query_string={"last": 1500}).json or {})["older"]


def earlier(browser: Browser) -> Iterator[dict[str, str]]:
    """The parts of the conversation, the newest first: the HTML of each of its lines, by id."""
    before = ""
    while True:
        part = browser.client.get("/chat/news", query_string={"before": before}).json or {}
        yield {id_: html for id_, html in part["items"] if not id_.startswith("d")}
        if not (before := part["older"]):
            return


def test_what_came_before_comes_in_parts_and_each_line_once(browser: Browser, desk: Desk) -> None:
    for _ in range(40):
        browser.sends("/ayuda")
    said = put(desk, "la lista, página 1", options=[["Siguiente", "mine 2"]])
    with desk.store.write() as session:
        chat = session.scalars(select(Chat)).one()
        for number in range(130):
            outbox.put(session, chat.id, "message", {"text": f"mensaje {number}."}, desk.now())
    put(desk, "la lista, página 2", kind="edit", edits=said, options=[["Anterior", "mine 1"]])
    parts = list(earlier(browser))
    whole = browser.client.get("/chat/news", query_string={"last": 2000}).json or {}
    assert len(parts) > 2
    assert [line for part in reversed(parts) for line in part] == [id_ for id_, _ in whole["items"][1:]]
    (changed,) = [part[f"o{said}"] for part in parts if f"o{said}" in part]
    assert "la lista, página 2" in changed
    assert "choices" not in changed


@pytest.mark.parametrize("before", ["x", "1", "1.x", "-1.-1", "1." + "9" * 30])
def test_a_part_that_is_none_is_the_newest(browser: Browser, before: str) -> None:
    news = [browser.client.get("/chat/news", query_string={"before": each}).json for each in ("", before)]
    assert news[0] == news[1]
