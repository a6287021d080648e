"""The door: a link only shows it, and the first post that has a good code comes in."""

from pathlib import Path

import pytest
from flask import Flask

from bot.channels.webchat import WebChat
from bot.desk import Desk
from store.database import Database
from store.files.photos import Photos
from store.people.invitations import GUESSES_OF_ONE
from store.tables import Chat, Person
from tests.harness.apps import create_app
from tests.harness.browsers import Browser, code_for
from tests.harness.desks import desk_on
from tests.webhook.webchat.said import count


def test_a_link_only_shows_the_door_and_a_post_enters(
    app: Flask, desk: Desk, marta: Person, store: Database
) -> None:
    code = code_for(desk, marta)
    for _ in range(3):
        assert Browser(app).opens("?code=" + code).hidden["code"] == code
    assert count(store, Chat) == 0
    browser = Browser(app)
    browser.opens("?code=" + code)
    browser.sends()
    assert browser.shows("Marta Gómez")
    assert browser.shows("LA CABAÑA S.A.")


def test_the_first_post_brings_its_message_too(app: Flask, desk: Desk, marta: Person) -> None:
    browser = Browser(app)
    browser.opens("?code=" + code_for(desk, marta))
    browser.sends("/nuevo")
    assert browser.shows("1/4")
    assert not browser.shows("TK-")


def test_without_a_code_it_only_explains(app: Flask, store: Database) -> None:
    browser = Browser(app)
    assert "token" not in browser.opens().hidden
    assert browser.shows("invitación")
    browser.page.hidden["text"] = "hola"
    assert browser.sends("hola").hidden == {}
    assert browser.answer.status_code == 403
    assert count(store, Chat) == 0


@pytest.mark.parametrize("code", ["x", "0" * 20, "../../etc", "\0", "<script>", "TK-00000-00000"])
def test_a_wrong_code_gets_an_answer_and_leaves_no_chat(app: Flask, store: Database, code: str) -> None:
    browser = Browser(app)
    browser.opens()
    browser.client.get("/chat", query_string={"code": code})
    browser.looks_at(browser.client.get("/chat", query_string={"code": code}))
    assert browser.shows("Ese código no sirve")
    browser.sends("lo que había escrito", code=code)
    assert browser.answer.status_code == 403
    assert browser.shows("Ese código no sirve")
    assert "lo que había escrito" in browser.page.html
    assert count(store, Chat) == 0


def test_guesses_are_throttled(app: Flask, desk: Desk, marta: Person) -> None:
    for number in range(5):
        guesser = Browser(app)
        guesser.opens(f"?code=TK-00000-0000{number}")
        guesser.sends()
    browser = Browser(app)
    browser.opens("?code=" + code_for(desk, marta))
    assert browser.shows("Probá de nuevo en una hora")


def test_who_guesses_from_all_addresses_of_a_network_shuts_nobody_else_out(
    app: Flask, desk: Desk, marta: Person
) -> None:
    code = code_for(desk, marta)

    def door(address: str, code: str) -> str:
        caller = {"REMOTE_ADDR": address}
        return app.test_client().get("/chat", query_string={"code": code}, environ_base=caller).text

    for number in range(GUESSES_OF_ONE):
        assert "Ese código no sirve" in door(f"2001:db8::{number:x}", "TK-QQQQQ-QQQQQ")
    assert "Probá de nuevo en una hora" in door("2001:db8::ffff", code)
    assert "Tenés una invitación" in door("2001:db8:0:1::1", code)


def test_a_link_that_lets_nobody_in_says_so_at_once(app: Flask, desk: Desk, marta: Person) -> None:
    used = code_for(desk, marta)
    first = Browser(app)
    first.opens("?code=" + used)
    first.sends()
    void = code_for(desk, marta)
    fresh = code_for(desk, marta)
    for code in (used, void, "TK-00000-00000", "cualquiera"):
        door = Browser(app)
        door.opens("?code=" + code)
        assert door.shows("Ese código no sirve")
        assert not door.shows("Tenés una invitación")
    door.sends("ya entré", code=fresh)
    assert door.shows("Marta Gómez")
    fresh = code_for(desk, marta)
    for _ in range(6):  # to open a link of one's own again is no guess
        Browser(app).opens("?code=" + used)
    door = Browser(app)
    door.opens("?code=" + fresh)
    assert door.shows("Tenés una invitación")


def test_a_code_is_spent_once(app: Flask, desk: Desk, marta: Person) -> None:
    code = code_for(desk, marta)
    first, second = Browser(app), Browser(app)
    for browser in (first, second):
        browser.opens("?code=" + code)
    for browser in (first, second):
        browser.sends()
    assert first.shows("Marta Gómez")
    assert second.shows("Ese código no sirve")
    assert not second.shows("Marta")


def test_where_all_may_enter_the_page_is_open(store: Database, tmp_path: Path) -> None:
    desk = desk_on(store, tmp_path, WebChat(Photos(tmp_path), ""), desk={"access": "open"})
    browser = Browser(create_app(desk))
    browser.opens()
    assert count(store, Chat) == 0
    browser.sends("/nuevo")
    assert browser.shows("1/4")
