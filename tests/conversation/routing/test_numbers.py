"""«#2» alone while a question is open: the ticket that it chooses, or the one that it shows; never an empty message."""

import pytest

from tests.harness.stories import ASSIGNED, TWO_LATER
from tests.harness.transcripts import Conversation, on_telegram


def test_a_ticket_s_number_chooses_it_where_words_wait_for_a_place(chat: Conversation) -> None:
    chat(
        TWO_LATER
        + """
        > no anda nada
        < …«no anda nada»
          [Ticket 2 · …] [Ticket 1 · …] [Nuevo ticket] [Cancelar]
        > #2
        < Va al Ticket 2. …
          [Mover] [Es otro problema]
        Julia < …Ticket 2: no anda nada
        > [Mover]
        < ¿Adónde lo paso?
        > #1
        < Va al Ticket 1. …
        Julia < ...
    """
    )
    assert (chat.thread(1), chat.thread(2)) == (["no anda nada"], [])


@pytest.mark.parametrize("number", ["1", "2"])
@on_telegram
def test_a_ticket_s_number_is_its_own_and_no_place_in_the_list(chat: Conversation, number: str) -> None:
    chat(
        TWO_LATER
        + f"""
        > /cerrar
        < ¿Cuál cerramos? …
          [Ticket 2 · …] [Ticket 1 · …] [Cancelar]
        > #{number}
        < …antes de cerrar el Ticket {number}…
        > cancelar
        < Cancelado…
        Julia > /asignar
        Julia < ¿Cuál asignamos? …
        Julia > #{number}
        Julia < ¿A quién le doy el Ticket {number}? …
    """
    )


@on_telegram
def test_the_number_of_a_ticket_that_is_none_of_the_choices_is_no_place_either(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        > /eliminar
        < ¿Cuál eliminamos? …
          [Ticket 1 · …] [Cancelar]
        > #2
        < No encuentro el Ticket 2…
    """
    )


def test_a_ticket_is_shown_beside_a_question_that_asks_something_else(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        > /cerrar 1
        < …antes de cerrar el Ticket 1…
        > #1
        < Ticket 1 …
        < …antes de cerrar el Ticket 1…
        > cancelar
        < Cancelado…
        > /eliminar 1
        < ¿Eliminamos el Ticket 1? …
        > #1
        < Ticket 1 …
        < ¿Eliminamos el Ticket 1? …
    """
    )
    assert chat.thread() == []
