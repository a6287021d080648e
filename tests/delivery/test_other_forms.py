"""What a provider refuses goes in another form, and takes neither its words nor what stands beside it along."""

import re

import pytest

from tests.harness.phones import Sent, TelegramPhone, document, photo, voice
from tests.harness.stories import ASSIGNED
from tests.harness.transcripts import Conversation, on_both_stores, on_telegram

EMPTY = Sent("document", "vacio.txt", "text/plain", b"")


@pytest.fixture
def ana(chat: Conversation) -> TelegramPhone:
    chat.on(Ana="telegram")
    chat(ASSIGNED)
    return chat.telegram("Ana")


def refuses(phone: TelegramPhone, method: str, why: str, times: int = 1) -> None:
    phone.desk.telegram.fault(400, method, phone.id, times, description=f"Bad Request: {why}")


@on_both_stores
@pytest.mark.parametrize(
    ("sent", "method", "why"),
    [
        (voice(), "sendVoice", "VOICE_MESSAGES_FORBIDDEN"),
        (photo(), "sendPhoto", "IMAGE_PROCESS_FAILED"),
        (photo(), "sendPhoto", "PHOTO_INVALID_DIMENSIONS"),
        (Sent("video", "v.mp4", "video/mp4", b"\0\0\0\x18ftyp"), "sendVideo", "VIDEO_CONTENT_TYPE_INVALID"),
        (photo(), "sendPhoto", "what nobody has seen yet"),
    ],
)
def test_what_is_refused_as_what_it_is_goes_as_a_document(
    chat: Conversation, ana: TelegramPhone, sent: Sent, method: str, why: str
) -> None:
    refuses(ana, method, why)
    chat.phone("Marta").says("escuchá", sent)
    chat("""
        Marta < (recibido)
        Ana < …Ticket 1: escuchá
          (archivos 1)
    """)
    assert chat.desk.telegram.messages(ana.id)[-1].media == (sent.content,)


@on_telegram
def test_of_an_album_one_that_is_taken_in_no_form_is_named_and_the_others_come(
    chat: Conversation, ana: TelegramPhone
) -> None:
    album = [photo(), photo(), photo()]
    refuses(ana, "sendMediaGroup", "failed to send message #2", times=2)
    refuses(ana, "sendDocument", "file is broken")
    refuses(ana, "sendPhoto", "IMAGE_PROCESS_FAILED")
    chat.phone("Marta").says("las tres", *album)
    chat("""
        Marta < (recibido)
        Ana < …Ticket 1: las tres
        No pude traer «foto.jpg».
          (archivos 2)
        Marta < A Ana no le pude pasar «foto.jpg»: Telegram no lo acepta. Lo demás le llegó, y sabe que falta.
    """)
    came = [content for shown in chat.desk.telegram.messages(ana.id) for content in shown.media]
    assert came == [album[1].content, album[2].content]


def test_an_empty_file_is_named_and_the_words_and_the_whole_files_come(chat: Conversation) -> None:
    chat.on(Ana="telegram", Julia="telegram")
    chat(ASSIGNED)
    whole = document("uno.pdf")
    chat.phone("Marta").says("van dos", whole, EMPTY)
    chat.desk.settle()
    shown = chat.desk.telegram.messages(chat.telegram("Ana").id)
    text = "\n".join(each.text for each in shown)
    assert "Ticket 1: van dos" in text
    assert re.search("No pude traer «.*txt».", text)
    assert (whole.content,) in [each.media for each in shown]


@on_telegram
def test_who_forbids_voice_messages_has_not_shut_us_out(chat: Conversation, ana: TelegramPhone) -> None:
    why = "Forbidden: VOICE_MESSAGES_FORBIDDEN"
    chat.desk.telegram.fault(403, "sendVoice", ana.id, description=why)
    chat("""
        Marta > (voz)
        Marta < (recibido)
        Ana < …Ticket 1
          (archivos 1)
    """)


@on_telegram
def test_a_chat_that_is_gone_is_no_fault_of_the_file(chat: Conversation, ana: TelegramPhone) -> None:
    refuses(ana, "sendPhoto", "chat not found")
    chat("""
        Marta > (foto) mirá
        Marta < (recibido)
        Marta < No se pudo entregar. No le llegó a Ana lo del Ticket 1: ese chat ya no existe. …
    """)
    assert not chat.desk.telegram.called("sendDocument")
    chat.desk.forgive()


@on_telegram
@pytest.mark.parametrize(
    "why", ["message can't be edited", "message to edit not found", "MESSAGE_ID_INVALID"]
)
def test_a_page_that_cannot_be_turned_in_place_is_said_anew(chat: Conversation, why: str) -> None:
    marta = chat.telegram("Marta")
    chat.desk.open_tickets(chat.people["Marta"], *(f"Problema {place}" for place in range(12)))
    chat("""
        Marta > /tickets
        Marta < …
          [Ticket 12] [Ticket 11] [Ticket 10] [Ticket 9] [Ticket 8] [Siguiente]
    """)
    refuses(marta, "editMessageText", why)
    chat("""
        Marta > [Siguiente]
        Marta < …
          [Ticket 7] [Ticket 6] [Ticket 5] [Ticket 4] [Ticket 3] [Anterior] [Siguiente]
        Marta > [Siguiente]
        Marta < …
          [Ticket 2] [Ticket 1] [Anterior]
    """)
    pages = [bubble for bubble in marta.screen() if bubble.text.startswith("Tus tickets")]
    assert len(pages) == 2, "the page said anew is turned in place"


@on_telegram
def test_an_edit_whose_copy_is_gone_is_said_anew(chat: Conversation, ana: TelegramPhone) -> None:
    refuses(ana, "editMessageText", "message to edit not found")
    chat("""
        Marta > no anda el mause
        Marta < (recibido)
        Ana < …: no anda el mause
        Marta > (corrige «no anda el mause») no anda el mouse
        Ana < …Ticket 1, editado: no anda el mouse
    """)
