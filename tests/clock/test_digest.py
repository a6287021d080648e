"""The digest and the board: their figures, their words, and when the leads hear of them."""

from datetime import date, timedelta
from typing import Any

import pytest

from bot.clock import digest
from bot.clock.figures import board
from tests.harness.stories import CLOSED, ONE, TWO
from tests.harness.transcripts import Conversation, on_both_stores, on_telegram


@pytest.fixture
def settings() -> dict[str, Any]:
    """Nine to six; the tests begin on a Monday at nine. Nothing else reminds."""
    off = dict.fromkeys(("unassigned_after", "unanswered_after", "escalate_after"), "")
    return {"hours": {"holidays": ""}, "reminders": off, "desk": {"name": "Sistemas San Antonio"}}


def at(chat: Conversation, **much: float) -> None:
    """So much later; two workers look."""
    chat.desk.settle()
    chat.desk.later(**much)
    for _ in range(2):
        digest.tell(chat.desk.desk)


SOLVED = (
    ONE
    + """
    Julia < ...
    Julia > /asignar 1 ana
    Julia < …
    Ana < ...
    Marta < ...
    -- 30 min
    Ana > /responder 1 Ya voy
    Ana < ...
    Marta < …
    -- 2 h
    Ana > /cerrar 1 Cambié el cable
    Ana < …
    Marta < …
"""
)


@on_both_stores
def test_the_day_is_told_at_its_hour_once_with_medians_in_working_time(chat: Conversation) -> None:
    chat(SOLVED)
    chat(ONE.replace("Ticket 1", "Ticket 2") + "Julia < ...")
    at(chat, hours=6)
    assert chat.told("Julia") == []
    at(chat, minutes=30)
    [told] = chat.told("Julia")
    assert told.text.splitlines() == [
        "Sistemas San Antonio: lunes 23-11",
        "Abiertos: 2",
        "Cerrados: 1",
        "Esperan respuesta: 1",
        "Primera respuesta: 30 min",
        "Solución: 2 h 30 min",
        "",
        "Cerrados por técnico, y en cuánto tiempo",
        "Ana Torres: 1, 2 h 30 min",
    ]
    at(chat, hours=24)
    assert [bubble.text for bubble in chat.told("Julia")] == [
        "Sistemas San Antonio: martes 24-11\nEsperan respuesta: 1"
    ]


@on_telegram
def test_the_week_before_is_told_on_its_first_working_day_and_compared_with_the_one_before(
    chat: Conversation,
) -> None:
    chat(SOLVED)
    at(chat, days=7, hours=6, minutes=35)
    told = [bubble.text for bubble in chat.told("Julia")]
    assert len(told) == 1  # nothing happened that day
    assert told[0].startswith("Sistemas San Antonio: semana del 23-11 al 29-11\nAbiertos: 1\nCerrados: 1\n")
    chat(ONE.replace("Ticket 1", "Ticket 2") + ONE.replace("Ticket 1", "Ticket 3") + "Julia < ...")
    at(chat, days=7)
    told = [bubble.text for bubble in chat.told("Julia")]
    assert "Abiertos: 2 (la semana anterior: 1)\nEsperan respuesta: 2" in told[-1]


@on_telegram
def test_nothing_to_tell_is_not_told(chat: Conversation) -> None:
    chat.phone("Julia")
    for _ in range(10):
        at(chat, days=1)
    assert chat.told("Julia") == []


@on_telegram
def test_what_nobody_ran_for_is_told_once_in_working_time(chat: Conversation) -> None:
    chat(TWO + "Julia < ...")
    at(chat, hours=12)  # at nine in the evening
    assert chat.told("Julia") == []
    at(chat, hours=12, minutes=1)
    assert ["lunes 23-11" in bubble.text for bubble in chat.told("Julia")] == [True]
    at(chat, hours=1)
    assert chat.told("Julia") == []


@on_telegram
def test_the_board_says_all_that_its_picture_shows(chat: Conversation) -> None:
    chat(CLOSED)
    chat(TWO.replace("Ticket 2", "Ticket 3").replace("Ticket 1", "Ticket 2"))
    chat("Julia < ...\nJulia > /asignar 2 ana crítica\nJulia < …\nAna < ...\nMarta < …")
    chat.desk.later(days=4)
    with chat.desk.store.read() as session:
        shown = board.look(chat.desk.desk, session)
    assert (shown.desk, shown.open, shown.unassigned, shown.overdue) == ("Sistemas San Antonio", 2, 1, 1)
    assert shown.by_level == (1, 0, 0, 0, 1)
    assert [(load.name, load.by_level) for load in shown.loads] == [
        (None, (0, 0, 0, 0, 1)),
        ("Ana Torres", (1, 0, 0, 0, 0)),
    ]
    assert shown.ages == (0, 0, 2, 0)
    assert shown.weeks[-1] == board.Week(date(2026, 11, 23), 3, 1)
    assert [(week.opened, week.closed) for week in shown.weeks[:-1]] == [(0, 0)] * 3
    assert shown.longest is not None and shown.longest.waits > timedelta(days=4)
    chat("""
        Julia > /tablero
        Julia < Abiertos: 2 · Sin asignar: 1 · Vencidos: 1
          Crítica: 1
          Quien más espera: Ticket 2, hace 4 días.
          Ana Torres: 1 (1 Crítica)
          Abiertos desde hace
          tres a siete días: 2
          Por semana, desde el lunes
          23-11: 3 abiertos, uno cerrado
          (archivos 1)
    """)


@on_telegram
def test_it_says_what_clients_thought_of_it(chat: Conversation) -> None:
    chat(CLOSED)
    chat("""
        Marta > [Sirvió]
        Marta < ...
        Marta > 4
        Marta < ...
        Ana < ...
        Julia < ...
    """)
    at(chat, hours=9)
    [told] = chat.told("Julia")
    assert "Conformidad: 4,0 de 5" in told.text
