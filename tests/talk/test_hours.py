"""«a qué hora abren?»: the week's hours, and whether somebody is there now."""

from typing import Any

import pytest

from tests.harness.transcripts import Conversation, on_telegram

WEEK = "Nuestro horario: lunes a viernes de 9 a 18. Los feriados no atendemos."
NEVER = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "")


@pytest.fixture
def settings() -> dict[str, Any]:
    """As it is where nothing is set. The tests begin at nine on a Monday that is a public holiday in Argentina."""
    return {"hours": {}}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("a que hora abren?", f"{WEEK} Ahora estamos: contame en qué te ayudo."),
        ("hola! trabajan los sábados?", f"{WEEK} Ahora estamos: …"),
        ("what time do you close?", f"{WEEK} …"),
        ("que horas vocês abrem?", f"{WEEK} …"),
    ],
)
@on_telegram
def test_who_asks_hears_the_hours(chat: Conversation, said: str, told: str) -> None:
    chat(f"""
        -- 24 h
        Marta > {said}
        Marta < {told}
    """)


@on_telegram
def test_out_of_hours_it_says_when_somebody_is_back(chat: Conversation) -> None:
    chat(f"""
        Marta > hasta qué hora están?
        Marta < {WEEK} Ahora no hay nadie en la mesa, pero lo que escribas nos queda. Volvemos mañana a las 9.
    """)


@pytest.mark.parametrize(
    "settings",
    [{"hours": {"wednesday": "09:00-13:00 14:30-18:00", "saturday": "00:00-24:00", "holidays": ""}}],
)
@on_telegram
def test_days_of_the_same_hours_are_said_together(chat: Conversation) -> None:
    chat("""
        Marta > horarios de atención?
        Marta < …: lunes y martes de 9 a 18, miércoles de 9 a 13 y de 14:30 a 18, …, sábado las 24 horas. …
    """)


@pytest.mark.parametrize("settings", [{"hours": NEVER}])
@on_telegram
def test_a_desk_without_hours_asks_where_the_question_goes(chat: Conversation) -> None:
    chat("""
        Marta > a que hora abren?
        Marta < ¿Abro un ticket con esto? …
          [Nuevo ticket] [Cancelar]
    """)


@on_telegram
def test_while_words_wait_for_a_place_they_go_on_waiting(chat: Conversation) -> None:
    chat(f"""
        -- 24 h
        Marta > mi primo se compró un auto
        Marta < …
        Marta > a que hora abren?
        Marta < {WEEK} …
        Marta < …«mi primo se compró un auto»…
    """)


@on_telegram
def test_what_else_is_said_is_no_question_about_the_hours(chat: Conversation) -> None:
    chat("""
        -- 24 h
        Marta > a qué hora abren? no me anda la impresora
        Marta < …la impresora…
    """)
