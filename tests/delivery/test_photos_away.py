"""The disk of the photos is away for a while: what needs it waits, goes on by itself, and only then is given up."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.channel import TryLater
from bot.channels.webchat import WebChat
from bot.delivery.result import MOST_LOOKS
from store.files.photos import Photos
from store.tables import OutboxMessage
from tests.harness.stories import ASSIGNED
from tests.harness.transcripts import PLACES, Conversation, on_both_stores, on_whatsapp

sent_by_us = pytest.mark.parametrize(
    "place", [*PLACES[0:3:2], PLACES[4], "whatsapp-postgresql"], indirect=True
)

WITH_A_PHOTO = (
    ASSIGNED
    + """
    Marta > (foto) mirá
    Marta < ...
    Ana < …mirá
      (archivos 1)
"""
)


@contextmanager
def disk_away(folder: Path) -> Iterator[None]:
    """Where it was mounted there is an empty folder."""
    place, elsewhere = folder / "photos", folder / "the disk"
    place.rename(elsewhere)
    place.mkdir()
    yield
    place.rmdir()
    elsewhere.rename(place)


def last(chat: Conversation) -> OutboxMessage:
    """The last photo."""
    row = [row for row in chat.desk.rows(OutboxMessage) if row.content.get("files")][-1]
    assert isinstance(row, OutboxMessage)
    return row


@sent_by_us
def test_a_message_with_a_photo_waits_and_goes_on_by_itself(chat: Conversation, tmp_path: Path) -> None:
    chat(WITH_A_PHOTO)
    with disk_away(tmp_path):
        chat("""
            Ana > /ticket 1
            Ana < Ticket 1 …
            -- 40 min
        """)
        assert (last(chat).state, last(chat).content["text"]) == ("waiting", "Ticket 1")
    chat("""
        -- 1 min
        Ana < Ticket 1
          (archivos 1)
        Ana < ¿Qué hacemos con el Ticket 1?
    """)
    ana = chat.phone("Ana")
    shown = [bubble for bubble in ana.seen.values() if bubble.files][-1]
    assert ana.fetch(shown.files[0]) == chat.photos[0]


@on_both_stores
def test_a_photo_is_given_up_after_an_hour(chat: Conversation, tmp_path: Path) -> None:
    chat(WITH_A_PHOTO)
    with disk_away(tmp_path):
        chat("""
            Ana > /ticket 1
            Ana < Ticket 1 …
            -- 50 min
        """)
        chat.desk.settle()
        assert last(chat).state == "waiting"
        for _ in range(MOST_LOOKS):
            chat.desk.now += timedelta(minutes=1, seconds=15)
            chat.desk.settle()
    assert (last(chat).state, last(chat).reason) == ("failed", "gone")
    chat.desk.forgive()


@pytest.mark.parametrize("place", ["webchat-sqlite"], indirect=True)
def test_a_page_asks_for_the_photo_again(chat: Conversation, tmp_path: Path) -> None:
    chat(WITH_A_PHOTO)
    ana = chat.webchat("Ana")
    file = ana.showing("mirá").files[0]
    with disk_away(tmp_path):
        for path in (file, f"{file}/preview"):
            answer = ana.browser.client.get(path)
            assert (answer.status_code, bool(answer.headers.get("Retry-After"))) == (503, True)
    assert ana.fetch(file) == chat.photos[0]


@on_whatsapp
def test_twilio_is_told_to_ask_for_the_photo_again(chat: Conversation, tmp_path: Path) -> None:
    chat(WITH_A_PHOTO)
    ana = chat.whatsapp("Ana")
    (link,) = next(call.params["MediaUrl"] for call in ana.twilio.called("create") if call.params["MediaUrl"])
    path = link.removeprefix(chat.desk.desk.settings.web.public_url)
    client = chat.desk.app.test_client()
    with disk_away(tmp_path):
        answer = client.get(path)
        assert (answer.status_code, bool(answer.headers.get("Retry-After"))) == (503, True)
    assert client.get(path).data == chat.photos[0]


def test_what_a_page_uploaded_is_waited_for(tmp_path: Path) -> None:
    photos = Photos(tmp_path / "photos")
    upload = photos.keep(b"a note")
    with disk_away(tmp_path), pytest.raises(TryLater):
        WebChat(photos, "").fetch(upload, 100)
    assert WebChat(photos, "").fetch(upload, 100) == b"a note"
