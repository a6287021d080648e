"""Opening a ticket: the way through the questions, back, and to one of them again."""

import pytest

from tests.dialogue.openings import AT_IMAGES, OPENING, hurried, sha
from tests.harness.transcripts import Conversation, on_telegram


@pytest.mark.parametrize("way", ["button", "label", "number"])
def test_a_ticket_is_opened_by_buttons_labels_or_numbers_alike(chat: Conversation, way: str) -> None:
    chat.way = way
    chat(OPENING)
    ticket = chat.desk.ticket(1)
    assert ticket["status"] == "open"
    assert ticket["requester"] == ticket["affected_person"] == "Marta Gómez"
    assert ticket["company"] == "LA CABAÑA S.A."
    assert ticket["phone"] == "+5491123456789"
    assert ticket["phone_as_typed"] == "011 15-2345-6789"
    assert ticket["problem"] == "No imprime la caja 2"
    assert ticket["images"] == ticket["thread"] == []
    assert [event["what"] for event in ticket["events"]] == ["opened"]


def test_the_number_goes_on_and_the_people_they_named_are_offered(chat: Conversation) -> None:
    chat(hurried(OPENING))
    chat("""
        > nuevo
        < … (1/4)
        > Tomás
        < … (2/4)
        > omitir
        < … (3/4)
        > no anda nada
        < … (4/4)
        > omitir
        < …Persona afectada: Tomás …
        > dale
        < Listo, abrí el Ticket 2. …
        > nuevo ticket
        < … (1/4)
          [Marta Gómez] [Tomás] [Cancelar]
        > CANCELAR.
        < Cancelado…
    """)


def test_back_goes_to_the_question_before_and_keeps_no_answer_of_it(chat: Conversation) -> None:
    chat("""
        > /nuevo
        < … (1/4)
        > Tomás
        < … (2/4)
        > 4567-8901
        < … (3/4)
        > volver
        < … (2/4)
        > [Volver]
        < … (1/4)
          [Marta Gómez] [Cancelar]
        > [Marta Gómez]
        < … (2/4)
        > [Omitir]
        < … (3/4)
        > se cortó la luz
        < … (4/4)
        > [Omitir]
        < …Persona afectada: Marta Gómez Teléfono: — …
        > [Cancelar]
        < Cancelado…
    """)
    assert chat.desk.tickets() == []


def test_one_answer_is_changed_and_the_summary_comes_back(chat: Conversation) -> None:
    chat(AT_IMAGES)
    chat("""
        > [Omitir]
        < Fijate si está bien: …
        > [Cambiar…]
        < …
          [Persona afectada] [Teléfono] [Problema] [Fotos] [Volver] [Cancelar]
        > [Problema]
        < Contame el problema… (3/4)
        > No anda la caja 3
        < Fijate…Problema reportado: No anda la caja 3 …
        > [Cambiar…]
        < ...
        > [Volver]
        < Fijate…
        > cambiar
        < ...
        > teléfono
        < … (2/4)
        > volver
        < Fijate…Teléfono: — …
        > [Cambiar…]
        < ...
        > [Fotos]
        < … (4/4)
        > (foto)
        < …archivo…
        > listo
        < Fijate…Problema reportado: No anda la caja 3…Imagen: un archivo…
        > [Confirmar]
        < Listo, abrí el Ticket 1. …
    """)
    assert [image["sha256"] for image in chat.desk.ticket(1)["images"]] == [sha(chat.photos[0])]


def test_staff_are_first_asked_for_which_client(chat: Conversation) -> None:
    chat("""
        Ana > /nuevo
        Ana < ¿Para qué cliente? … (1/5)
          [Marta Gómez] [Pablo Ruiz] [Cancelar]
        Ana > nadie así
        Ana < … (1/5)
        Ana > marta
        Ana < … (2/5)
          [Marta Gómez] [Volver] [Cancelar]
        Ana > [Marta Gómez]
        Ana < … (3/5)
        Ana > [Omitir]
        Ana < … (4/5)
        Ana > Llamó: no le anda el mail
        Ana < … (5/5)
        Ana > [Omitir]
        Ana < Fijate…
        Ana > [Confirmar]
        Ana < Listo, abrí el Ticket 1 para Marta…
        Marta < Ana te abrió el Ticket 1: «Llamó: no le anda el mail». Te escribo por acá apenas haya novedades.
        Julia < Entró un ticket nuevo. …
        Julia > /ticket 1
        Julia < Ticket 1 …Usuario: Marta Gómez…
    """)


@on_telegram
def test_another_client_has_other_suggestions(chat: Conversation) -> None:
    chat("""
        Ana > /nuevo
        Ana > marta
        Ana < …
          [Marta Gómez] […]
        Ana > (corrige «marta») pablo
        Ana < …
          [Pablo Ruiz] [Volver] [Cancelar]
    """)
