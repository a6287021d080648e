"""Files: shown anew, saved byte for byte, by nobody but who may see them."""

import hashlib

import pytest
from flask import Flask

from bot.desk import Desk
from store.database import Database
from store.files.photos import Photos
from store.tables import InboxMessage
from tests.harness.browsers import Browser, entered, somebody
from tests.webhook.webchat.said import count, photo


def test_a_photo_is_shown_anew_and_saved_as_it_was(browser: Browser) -> None:
    original = photo()
    browser.sends("mirá", ("foto.jpg", "image/jpeg", original))
    (address,) = browser.page.files
    assert browser.client.get(address).data == original
    shown = browser.client.get(address + "/preview")
    assert shown.mimetype == "image/jpeg"
    assert b"of the original only" not in shown.data


def test_a_photo_that_was_shown_before_is_shown_without_its_original(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.sends("mirá", ("foto.jpg", "image/jpeg", photo()))
    preview = browser.page.files[0] + "/preview"
    shown = browser.client.get(preview).data
    monkeypatch.delattr(Photos, "read")
    assert browser.client.get(preview).data == shown


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


def test_a_hash_is_no_way_to_a_file(browser: Browser) -> None:
    content = photo()
    browser.sends("", ("foto.jpg", "image/jpeg", content))
    assert browser.client.get("/chat/files/" + hashlib.sha256(content).hexdigest()).status_code == 404


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


def test_a_voice_note_can_be_played(browser: Browser) -> None:
    browser.sends("", ("nota de voz.webm", "audio/webm;codecs=opus", b"\x1aE\xdf\xa3"))
    assert "<audio controls" in browser.page.html
    assert browser.client.get(browser.page.files[0]).mimetype == "audio/webm"
