"""The texts of an opening: phones and names that are asked again, words that come back to the letter."""

import pytest

from tests.dialogue.openings import OPENING, hurried
from tests.harness.transcripts import Conversation, on_telegram


def test_a_bad_phone_twice_gets_two_different_sentences(chat: Conversation) -> None:
    chat("""
        > /nuevo
        > [Marta Gómez]
        < ...
        > mañana lo busco
        < …11 2345-6789… (2/4)
        > 12
        < …15-2345-6789… (2/4)
        > el fijo es 4567-8901 interno 12
        < … (3/4)
        > /cancelar
        < Cancelado…
    """)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("11 2345-6789", "+5491123456789"),
        ("4567-8901", "+541145678901"),
        ("+54 9 351 555-1234", "+5493515551234"),
        ("0351 15 555 1234", "+5493515551234"),
    ],
)
@on_telegram
def test_a_phone_is_kept_as_e164_and_as_typed(chat: Conversation, typed: str, stored: str) -> None:
    chat(hurried(OPENING).replace("011 15-2345-6789", typed))
    ticket = chat.desk.ticket(1)
    assert ticket["phone_as_typed"] == typed
    assert ticket["phone"].replace("+549", "+54") == stored.replace("+549", "+54")


def test_their_own_number_is_a_choice(chat: Conversation) -> None:
    chat.hire("Rosa Díaz", "client", phone="+5491155556666")
    chat("""
        Rosa > /nuevo
        Rosa < …
          [Rosa Díaz] [Cancelar]
        Rosa > [Rosa Díaz]
        Rosa < … (2/4)
          […] [Omitir] [Volver] [Cancelar]
        Rosa > 1
        Rosa < … (3/4)
        Rosa > no prende
        Rosa < ...
        Rosa > 2
        Rosa < …Teléfono: …5555-6666…
        Rosa > [Confirmar]
        Rosa < ...
    """)
    assert chat.desk.ticket(1)["phone"] == "+5491155556666"


def test_a_problem_of_two_letters_is_asked_again(chat: Conversation) -> None:
    chat("""
        > /nuevo
        > [Marta Gómez]
        > [Omitir]
        < ...
        > no
        < … (3/4)
        > a
        < … (3/4)
        > ayuda
        < …«Volver»…
        < … (3/4)
        > ayuda, no imprime
        < … (4/4)
        > cancelar
        < Cancelado…
    """)


def test_only_the_ways_out_interrupt_a_question_for_free_text(chat: Conversation) -> None:
    chat("""
        > /nuevo
        > [Marta Gómez]
        > [Omitir]
        < ...
        > tickets
        < … (4/4)
        > [Volver]
        < … (3/4)
        > hola
        < Contame un poco más: … (3/4)
        > hola, no anda la caja
        < … (4/4)
        > [Omitir]
        < …Problema reportado: hola, no anda la caja …
        > gracias
        < …Fijate…
        > [Confirmar]
        < ...
    """)


@pytest.mark.parametrize("name", ["x" * 81, "Tomás\nPaz", "Marta \u202eGómez", "\u200e"])
@on_telegram
def test_a_name_is_one_plain_line(chat: Conversation, name: str) -> None:
    phone = chat.phone("Marta")
    chat("""
        > /nuevo
        < … (1/4)
    """)
    phone.says(name)
    chat("""
        < … (1/4)
        > O'Brien & <b>Hnos</b>
        < … (2/4)
        > cancelar
        < Cancelado…
    """)


def test_a_text_comes_back_to_the_letter(chat: Conversation) -> None:
    text = "No anda <b>nada</b> &amp; *esto* _tampoco_ 👩‍🔧 [link](http://x) ``` \u202eabc\u202c fin"
    chat("""
        > /nuevo
        > [Marta Gómez]
        > [Omitir]
        < ...
    """)
    chat.phone("Marta").says(text)
    chat("""
        < … (4/4)
        > [Omitir]
        < ...
        > [Confirmar]
        < Listo…
        Julia < ...
    """)
    assert chat.desk.ticket(1)["problem"] == text
    assert text in chat.phone("Julia").showing("Entró un ticket nuevo").text


@on_telegram
def test_a_very_long_problem_is_kept_whole_and_told_in_marked_pieces(chat: Conversation) -> None:
    text = "No anda nada. " * 700
    chat(hurried(OPENING).replace("No imprime la caja 2", text.strip()))
    chat.phone("Julia")
    chat.way = "button"
    chat(hurried(OPENING).replace("No imprime la caja 2", text.strip()))
    told = [bubble.text for bubble in chat.told("Julia")]
    assert chat.desk.ticket(2)["problem"] == text.strip()
    assert len(told) == 3
    assert [piece[:6] for piece in told] == ["(1/3) ", "(2/3) ", "(3/3) "]
