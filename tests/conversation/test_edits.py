"""Edited messages: they change what they said, wherever that went, and nothing else."""

import pytest

from bot.conversation import flood
from tests.harness.stories import ASSIGNED, ONE
from tests.harness.transcripts import Conversation, on_telegram

pytestmark = on_telegram


def test_an_edit_changes_the_thread_and_the_readers_copy_in_place(chat: Conversation) -> None:
    chat.on(Julia="webchat")
    chat(
        ASSIGNED
        + """
        Marta > no anda el mause
        Marta < (recibido)
        Ana < …Ticket 1: no anda el mause
        Marta > (corrige «no anda el mause») no anda el mouse
        Ana < …Ticket 1: no anda el mouse
        Julia > /ticket 1
        Julia < …no anda el mouse …editado…
    """
    )
    [entry] = chat.desk.ticket(1)["thread"]
    assert entry["text"] == "no anda el mouse"
    assert entry["former_texts"] == ["no anda el mause"]
    assert entry["edited"]
    assert not any("mause" in bubble.text for bubble in chat.phone("Ana").screen())


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


def test_what_addressed_the_ticket_stays_out_of_its_text(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Marta > #1 no anda el mause
        Marta < (recibido)
        Ana < …: no anda el mause
        Marta > (corrige «#1 no anda el mause») #1 no anda el mouse
        Ana < …: no anda el mouse
    """
    )
    assert chat.desk.ticket(1)["thread"][0]["text"] == "no anda el mouse"


def test_an_edit_of_the_problem_keeps_the_former_one(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Marta > (corrige «No imprime la caja 2») No imprime la caja 3
        Ana < …Ticket 1…No imprime la caja 3
    """
    )
    assert chat.desk.ticket(1)["problem"] == "No imprime la caja 3"


def test_an_edit_changes_the_answer_of_a_form_that_is_not_finished(chat: Conversation) -> None:
    chat("""
        > /nuevo
        > Tomas
        < … (2/4)
        > (corrige «Tomas») Tomás Paz
        > [Omitir]
        > no anda
        > [Omitir]
        < …Persona afectada: Tomás Paz…
        > (corrige «no anda») no anda el mail
        < …Problema reportado: no anda el mail…
        > [Confirmar]
        < Listo, abrí el Ticket 1. …
    """)
    ticket = chat.desk.ticket(1)
    assert (ticket["affected_person"], ticket["problem"]) == ("Tomás Paz", "no anda el mail")


@pytest.mark.parametrize("edited", ["/eliminar 1", "/cerrar 1 listo", "[Confirmar]", "confirmar", "cancelar"])
def test_an_edit_never_runs_a_command_nor_chooses(chat: Conversation, edited: str) -> None:
    chat(
        ASSIGNED
        + """
        Marta > hace un ruido raro
        Marta < (recibido)
        Ana < …hace un ruido raro
        Marta > /nuevo
        Marta < … (1/4)
    """
    )
    marta = chat.phone("Marta")
    marta.corrects("hace un ruido raro", edited)
    chat("""
        Ana < …
    """)
    ticket = chat.desk.ticket(1)
    assert ticket["status"] == "open"
    assert ticket["thread"][0]["text"] == edited
    assert chat.told("Marta") == []


def test_an_edit_of_a_command_or_of_nothing_we_know_changes_nothing(chat: Conversation) -> None:
    chat(
        ONE
        + """
        Marta > /ticket 1
        Marta < Ticket 1 …
    """
    )
    before = chat.desk.changes()
    chat("""
        Marta > (corrige «/ticket 1») /eliminar 1
    """)
    assert chat.desk.changes() == before


def test_an_edit_in_a_closed_ticket_reopens_nothing(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Marta > no anda
        Marta < (recibido)
        Ana < …no anda
        Ana > /cerrar 1 Listo el cable
        Ana < Cerré…
        Marta < …
        Marta > (corrige «no anda») no anda nada
        Ana < …no anda nada
    """
    )
    ticket = chat.desk.ticket(1)
    assert (ticket["status"], ticket["thread"][0]["text"]) == ("closed", "no anda nada")


def test_an_edit_while_the_burst_waits_is_heard_as_edited(chat: Conversation) -> None:
    chat(ASSIGNED)
    marta = chat.phone("Marta")
    marta.says("no anda el mause")
    marta.corrects("no anda el mause", "no anda el mouse")
    chat("""
        Marta < (recibido)
        Ana < …Ticket 1: no anda el mouse
    """)
    [entry] = chat.desk.ticket(1)["thread"]
    assert entry["text"] == "no anda el mouse"


def test_a_staff_edit_reaches_the_client(chat: Conversation) -> None:
    chat.on(Marta="webchat")
    chat(
        ASSIGNED
        + """
        Ana > #1 probá apagando
        Ana < (recibido)
        Marta < …probá apagando
        Ana > (corrige «#1 probá apagando») #1 probá reiniciando
        Marta < …probá reiniciando
    """
    )


def test_an_edited_note_is_never_shown_to_the_client(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > /nota 1 la clave es 1234
        Ana < Nota guardada en el Ticket 1.
        Ana > (corrige «/nota 1 la clave es 1234») /nota 1 la clave es 5678
    """
    )
    assert chat.told("Marta") == []
    [entry] = chat.desk.ticket(1)["thread"]
    assert (entry["text"], entry["internal"]) == ("la clave es 5678", True)


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


@pytest.mark.parametrize("command", ["/responder 1", "responder #1", "#1"])
def test_an_edited_answer_keeps_its_command_out_of_the_thread(chat: Conversation, command: str) -> None:
    told = "(recibido)" if command == "#1" else "Se lo mandé a Marta (Ticket 1)."
    chat(
        ASSIGNED
        + f"""
        Ana > {command} ya boy
        Ana < {told}
        Marta < …: ya boy
        Ana > (corrige «{command} ya boy») {command} ya voy
        Marta < …: ya voy
    """
    )
    assert chat.desk.ticket(1)["thread"][0]["text"] == "ya voy"


def test_an_edit_amid_a_flood_is_no_second_message(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Marta > no anda el mause
        Marta < (recibido)
        Ana < …no anda el mause
    """
    )
    for _ in range(flood.MOST + 1):
        chat.phone("Marta").says("/ticket 1")
    chat("""
        Marta < ...
        Marta > (corrige «no anda el mause») no anda el mouse
        Ana < …no anda el mouse
    """)
    [entry] = chat.desk.ticket(1)["thread"]
    assert (entry["text"], entry["former_texts"]) == ("no anda el mouse", ["no anda el mause"])


def test_an_edit_of_what_waited_changes_the_problem_that_it_became(chat: Conversation) -> None:
    chat("""
        Marta > no anda la inpresora
        Marta < …no anda la inpresora…
          [Nuevo ticket] [Cancelar]
        Marta > [Nuevo ticket]
        Marta > [Marta Gómez]
        Marta > [Omitir]
        Marta > (corrige «no anda la inpresora») no anda la impresora
        Marta > [Omitir]
        Marta < …Problema reportado: no anda la impresora…
        Marta > [Confirmar]
        Marta < Listo, abrí el Ticket 1. …
    """)
    assert chat.desk.ticket(1)["problem"] == "no anda la impresora"


def test_an_edit_of_what_was_added_changes_that_alone(chat: Conversation) -> None:
    chat("""
        Marta > /nuevo
        Marta > (foto) es esta pantaya
        Marta < …
        Marta > [Marta Gómez]
        Marta > [Omitir]
        Marta > en la caja 2
        Marta < …
        Marta > (corrige «es esta pantaya») es esta pantalla
        Marta > (corrige «en la caja 2») en la caja 3
        Marta < …
        Marta > [Listo]
        Marta < …Problema reportado: es esta pantalla en la caja 3…
        Marta > [Confirmar]
        Marta < Listo, abrí el Ticket 1. …
        Marta > (corrige «en la caja 3») en la caja 4
    """)
    assert chat.desk.ticket(1)["problem"] == "es esta pantalla\nen la caja 4"


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


def test_each_edit_of_a_part_of_the_problem_changes_that_part(chat: Conversation) -> None:
    """Be it in the form or in the ticket, and though the one part ends like the other."""
    chat("""
        Marta > no anda la caja
        Marta > anda
        Marta < ...
        Marta > [Nuevo ticket]
        Marta > [Marta Gómez]
        Marta > [Omitir]
        Marta > (corrige «anda») la caja
        Marta > (corrige «la caja») anda a veces
        Marta > [Omitir]
        Marta < …Problema reportado: no anda la caja anda a veces…
        Marta > [Confirmar]
        Marta < Listo, abrí el Ticket 1. …
        Marta > (corrige «anda a veces») caja
        Marta > (corrige «caja») anda
        Marta > (corrige «anda») casi nunca
    """)
    assert chat.desk.ticket(1)["problem"] == "no anda la caja\ncasi nunca"


def test_an_edit_of_what_was_replaced_by_another_answer_changes_nothing_more(chat: Conversation) -> None:
    chat("""
        Marta > /nuevo
        Marta > [Marta Gómez]
        Marta > [Omitir]
        Marta > no anda la caja
        Marta > anda
        Marta < ...
        Marta > [Listo]
        Marta > [Cambiar…]
        Marta > [Problema]
        Marta > la caja no anda
        Marta < ...
        Marta > (corrige «anda») andaba
        Marta < …
        Marta > (corrige «la caja no anda») la caja 2 no anda
        Marta < …Problema reportado: la caja 2 no anda…
    """)


def test_a_greeting_that_becomes_a_problem_stands_where_it_was_said(chat: Conversation) -> None:
    chat("""
        Marta > hola
        Marta > no anda la impresora
        Marta < ...
        Marta > [Nuevo ticket]
        Marta > [Marta Gómez]
        Marta > [Omitir]
        Marta > (corrige «hola») en la caja 2
        Marta > [Omitir]
        Marta < …Problema reportado: en la caja 2 no anda la impresora…
    """)
