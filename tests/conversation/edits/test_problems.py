"""An edit changes the problem that it was a part of, in the form and in the ticket."""

from tests.harness.stories import ASSIGNED
from tests.harness.transcripts import Conversation, on_telegram

pytestmark = on_telegram


def test_an_edit_of_the_problem_keeps_the_former_one(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Marta > (corrige «No imprime la caja 2») No imprime la caja 3
        Ana < …Ticket 1…No imprime la caja 3
          [Responder] [Nota interna] [Cerrar ticket]
        Julia < …Ticket 1…No imprime la caja 3
          [Asignar] [Criticidad] [Categoría]
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
