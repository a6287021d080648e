"""Captions that are edited, or added later, be it in an album or in an opening."""

import pytest

from tests.harness.stories import ASSIGNED
from tests.harness.transcripts import Conversation, on_telegram

pytestmark = on_telegram


def test_a_caption_is_edited_too(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Marta > (foto) esta pantaya
        Marta < (recibido)
        Ana < …esta pantaya
          (archivos 1)
        Marta > (corrige «esta pantaya») esta pantalla
        Ana < …esta pantalla
    """
    )
    assert chat.desk.ticket(1)["thread"][0]["text"] == "esta pantalla"


def test_a_caption_that_is_added_later_joins_those_of_its_album(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        -- 1 min
        Marta > (foto 2) así quedó
        Marta < (recibido)
        Ana < …así quedó
          (archivos 2)
        Marta > (corrige «») y esta es de antes
        Ana < …así quedó y esta es de antes
    """
    )
    assert chat.desk.ticket(1)["thread"][0]["text"] == "así quedó\ny esta es de antes"


def test_an_edited_caption_of_an_album_that_answers_changes_the_answer(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > /responder 1
        Ana < …
        Ana > (foto 3) el cable rojo
        Ana < Se lo mandé a Marta (Ticket 1).
        Marta < …: el cable rojo
          (archivos 3)
        Ana > (corrige «el cable rojo») el cable azul
        Marta < …el cable azul
    """
    )
    [entry] = chat.desk.ticket(1)["thread"]
    assert (entry["text"], entry["former_texts"]) == ("el cable azul", ["el cable rojo"])


def test_an_edited_caption_of_an_album_that_closes_changes_the_thread(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > /cerrar 1
        Ana < …
        Ana > (foto 2) cambié el cable
        Ana < Cerré el Ticket 1.…
        Marta < Ana cerró tu Ticket 1. …
          (archivos 2)
        Ana > (corrige «cambié el cable») cambié el cable rojo
        Marta < …, editado: cambié el cable rojo
    """
    )
    assert chat.desk.ticket(1)["thread"][0]["text"] == "cambié el cable rojo"


@pytest.mark.parametrize("later", [False, True])
def test_a_caption_that_a_photo_of_the_opening_gets_later_joins_the_problem(
    chat: Conversation, later: bool
) -> None:
    edit = "Marta > (corrige «») es la de la caja"
    chat(f"""
        Marta > /nuevo
        Marta > [Marta Gómez]
        Marta > [Omitir]
        Marta > no anda la impresora
        Marta > (foto)
        Marta < …
        {"" if later else edit}
        Marta > [Listo]
        Marta > [Confirmar]
        Marta < Listo, abrí el Ticket 1. …
        {edit if later else ""}
    """)
    assert chat.desk.ticket(1)["problem"] == "no anda la impresora\nes la de la caja"


def test_a_caption_takes_the_place_of_the_problem_that_only_files_told(chat: Conversation) -> None:
    chat("""
        Marta > /nuevo
        Marta > [Marta Gómez]
        Marta > [Omitir]
        Marta > (foto)
        Marta < …
        Marta > [Listo]
        Marta > [Confirmar]
        Marta < Listo, abrí el Ticket 1. …
        Marta > (corrige «») no anda la impresora
    """)
    assert chat.desk.ticket(1)["problem"] == "no anda la impresora"
