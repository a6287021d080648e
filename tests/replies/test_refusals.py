"""What is refused: said as a message about its ticket, and nothing of it is half done."""

import pytest

from tests.harness.stories import ASSIGNED, CLOSED, ONE
from tests.harness.transcripts import Conversation, on_both_stores, on_telegram


def test_quoting_a_refusal_goes_to_its_ticket(chat: Conversation) -> None:
    chat(
        CLOSED
        + """
        Ana > /cerrar 1 otra vez
        Ana < El Ticket 1 ya está cerrado.
        Ana > (a «ya está cerrado») falta el tóner
        Ana < (recibido)
        Marta < Ana (soporte técnico), Ticket 1: falta el tóner
    """
    )


@on_telegram
@pytest.mark.parametrize(
    ("does", "told"),
    [
        ("/eliminar 1", "El Ticket 1 ya está cerrado, así que no se puede eliminar."),
        ("/cerrar 1", "El Ticket 1 ya está cerrado."),
    ],
)
def test_a_clients_answer_to_a_refusal_goes_to_its_ticket(chat: Conversation, does: str, told: str) -> None:
    chat(
        CLOSED
        + f"""
        Marta > {does}
        Marta < {told}
        Marta > (a «ya está cerrado») muchas gracias
        Marta < (recibido)
        Ana < Marta Gómez (LA CABAÑA S.A.), Ticket 1: muchas gracias
    """
    )


@on_telegram
def test_what_is_not_theirs_remembers_no_ticket(chat: Conversation) -> None:
    chat(
        ONE
        + """
        Julia < ...
        Pablo > /cerrar 1 listo
        Pablo < No encuentro el Ticket 1 entre los tuyos.
        Pablo > (a «No encuentro») pero es el que abrí ayer
        Pablo < …
          [Nuevo ticket] [Cancelar]
    """
    )
    assert chat.desk.ticket(1)["thread"] == []


@on_both_stores
def test_a_deletion_that_came_too_late_is_told_to_nobody(chat: Conversation) -> None:
    """It was closed between the question and its answer: nobody is told that it was deleted."""
    chat(
        ASSIGNED
        + """
        Marta > /eliminar 1
        Marta < ¿Eliminamos el Ticket 1? …
        Ana > /cerrar 1 Cambié el cable
        Ana < ...
        Marta < ...
        Marta > [Eliminar]
        Marta < El Ticket 1 ya está cerrado, así que no se puede eliminar.
    """
    )
    assert chat.desk.ticket(1)["status"] == "closed"


@on_telegram
@pytest.mark.parametrize("typed", ["#1.", "#1", "#1?", "#1 ", "#1:"])
def test_a_number_with_a_full_stop_shows_its_ticket(chat: Conversation, typed: str) -> None:
    chat(
        ONE
        + f"""
        Marta > {typed}
        Marta < Ticket 1 Estado: …
    """
    )
    assert chat.desk.ticket(1)["thread"] == []


@on_telegram
def test_a_command_without_its_number_keeps_what_came_with_it(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > /responder ya voy
        Ana < …
          [Ticket 1 · …] [Cancelar]
        Ana > [Ticket 1]
        Ana < ...
        Marta < Ana (soporte técnico), Ticket 1: ya voy
    """
    )
