"""A message that names no ticket goes to the one in focus, or is asked about; what went wrong is moved."""

import pytest

from tests.harness.stories import BOTH_OF_ANA, ONE, TWO
from tests.harness.transcripts import Conversation, elsewhere, on_telegram

A_WHILE = "-- 31 min\n"


def test_the_only_ticket_in_focus_takes_it(chat: Conversation) -> None:
    chat(
        ONE
        + """
        > y ahora tampoco prende
        < (recibido)
        -- 29 min
        > (foto)
        < (recibido)
    """
    )
    assert chat.thread(1) == ["y ahora tampoco prende", ""]


@on_telegram
@pytest.mark.parametrize("said", ["listo lo hice", "mis ticket no"])
def test_words_that_resemble_a_wish_are_told(chat: Conversation, said: str) -> None:
    chat(ONE + f"> {said}\n< (recibido)")
    assert chat.thread(1) == [said]


def test_after_half_an_hour_there_is_no_focus(chat: Conversation) -> None:
    chat(
        ONE
        + A_WHILE
        + """
        > y ahora tampoco prende
        < …«y ahora tampoco prende»…
          [Ticket 1 · …] [Nuevo ticket] [Cancelar]
        > (foto)
        < …
          [Ticket 1 · …] [Nuevo ticket] [Cancelar]
        > [Ticket 1]
        < …Ticket 1…
          [Mover] [Es otro problema]
    """
    )
    assert chat.thread(1) == ["y ahora tampoco prende", ""]
    assert len(chat.desk.ticket(1)["thread"][1]["files"]) == 1


def test_with_several_open_the_answer_names_it_and_offers_to_move(chat: Conversation) -> None:
    chat(
        TWO
        + A_WHILE
        + """
        > #1
        < Ticket 1 …
        > se apagó solo
        < …Ticket 1…
          [Mover] [Es otro problema]
        > [Mover]
        < …
          [Ticket 2 · …] [Nuevo ticket] [Cancelar]
        > [Ticket 2]
        < …Ticket 2…
          [Mover] [Es otro problema]
    """
    )
    assert chat.thread(1) == []
    assert chat.thread(2) == ["se apagó solo"]
    assert "moved_away" in [event["what"] for event in chat.desk.ticket(1)["events"]]


def test_two_tickets_in_focus_are_doubt(chat: Conversation) -> None:
    chat(
        TWO
        + """
        > se apagó solo
        < …
          [Ticket 2 · …] [Ticket 1 · …] [Nuevo ticket] [Cancelar]
        > 2
        < …Ticket 1…
          [Mover] [Es otro problema]
    """
    )
    assert chat.thread(1) == ["se apagó solo"]


def test_what_waits_becomes_the_problem_of_a_new_ticket(chat: Conversation) -> None:
    chat(
        ONE
        + A_WHILE
        + """
        > hola
        > no me anda el escáner
        > (foto) así quedó
        < …
          [Ticket 1 · …] [Nuevo ticket] [Cancelar]
        > [Nuevo ticket]
        < …persona afectada…
        > [Marta Gómez]
        < … (2/4)
        > [Omitir]
        < … (4/4)
        > listo
        < …Problema reportado: no me anda el escáner así quedó Imagen: un archivo…
        > [Confirmar]
        < Listo, abrí el Ticket 2. …
    """
    )
    assert chat.thread(1) == chat.thread(2) == []
    assert len(chat.desk.ticket(2)["images"]) == 1


def test_a_burst_that_describes_a_problem_is_offered_as_a_ticket(chat: Conversation) -> None:
    chat("""
        > hola
        > no me anda la impresora
        < …no me anda la impresora…
          [Nuevo ticket] [Cancelar]
        > [Nuevo ticket]
        < … (1/4)
        > [Marta Gómez]
        < … (2/4)
        > [Omitir]
        < … (4/4)
        > [Omitir]
        < …Problema reportado: no me anda la impresora …
        > [Confirmar]
        < Listo, abrí el Ticket 1. …
    """)
    assert chat.desk.ticket(1)["problem"] == "no me anda la impresora"


def test_hello_gives_the_menu_and_thanks_ask_nothing(chat: Conversation) -> None:
    chat("""
        > ¡Hola!
        < Hola, Marta. …
          [Nuevo ticket] [Mis tickets] [Ayuda]
        > muchas gracias
        > 👍
        > ok, dale
        > 3
        < …
    """)
    assert chat.desk.tickets() == []


def test_thanks_join_the_ticket_in_focus(chat: Conversation) -> None:
    chat(
        ONE
        + """
        > gracias
        -- 31 min
        > gracias!
    """
    )
    assert chat.thread(1) == ["gracias"]


@on_telegram
def test_what_we_cannot_read_gets_a_short_answer_or_a_placeholder(chat: Conversation) -> None:
    chat("""
        > (sticker)
        < Eso no lo puedo leer…
    """)
    chat(
        ONE
        + """
        > (sticker)
        < (recibido)
        > hola
        < Hola, Marta. …
    """
    )
    assert chat.thread(1) == ["(sticker)"]


def test_a_number_is_a_place_only_while_the_list_is_the_last_thing_said(chat: Conversation) -> None:
    chat(
        ONE
        + """
        > hola
        < Hola, Marta. ¿En qué te ayudo? ¿Es por el Ticket 1?
          [Ver el ticket] [Nuevo ticket] [Mis tickets] [Ayuda]
        > 3
        < Tus tickets: …
          [Ticket 1]
        > 1
        < Ticket 1 …
          [Cerrar ticket] [Eliminar ticket]
        > 9
        < (recibido)
    """
    )
    assert chat.thread(1) == ["9"]


def test_an_old_button_does_nothing(chat: Conversation) -> None:
    chat("""
        > /nuevo
        < …
          [Marta Gómez] [Cancelar]
    """)
    old = chat.phone("Marta").offering("Marta Gómez")[0]
    chat("""
        > Tomás
        < … (2/4)
    """)
    chat.phone("Marta").presses(old, old.choices[0][1])
    chat("""
        < … (2/4)
        > [Cancelar]
        < Cancelado…
    """)
    chat.phone("Marta").presses(old, old.choices[0][1])
    chat("< …")
    assert chat.desk.tickets() == []


@elsewhere
def test_moving_withdraws_the_copy_where_the_channel_can(chat: Conversation) -> None:
    chat.phone("Ana")
    chat(
        BOTH_OF_ANA
        + """
        Marta > #1
        Marta < ...
        Marta > se rompió
        Marta < …Ticket 1…
          [Mover] [Es otro problema]
        Ana < Marta Gómez (LA CABAÑA S.A.), Ticket 1: se rompió
        Marta > [Mover]
        Marta < …
        Marta > [Ticket 2]
        Marta < …Ticket 2…
        Ana < …Ticket 2: se rompió
    """
    )
    assert not any("Ticket 1: se rompió" in bubble.text for bubble in chat.phone("Ana").screen())
    assert (chat.thread(1), chat.thread(2)) == ([], ["se rompió"])


def test_it_cannot_be_moved_after_ten_minutes(chat: Conversation) -> None:
    chat(
        TWO
        + A_WHILE
        + """
        > #1
        < ...
        > se rompió
        < …Ticket 1…
        -- 11 min
        > [Mover]
        < …10 minutos…
    """
    )
    assert (chat.thread(1), chat.thread(2)) == (["se rompió"], [])


def test_a_number_after_a_card_is_of_the_card_whose_photos_follow_it(chat: Conversation) -> None:
    chat("""
        Julia > hola
        Julia < ...
        Marta > /nuevo
        Marta > [Marta Gómez]
        Marta > [Omitir]
        Marta > No imprime la caja 2
        Marta > (foto 2)
        Marta < ...
        Marta > [Listo]
        Marta > [Confirmar]
        Marta < Listo, abrí el Ticket 1. …
        Julia < Entró un ticket nuevo. …
          [Asignar] [Criticidad] [Categoría]
        Julia < Ticket 1
          (archivos 2)
        Julia > 1
        Julia < ¿A quién le doy el Ticket 1? …
    """)
