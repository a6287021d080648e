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
