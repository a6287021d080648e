"""The one form, without JavaScript: what it sends, once, and to the letter."""

import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from bot.channels.webchat import WebChat
from bot.desk import Desk
from store.database import Database
from store.files.photos import Photos
from store.tables import InboxMessage
from tests.harness.apps import create_app
from tests.harness.browsers import Browser, entered, somebody
from tests.harness.desks import desk_on
from tests.webhook.webchat.said import count, photo, put


def test_a_link_fills_the_field_and_says_nothing(browser: Browser, store: Database) -> None:
    before = count(store, InboxMessage)
    page = browser.opens("?text=Nuevo%20ticket%20desde%20%3CCaja%202%3E")
    assert "Nuevo ticket desde &lt;Caja 2&gt;</textarea>" in page.html
    assert count(store, InboxMessage) == before


def test_the_same_post_twice_is_one_message(browser: Browser, store: Database) -> None:
    before, page = count(store, InboxMessage), browser.page
    browser.sends("/ayuda")
    browser.page = page
    browser.sends("/ayuda")
    assert count(store, InboxMessage) == before + 1
    browser.page = page
    browser.sends("/cancelar")
    assert count(store, InboxMessage) == before + 2


def test_a_post_of_another_site_changes_nothing(browser: Browser, store: Database) -> None:
    before = count(store, InboxMessage)
    browser.sends("/nuevo", token="guessed")
    assert browser.answer.status_code == 403
    assert "/nuevo" in browser.page.html
    assert count(store, InboxMessage) == before


@pytest.mark.parametrize(
    "text", ["<b>azul</b> & \"rara\" 'x'", "dos\nlíneas  y   espacios", "שלום\u202e 👩🏽‍🔧 {x}"]
)
def test_texts_come_back_to_the_letter(browser: Browser, store: Database, text: str) -> None:
    browser.sends(text.replace("\n", "\r\n"))
    assert text in browser.page.words
    with store.read() as session:
        last = session.scalars(select(InboxMessage).order_by(InboxMessage.id.desc())).first()
        assert last is not None
        assert last.payload["text"] == text


def test_choices_are_numbered_and_gone_once_answered(browser: Browser) -> None:
    browser.sends("/nuevo")
    first = dict(browser.page.choices)
    assert "1 Marta Gómez" in first
    browser.presses("1 Marta Gómez")
    assert browser.shows("2/4")
    assert not set(first.values()) & set(browser.page.choices.values())
    browser.sends("omitir")
    assert browser.shows("3/4")


def test_replying_without_a_script_takes_two_steps(browser: Browser, desk: Desk, store: Database) -> None:
    said = put(desk, "Ana (técnica), Ticket 1: ¿probaste?")
    browser.opens()
    browser.sends(quoted=f"o{said}")
    browser.opens(f"?quoted=o{said}")
    browser.sends("sí, y nada")
    with store.read() as session:
        last = session.scalars(select(InboxMessage).order_by(InboxMessage.id.desc())).first()
        assert last is not None
        assert last.payload["quoted"] == f"o{said}"


def test_what_was_typed_can_be_edited(browser: Browser) -> None:
    browser.sends("/nuevo")
    browser.sends("Marta Gómez")
    browser.sends("omitir")
    browser.sends("no anda el mause")
    mine = next(each for each in re.findall(r'name="edit" value="([^"]+)"', browser.page.html)[::-1])
    browser.sends(edit=mine)
    browser.opens(f"?edits={mine}")
    assert browser.page.hidden["edits"] == mine
    assert "no anda el mause</textarea>" in browser.page.html
    browser.sends("no anda el mouse")
    assert "no anda el mouse" in browser.page.words
    assert "no anda el mause" not in browser.page.words
    assert "editado" in browser.page.words


def test_what_is_attached_to_an_edit_is_a_message_about_the_one_that_was_edited(
    browser: Browser, store: Database
) -> None:
    browser.sends("no anda el mause")
    mine = re.findall(r'name="edit" value="([^"]+)"', browser.page.html)[-1]
    browser.sends("no anda el mouse", ("foto.jpg", "image/jpeg", photo()), edits=mine)
    assert "no anda el mouse" in browser.page.words
    assert "no anda el mause" not in browser.page.words
    assert len(browser.page.files) == 1
    with store.read() as session:
        last = session.scalars(select(InboxMessage).order_by(InboxMessage.id.desc())).first()
        assert last is not None
        assert (last.payload["text"], last.payload["quoted"]) == ("", mine)


def test_nobody_edits_what_another_said(browser: Browser, app: Flask, desk: Desk) -> None:
    browser.sends("esto es mío")
    mine = re.findall(r'name="edit" value="([^"]+)"', browser.page.html)[-1]
    other = entered(app, desk, somebody(desk, "Otra Persona"))
    other.sends("esto no", edits=mine)
    browser.opens()
    assert "esto es mío" in browser.page.words
    assert not browser.shows("esto no")


def test_the_page_speaks_its_person_s_language(app: Flask, desk: Desk) -> None:
    browser = entered(app, desk, somebody(desk, "Jane Doe", language="en"))
    assert browser.shows("Sign out")


def test_it_is_the_same_on_postgresql(pg_store: Database, tmp_path: Path) -> None:
    desk = desk_on(pg_store, tmp_path, WebChat(Photos(tmp_path / "photos"), ""))
    browser = entered(create_app(desk), desk, somebody(desk))
    browser.sends("/nuevo")
    browser.presses("1 Marta Gómez")
    assert browser.shows("2/4")
    browser.sends("", ("foto.jpg", "image/jpeg", photo()))
    assert browser.client.get(browser.page.files[0]).status_code == 200


def test_a_page_and_all_that_it_needs_of_ours_is_light(browser: Browser) -> None:
    for _ in range(20):
        browser.sends("/ayuda")
    weights = [len(browser.page.html.encode())]
    for path in set(re.findall(r"/static/[\w.?=-]+", browser.page.html)):
        with browser.client.get(path) as answer:
            weights.append(len(answer.data))
    assert len(weights) == 1 + 3  # how it looks, what it does, its signs
    assert sum(weights) < 90_000
