"""What is written after a solution: «Sirvió» and «Sigue igual» where it says so plainly, else a question."""

import pytest

from tests.harness.stories import ASSIGNED, CLOSED
from tests.harness.transcripts import Conversation, on_telegram

LATER = "-- 5 min\n"


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
