"""Which ticket people mean, and what they say when it went into the wrong one."""

import pytest

from tests.harness.stories import ASSIGNED, BOTH_OF_ANA
from tests.harness.transcripts import Conversation, on_telegram

IN_THE_FIRST = (
    BOTH_OF_ANA
    + """
    Marta > dice error 3
    Marta < …
    Marta > [Ticket 1]
    Marta < Va al Ticket 1. …
      [Mover] [Es otro problema]
    Ana < …Ticket 1: dice error 3
"""
)


def test_a_call_for_a_person_reaches_the_person(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Marta > quiero hablar con una persona
        Marta < Ana atiende tu Ticket 1 y ya le pasé tu mensaje…
          [Nuevo ticket]
        Ana < …Ticket 1: quiero hablar con una persona
        Marta > llamame al 11 4444 5555
        Marta < …
        Ana < …Ticket 1: llamame al 11 4444 5555
    """
    )


@on_telegram
def test_who_attends_is_not_said_twice_in_a_row(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Marta > me pueden llamar
        Marta < Ana atiende tu Ticket 1 y ya le pasé tu mensaje…
        Ana < …me pueden llamar
        Marta > quien me atiende?
        Marta < Eso también lo pasé, por el Ticket 1.
        Ana < …quien me atiende?
    """
    )


def test_a_call_for_a_person_about_no_ticket_is_no_part_of_the_one_that_is_open(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        -- 40 min
        Marta > quiero hablar con una persona
        Marta < Ana atiende tu Ticket 1: escribime acá y se lo paso. …
          [Nuevo ticket]
    """
    )
    assert chat.thread() == []


@on_telegram
@pytest.mark.parametrize("said", ["perdón, era por el 2", "no, perdon, era el otro", "no, era el del mail"])
def test_what_went_into_the_wrong_ticket_is_moved_in_peoples_own_words(chat: Conversation, said: str) -> None:
    chat(
        IN_THE_FIRST
        + f"""
        Marta > {said}
        Marta < ¿Adónde lo paso?
          [Ticket 2 · …] [Nuevo ticket] [Cancelar]
        Marta > 1
        Marta < Va al Ticket 2. …
        Ana < ...
    """
    )
    assert (chat.thread(1), chat.thread(2)) == ([], ["dice error 3"])


@on_telegram
@pytest.mark.parametrize("said", ["era por la caja 3, no la 2", "era en el 3er piso", "es el 2"])
def test_a_correction_of_what_was_told_stays_where_that_is(chat: Conversation, said: str) -> None:
    chat(
        IN_THE_FIRST
        + f"""
        Marta > {said}
        Marta < Va al Ticket 1. …
        Ana < ...
    """
    )
    assert chat.thread(1) == ["dice error 3", said]


@on_telegram
def test_which_one_it_was_is_told_and_moves_nothing(chat: Conversation) -> None:
    chat(
        IN_THE_FIRST
        + """
        Marta > era la del fondo
        Marta < Va al Ticket 1. …
        Ana < …: era la del fondo
    """
    )


@on_telegram
def test_what_was_for_another_ticket_is_asked_about_even_in_focus(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Marta > perdón, era para otro ticket
        Marta < ¿Esto es de alguno de estos tickets? «perdón, era para otro ticket»
          [Ticket 1 · …] [Nuevo ticket] [Cancelar]
        Marta > cancelar
        Marta < …
        Marta > no es ese
    """
    )
    assert chat.thread() == ["no es ese"]


@on_telegram
def test_what_began_a_move_is_a_message_where_nothing_is_moved(chat: Conversation) -> None:
    chat(
        IN_THE_FIRST
        + """
        Marta > no, era la del fondo
        Marta < ¿Adónde lo paso?
          [Ticket 2 · …] [Nuevo ticket] [Cancelar]
        Marta > cancelar
        Marta < Cancelado.
        Marta < Va al Ticket 1. …
          [Mover] [Es otro problema]
        Ana < …Ticket 1: no, era la del fondo
    """
    )
    assert chat.thread(1) == ["dice error 3", "no, era la del fondo"]


@on_telegram
def test_what_would_begin_a_move_that_comes_too_late_is_offered_a_place(chat: Conversation) -> None:
    chat(
        IN_THE_FIRST
        + """
        -- 20 min
        Marta > no, era la del fondo
        Marta < Eso ya no se puede mover…
        Marta < ¿Esto es de alguno de estos tickets? «no, era la del fondo»
          [Ticket 1 · …] [Ticket 2 · …] [Nuevo ticket] [Cancelar]
    """
    )


@on_telegram
def test_what_a_technician_says_of_a_move_is_sent_to_nobody_unasked(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Ana > #1 va el lunes
        Ana < (recibido)
        Marta < …
        Ana > prueben apagarla
        Ana < …
        Ana > [Enviar]
        Ana < Se lo mandé a Marta (Ticket 1).
          [Mover]
        Marta < …
        Ana > no, era el otro
        Ana < ¿Adónde lo paso?
        Ana > cancelar
        Ana < Cancelado.
        Ana < ¿Se lo mando a Marta (Ticket 1)? «no, era el otro»
          [Enviar] [Nota interna] [Cancelar]
    """
    )
    assert chat.thread(1) == ["va el lunes", "prueben apagarla"]


@on_telegram
@pytest.mark.parametrize("said", ["están todos esperando", "esperando", "hay gente esperando"])
def test_who_waits_is_heard(chat: Conversation, said: str) -> None:
    """It is neither a greeting nor thanks."""
    chat(ASSIGNED + f"Marta > {said}\nMarta < (recibido)\nAna < …Ticket 1: {said}")
