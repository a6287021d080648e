"""Sessions: how long they last, who ends them, and what a cookie is good for."""

from datetime import timedelta
from pathlib import Path

from flask import Flask

from bot.channels.webchat import WebChat
from bot.desk import Desk
from store.database import Database
from store.files.photos import Photos
from store.people import changes
from store.tables import Person
from tests.harness.apps import create_app
from tests.harness.browsers import Browser, code_for, entered, somebody
from tests.harness.desks import desk_on


def leaves(browser: Browser) -> None:
    """«Salir», and once more where it is said what that means."""
    browser.looks_at(browser.client.post("/chat/leave", data=browser.page.hidden))
    assert browser.shows("Para volver a entrar vas a necesitar una invitación nueva")
    browser.client.post("/chat/leave", data=browser.page.hidden)


def test_leaving_ends_the_session_for_good(browser: Browser) -> None:
    cookie = browser.client.get_cookie("ticketero", path="/chat")
    assert cookie is not None
    leaves(browser)
    browser.client.set_cookie("ticketero", cookie.value, path="/chat")
    browser.opens()
    assert not browser.shows("Marta Gómez")


def test_who_is_deactivated_is_out_at_once(browser: Browser, desk: Desk, marta: Person) -> None:
    with desk.store.write() as session:
        changes.deactivate(session, session.get_one(Person, marta.id), desk.now())
    browser.sends("hola")
    assert browser.answer.status_code == 403
    assert not browser.shows("Marta Gómez")
    assert browser.client.get("/chat/events").status_code == 403


def test_who_thinks_better_of_leaving_is_still_there(browser: Browser) -> None:
    browser.client.post("/chat/leave", data=browser.page.hidden)
    browser.opens()
    assert browser.shows("Marta Gómez")


def test_who_left_may_enter_anew(browser: Browser, desk: Desk, marta: Person) -> None:
    leaves(browser)
    browser.opens("?code=" + code_for(desk, marta))
    browser.sends()
    assert browser.shows("Marta Gómez")


def test_a_session_lasts_thirty_days_from_its_last_use(store: Database, tmp_path: Path) -> None:
    now = [desk_on(store, tmp_path).now()]
    desk = desk_on(store, tmp_path, WebChat(Photos(tmp_path), ""), now=lambda: now[0])
    browser = entered(create_app(desk), desk, somebody(desk))
    for days, shown in ((29, True), (29, True), (31, False)):
        now[0] += timedelta(days=days)
        browser.opens()
        assert browser.shows("Marta Gómez") is shown


def test_a_cookie_is_out_of_reach_of_scripts_and_of_other_sites(app: Flask) -> None:
    cookie = app.test_client().get("/chat").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_linked_browser_is_never_relinked(browser: Browser, desk: Desk) -> None:
    code = code_for(desk, somebody(desk, "Otra Persona"))
    browser.opens("?code=" + code)
    assert browser.answer.status_code == 303
    browser.opens()
    assert browser.shows("Marta Gómez")
