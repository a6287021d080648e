"""A file that stands in an edited message instead of the former one, or beside words that had none."""

import pytest

from tests.harness.phones import TelegramPhone, photo
from tests.harness.stories import ASSIGNED
from tests.harness.transcripts import Conversation, on_telegram

pytestmark = on_telegram

WITH_A_PHOTO = (
    ASSIGNED
    + """
    Marta > (foto) la pantaya
    Marta < (recibido)
    Ana < …la pantaya
      (archivos 1)
"""
)


def posts_again(phone: TelegramPhone, text: str, **changed: object) -> None:
    """Telegram brings the edit once more, by another number."""
    phone.post({"update_id": 1, "edited_message": phone.said[text] | changed})


def files(chat: Conversation) -> list[int]:
    """How many each entry of the thread has."""
    return [len(entry["files"]) for entry in chat.desk.ticket(1)["thread"]]


def test_another_photo_comes_as_a_message_about_the_one_that_was_edited(chat: Conversation) -> None:
    chat(
        WITH_A_PHOTO
        + """
        -- 40 min
        Marta > (corrige «la pantaya») (foto) la pantalla
        Ana < …la pantalla
        Ana < …Ticket 1…
          (archivos 1)
    """
    )
    assert (chat.thread()[0], files(chat)) == ("la pantalla", [1, 1])
    assert chat.phone("Ana").fetch(chat.phone("Ana").newest().files[0]) == chat.photos[-1]


def test_a_photo_that_is_put_beside_words_comes_too(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Marta > es la caja 2
        Marta < (recibido)
        Ana < …es la caja 2
        Marta > (corrige «es la caja 2») (foto) es la caja 2
        Ana < …Ticket 1…
          (archivos 1)
    """
    )
    assert files(chat) == [0, 1]


@pytest.mark.parametrize("replaced", [False, True])
def test_an_edit_of_the_caption_alone_brings_no_photo(chat: Conversation, replaced: bool) -> None:
    chat(WITH_A_PHOTO)
    marta = chat.telegram("Marta")
    if replaced:
        marta.corrects("la pantaya", "la pantaya", photo())
        chat("Ana < …\n  (archivos 1)")
    before = files(chat)
    [*_, shown] = marta.said["la pantaya"]["photo"]
    posts_again(marta, "la pantaya", caption="la pantalla", photo=[{**shown, "file_id": "as named today"}])
    chat("Ana < …la pantalla")
    assert files(chat) == before
    assert chat.told("Marta") == []


def test_an_edited_photo_of_a_form_joins_it(chat: Conversation) -> None:
    chat("""
        Marta > /nuevo
        Marta > [Marta Gómez]
        Marta > [Omitir]
        Marta > No imprime la caja 2
        Marta > (foto) la pantaya
        Marta < ...
        Marta > (corrige «la pantaya») (foto) la pantalla
        Marta < ...
        Marta > [Listo]
        Marta > [Confirmar]
        Marta < Listo, abrí el Ticket 1. …
    """)
    assert len(chat.desk.ticket(1)["images"]) == 2
