"""The web chat, without JavaScript: the door, the one form, what it shows to whom."""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from bot.channels.webchat import WebChat
from bot.desk import Desk
from store.database import Database
from store.files.photos import Photos
from store.messages import outbox
from store.people import changes
from store.tables import Chat, InboxMessage, OutboxMessage, Person
from store.transcript import transcript
from tests.databases.stores import opened
from tests.harness.apps import create_app
from tests.harness.browsers import Browser, code_for, entered, somebody
from tests.harness.desks import desk_on
from webhook.webchat.events import CAP, EACH


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Database]:
    yield from opened(sqlite_url)


@pytest.fixture
def desk(store: Database, tmp_path: Path) -> Desk:
    return desk_on(store, tmp_path, WebChat(Photos(tmp_path / "photos"), "http://127.0.0.1:8080"))


@pytest.fixture
def app(desk: Desk) -> Flask:
    return create_app(desk)


@pytest.fixture
def marta(desk: Desk) -> Person:
    return somebody(desk, company="LA CABAÑA S.A.")


@pytest.fixture
def browser(app: Flask, desk: Desk, marta: Person) -> Browser:
    return entered(app, desk, marta)


def count(store: Database, table: type[Chat | InboxMessage]) -> int:
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def put(desk: Desk, text: str, **about: object) -> int:
    """Something that we say in the only chat there is; its id."""
    with desk.store.write() as session:
        chat = session.scalars(select(Chat)).one()
        content = {"text": text, **about}
        return outbox.put(session, chat.id, str(content.pop("kind", "message")), content, desk.now())


def photo() -> bytes:
    made = BytesIO()
    Image.effect_noise((60, 40), 80).convert("RGB").save(made, "JPEG", comment=b"of the original only")
    return made.getvalue()


def test_a_link_fills_the_field_and_says_nothing(browser: Browser, store: Database) -> None:
    before = count(store, InboxMessage)
    page = browser.opens("?text=Nuevo%20ticket%20desde%20%3CCaja%202%3E")
    assert "Nuevo ticket desde &lt;Caja 2&gt;</textarea>" in page.html
    assert count(store, InboxMessage) == before


# The door


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


def test_a_link_that_lets_nobody_in_says_so_at_once(app: Flask, desk: Desk, marta: Person) -> None:
    used, void = code_for(desk, marta), ""
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


# The one form


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


# Files


def test_a_photo_is_shown_anew_and_saved_as_it_was(browser: Browser) -> None:
    original = photo()
    browser.sends("mirá", ("foto.jpg", "image/jpeg", original))
    (address,) = browser.page.files
    assert browser.client.get(address).data == original
    shown = browser.client.get(address + "/preview")
    assert shown.mimetype == "image/jpeg"
    assert b"of the original only" not in shown.data


def test_what_could_run_is_only_saved(browser: Browser) -> None:
    browser.sends("", ("página.html", "text/html", b"<script>alert(1)</script>"))
    answer = browser.client.get(browser.page.files[0])
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert browser.client.get(browser.page.files[0] + "/preview").status_code == 404


def test_nobody_else_sees_a_file(browser: Browser, app: Flask, desk: Desk) -> None:
    browser.sends("", ("foto.jpg", "image/jpeg", photo()))
    other = entered(app, desk, somebody(desk, "Otra Persona"))
    for address in (browser.page.files[0], browser.page.files[0] + "/preview"):
        assert other.client.get(address).status_code == 404
        assert Browser(app).client.get(address).status_code == 403


@pytest.mark.parametrize("sizes", [[21], [15, 15, 15], [0] * 11], ids=["a file", "all", "how many"])
def test_files_that_are_too_large_do_not_lose_the_text(
    browser: Browser, store: Database, sizes: list[int]
) -> None:
    before = count(store, InboxMessage)
    files = [(f"{number}.bin", "", b"x" * (size << 20) or b"x") for number, size in enumerate(sizes)]
    browser.sends("lo que había escrito", *files)
    assert browser.answer.status_code == 413
    assert browser.shows("20 MB")
    assert "lo que había escrito" in browser.page.html
    assert count(store, InboxMessage) == before


def test_files_and_a_choice_in_one_post_both_count(browser: Browser) -> None:
    browser.sends("/nuevo")
    browser.sends("Marta Gómez")
    browser.sends("omitir")
    browser.sends("no imprime nada")
    browser.sends("", ("foto.jpg", "image/jpeg", photo()), choice=next(iter(browser.page.choices.values())))
    assert len(browser.page.files) == 1


# Sessions


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


def test_the_page_speaks_its_person_s_language(app: Flask, desk: Desk) -> None:
    browser = entered(app, desk, somebody(desk, "Jane Doe", language="en"))
    assert browser.shows("Sign out")


# With the script


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
    stream = events(iter(answer.response))  # type: ignore[arg-type]
    before = next(stream)
    put(desk, "¿probaste reiniciarla?")
    after = next(stream)
    assert "probaste" in json.dumps(after["items"])
    assert before["version"] != after["version"]
    answer.close()


def test_a_stream_ends_with_the_session(browser: Browser, desk: Desk, marta: Person) -> None:
    answer = browser.client.get("/chat/events")
    chunks = iter(answer.response)
    for _ in range(2):
        next(chunks)
    with desk.store.write() as session:
        changes.deactivate(session, session.get_one(Person, marta.id), desk.now())
    desk.bell.ring(["*"])
    assert b"event: gone" in b"".join(_encoded(chunk) for chunk in chunks)
    answer.close()


def _encoded(chunk: object) -> bytes:
    return chunk if isinstance(chunk, bytes) else str(chunk).encode()


def test_there_are_so_many_streams_and_no_more(app: Flask, desk: Desk, browser: Browser) -> None:
    others = [entered(app, desk, somebody(desk, f"Persona {n}")) for n in range(CAP // EACH)]
    answers = [other.client.get("/chat/events") for other in others for _ in range(EACH)]
    assert browser.client.get("/chat/events").status_code == 503
    answers.pop().close()
    answers.append(browser.client.get("/chat/events"))
    assert answers[-1].status_code == 200
    for answer in answers:
        answer.close()


def test_one_browser_cannot_take_all_streams(app: Flask, desk: Desk, browser: Browser) -> None:
    """Of its own pages the oldest gives way, and is told not to come back at once."""
    first, *more = [browser.client.get("/chat/events") for _ in range(CAP + 1)]
    assert {answer.status_code for answer in (first, *more)} == {200}
    assert b"event: crowded" in b"".join(_encoded(chunk) for chunk in first.response)
    another = entered(app, desk, somebody(desk, "Ana Torres")).client.get("/chat/events")
    assert another.status_code == 200
    chunks = iter(more[-1].response)
    assert b"retry" in _encoded(next(chunks)) and b"data: " in _encoded(next(chunks))
    for answer in (first, *more, another):
        answer.close()


def test_a_hash_is_no_way_to_a_file(browser: Browser) -> None:
    content = photo()
    browser.sends("", ("foto.jpg", "image/jpeg", content))
    assert browser.client.get("/chat/files/" + hashlib.sha256(content).hexdigest()).status_code == 404


def test_it_is_the_same_on_postgresql(pg_store: Database, tmp_path: Path) -> None:
    desk = desk_on(pg_store, tmp_path, WebChat(Photos(tmp_path / "photos"), ""))
    browser = entered(create_app(desk), desk, somebody(desk))
    browser.sends("/nuevo")
    browser.presses("1 Marta Gómez")
    assert browser.shows("2/4")
    browser.sends("", ("foto.jpg", "image/jpeg", photo()))
    assert browser.client.get(browser.page.files[0]).status_code == 200


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


# To say it otherwise


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


def test_nobody_edits_what_another_said(browser: Browser, app: Flask, desk: Desk) -> None:
    browser.sends("esto es mío")
    mine = re.findall(r'name="edit" value="([^"]+)"', browser.page.html)[-1]
    other = entered(app, desk, somebody(desk, "Otra Persona"))
    other.sends("esto no", edits=mine)
    browser.opens()
    assert "esto es mío" in browser.page.words
    assert not browser.shows("esto no")


def test_a_voice_note_can_be_played(browser: Browser) -> None:
    browser.sends("", ("nota de voz.webm", "audio/webm;codecs=opus", b"\x1aE\xdf\xa3"))
    assert "<audio controls" in browser.page.html
    assert browser.client.get(browser.page.files[0]).mimetype == "audio/webm"
