"""Outside working time a client hears when we are back: once an absence, and not while somebody answers."""

from typing import Any

import pytest

from tests.harness.stories import ASSIGNED, ONE
from tests.harness.transcripts import Conversation, elsewhere, on_telegram

CLOSED_TODAY = {"closed": ["2026-11-23"], "holidays": ""}
"""The tests begin on that Monday."""


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"hours": CLOSED_TODAY}


@elsewhere
def test_a_new_ticket_is_answered_with_when_we_are_back_in_the_same_message_and_once(
    chat: Conversation,
) -> None:
    chat(
        ONE
        + """
        -- 1 min
        Marta > #1 Y tampoco anda la otra
        Marta < ...
    """
    )
    told = [bubble.text for bubble in chat.phone("Marta").seen.values()]
    [back] = [text for text in told if "Volvemos" in text]
    assert back.startswith("Listo, abrí el Ticket 1. Ya avisé en la mesa; ")
    assert back.endswith("Volvemos mañana a las 9.")


@on_telegram
def test_a_first_message_is_answered_so_too_and_the_next_absence_anew(chat: Conversation) -> None:
    chat("""
        Pablo > No anda internet en el local
        Pablo < …Volvemos mañana a las 9.
        Pablo < …
        Pablo > [Cancelar]
        Pablo < …
        -- 30 h
        Pablo > Sigue sin andar
        Pablo < …
        Pablo > [Cancelar]
        Pablo < …
        -- 3 h
        Pablo > hola
        Pablo < …Volvemos mañana a las 9.
        Pablo < Hola, Pablo. …
    """)


@on_telegram
def test_gracias_needs_no_answer_and_who_is_being_answered_none_either(chat: Conversation) -> None:
    chat.desk.later(hours=24)
    chat(ASSIGNED)
    chat.desk.later(hours=9)
    chat("""
        Ana > /responder 1 ¿Qué dice la pantalla?
        Ana < …
        Marta < …¿Qué dice la pantalla?
        Marta > #1 Está toda azul
        Marta < (recibido)
        Ana < …Está toda azul
        -- 40 min
        Marta > (a «¿Qué dice la pantalla?») gracias
        Marta < (recibido)
        Ana < …
        Marta > #1 Sigue azul
        Marta < …Volvemos mañana a las 9.
        Marta < (recibido)
        Ana < …Sigue azul
    """)


@on_telegram
def test_staff_are_not_told(chat: Conversation) -> None:
    chat("Julia > hola\nJulia < Hola, Julia. …\nAna > hola\nAna < Hola, Ana. …")
