"""What is written after a solution: «Sirvió» and «Sigue igual» where it says so plainly, else a question."""

import pytest

from tests.harness.stories import ASSIGNED, BOTH_OF_ANA, CLOSED, ONE
from tests.harness.transcripts import Conversation, on_telegram

LATER = "-- 5 min\n"
ONE_OF_TWO_CLOSED = (
    BOTH_OF_ANA
    + """
    Ana > /cerrar 1 cambié el cable
    Ana < ...
    Marta < Ana cerró tu Ticket 1. …
"""
)


@pytest.mark.parametrize(
    "said",
    [
        "ya lo arreglaron?",
        "cuando se arregla",
        "ya esta?",
        "sirve?",
        "se solucionó lo del mail pero la impresora no",
        "dejalo",
        "ya no hace falta",
        "no sé si anda",
    ],
)
@on_telegram
def test_what_does_not_say_whether_it_helped_is_asked_about(chat: Conversation, said: str) -> None:
    chat(
        CLOSED
        + LATER
        + f"""
        Marta > {said}
        Marta < El Ticket 1 está cerrado. ¿Reabrir? «{said}»
          [Reabrir ticket] [Nuevo ticket] [Cancelar]
    """
    )


@pytest.mark.parametrize("said", ["quiero hablar con ana", "quiero hablar con julia"])
@on_telegram
def test_who_wants_to_speak_to_somebody_says_nothing_of_it(chat: Conversation, said: str) -> None:
    chat(
        CLOSED
        + LATER
        + f"""
        Marta > {said}
        Marta < Te atiende …
          [Nuevo ticket]
    """
    )


@pytest.mark.parametrize("said", ["sí", "ya anda, gracias", "ya anda! puedo borrar el mail viejo?"])
@on_telegram
def test_what_says_that_it_helped_is_heard(chat: Conversation, said: str) -> None:
    chat(
        CLOSED
        + LATER
        + f"""
        Marta > {said}
        Marta < ¡Qué bueno! El Ticket 1 queda cerrado. …
        Ana < …{said}
        Ana < …sirvió.
    """
    )


@pytest.mark.parametrize("said", ["ya lo arreglaron?", "cuándo se arregla?"])
@on_telegram
def test_whether_it_is_solved_may_be_asked_of_an_open_ticket(chat: Conversation, said: str) -> None:
    chat(
        ASSIGNED
        + f"""
        Marta > {said}
        Marta < (recibido)
        Ana < …{said}
    """
    )


@on_telegram
def test_a_label_of_hours_ago_is_a_doubt_where_another_ticket_is_in_focus(chat: Conversation) -> None:
    chat(
        CLOSED
        + "-- 2 h\n"
        + ONE.replace("Ticket 1", "Ticket 2")
        + """
        Julia < ...
        Marta > sigue igual
        Marta < El Ticket 1 está cerrado. ¿Reabrir? «sigue igual»
          [Reabrir ticket] [Ticket 2 · …] [Nuevo ticket] [Cancelar]
        Marta > [Ticket 2]
        Marta < Va al Ticket 2. …
        Julia < …sigue igual
    """
    )


@on_telegram
def test_sirvio_is_not_about_a_closing_of_hours_ago_where_another_ticket_is_in_focus(
    chat: Conversation,
) -> None:
    chat(
        CLOSED
        + "-- 2 h\n"
        + ONE.replace("Ticket 1", "Ticket 2")
        + """
        Julia < ...
        Marta > sirvió
        Marta < ¿Cerramos el Ticket 2?
        Julia < ...
    """
    )


@pytest.mark.parametrize("said", ["es para el ticket 2", "es para el 2", "#2"])
def test_what_is_asked_about_a_closed_ticket_may_be_of_an_open_one(chat: Conversation, said: str) -> None:
    chat(
        ONE_OF_TWO_CLOSED
        + f"""
        Marta > y el mail lo van a ver hoy?
        Marta < El Ticket 1 está cerrado. ¿Reabrir? …
          [Reabrir ticket] [Ticket 2 · …] [Nuevo ticket] [Cancelar]
        Marta > {said}
        Marta < Va al Ticket 2. …
          [Mover] [Es otro problema]
        Ana < …y el mail lo van a ver hoy?
    """
    )


@on_telegram
def test_what_is_asked_about_a_closed_ticket_may_be_another_problem(chat: Conversation) -> None:
    chat(
        ONE_OF_TWO_CLOSED
        + """
        Marta > y el mouse lo van a ver hoy?
        Marta < El Ticket 1 está cerrado. ¿Reabrir? …
        Marta > es otro problema
        Marta < ¿Quién tiene el problema? …
    """
    )


@on_telegram
def test_a_reopening_beside_another_ticket_offers_to_move_the_words(chat: Conversation) -> None:
    chat(
        ONE_OF_TWO_CLOSED
        + """
        Marta > el mail todavía no me anda
        Marta < Reabrí el Ticket 1. Ya le avisé a Ana. ¿Era por otra cosa?
          [Mover] [Es otro problema]
        Ana < ...
    """
    )


@on_telegram
def test_which_of_two_solutions_did_not_help_is_asked(chat: Conversation) -> None:
    chat(
        ONE_OF_TWO_CLOSED
        + """
        Ana > /cerrar 2 listo
        Ana < ...
        Marta < Ana cerró tu Ticket 2. …
        Marta > no, sigue igual la impresora
        Marta < El Ticket 2 está cerrado. ¿Reabrir? «no, sigue igual la impresora»
          [Reabrir ticket] [Ticket 1 · …] [Nuevo ticket] [Cancelar]
        Marta > [Ticket 1]
        Marta < ...
        Ana < ...
    """
    )
    assert (chat.thread(1), chat.thread(2)) == (["no, sigue igual la impresora"], [])


@on_telegram
def test_whether_it_helped_can_be_said_while_a_ticket_is_to_be_chosen(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Ana > /cerrar 1 cable
        Ana < ...
        Marta < ...
        Marta > /reabrir
        Marta < ¿Cuál reabrimos? …
        Ana > /cerrar 2 toner
        Ana < ...
        Marta < ...
        Marta > Sirvió
        Marta < ¡Qué bueno! …
        Marta < ¿Cuál reabrimos? …
        Ana < …
    """
    )


@on_telegram
def test_of_two_solutions_the_one_that_is_named_did_not_help(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Ana > /cerrar 1 cable
        Ana > /cerrar 2 toner
        Ana < ...
        Marta < ...
        Marta > #1, sigue igual
        Marta < Reabrí el Ticket 1.…
        Marta < ...
        Ana < ...
    """
    )


def test_of_several_solutions_the_one_that_is_quoted_helped(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Ana > cerrar 1 y 2: corte de luz
        Ana < ...
        Marta < ...
        Marta > (a «tu Ticket 1. Solución») sirvio
        Marta < …El Ticket 1 queda cerrado. …
        Ana < …la solución del Ticket 1 sirvió.
        Marta > (a «tu Ticket 2. Solución») Sigue igual
        Marta < Reabrí el Ticket 2. …
        Ana < Marta Gómez reabrió el Ticket 2: el problema sigue.
    """
    )
    assert [chat.thread(number) for number in (1, 2)] == [[], []]
