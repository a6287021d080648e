"""Deadlines: working time by criticality, which stands still while we wait for the client; who sees them, and how."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.clock import deadlines
from store.tables import Ticket
from tests.harness.stories import ONE
from tests.harness.transcripts import Conversation, on_telegram


@pytest.fixture
def settings() -> dict[str, Any]:
    """Nine hours from Monday to Friday; the tests begin on a Monday at nine."""
    return {"hours": {"holidays": ""}}


RATED = (
    ONE
    + """
    Julia < ...
    Julia > /asignar 1 ana alta
    Julia < …
    Ana < ...
    Marta < ...
"""
)


def due(chat: Conversation) -> datetime:
    exported = chat.desk.ticket(1)["due_at"]
    return datetime.fromisoformat(exported)


def about(meant: timedelta, found: timedelta) -> bool:
    """To the minute: what people do takes seconds."""
    return abs(found - meant) < timedelta(minutes=1)


@on_telegram
def test_a_deadline_is_working_time_since_the_opening_by_criticality(chat: Conversation) -> None:
    chat(ONE)
    assert chat.desk.ticket(1)["due_at"] is None
    opened = chat.desk.rows(Ticket)[0].created_at
    chat("""
        Julia < ...
        Julia > /criticidad 1 crítica
        Julia < …
    """)
    assert due(chat) == opened + timedelta(hours=4)
    chat("""
        Julia > /criticidad 1 media
        Julia < …
    """)
    # at nine hours a day: Wednesday at 15
    assert due(chat) == opened + timedelta(days=2, hours=6)


@on_telegram
def test_it_stands_still_while_we_wait_for_the_client(chat: Conversation) -> None:
    chat(RATED)
    opened = chat.desk.rows(Ticket)[0].created_at
    chat("""
        -- 1 h
        Ana > /responder 1 ¿Qué modelo es?
        Ana < …
        Marta < …¿Qué modelo es?
        -- 2 h
        Ana > /ticket 1
        Ana < …Plazo: en pausa, esperamos al cliente…
        Julia > /ticket 1
        Julia < …Plazo: en pausa, esperamos al cliente…
        Marta > #1 El nuevo
        Marta < (recibido)
        Ana < …El nuevo
        Ana > /ticket 1
        Ana < …Plazo: vence en …
    """)
    # Two hours after 17 o'clock: an hour into the next day.
    assert about(timedelta(days=1, hours=1), due(chat) - opened)


@on_telegram
def test_a_closed_ticket_has_none_and_goes_on_when_it_is_reopened(chat: Conversation) -> None:
    chat(RATED)
    before = due(chat)
    chat("""
        Ana > /cerrar 1 Cambié el cable
        Ana < …
        Marta < …
          [Sirvió] [Sigue igual]
        -- 24 h
        Marta > [Sigue igual]
        Marta < …
        Ana < …
        Ana > /ticket 1
        Ana < …Plazo: vence en …
    """)
    assert about(timedelta(days=1), due(chat) - before)


def test_staff_see_it_in_views_and_lists_and_the_client_does_not(chat: Conversation) -> None:
    chat(
        RATED
        + """
        -- 7 h
        Ana > /pendientes
        Ana < …vence en …
          [Ticket 1]
        -- 25 h
        Ana > /pendientes
        Ana < …vencido hace 1 día…
          [Ticket 1]
        Julia > /ticket 1
        Julia < …Plazo: ⏰ vencido hace 1 día…
        Marta > /ticket 1
        Marta < …Problema reportado…
    """
    )
    assert "vencido" not in chat.phone("Marta").newest().text
    assert due(chat).tzinfo == UTC


@on_telegram
def test_other_settings_count_for_the_tickets_that_are_open(chat: Conversation) -> None:
    chat(RATED)
    opened = chat.desk.rows(Ticket)[0].created_at
    allowed = chat.desk.desk.settings.deadlines.model_copy(update={"high": timedelta(hours=2)})
    settings = chat.desk.desk.settings.model_copy(update={"deadlines": allowed})
    deadlines.reckon_all(replace(chat.desk.desk, settings=settings))
    assert due(chat) == opened + timedelta(hours=2)
