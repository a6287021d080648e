"""Who is away is offered last and not reminded, and the leads get their tickets; how they come back."""

from datetime import date
from typing import Any

import pytest

from bot.clock import absences, reminders
from bot.language import days
from store.tables import Person
from tests.harness.desks import _texts
from tests.harness.stories import ASSIGNED, ONE
from tests.harness.transcripts import Conversation, elsewhere, on_telegram

MONDAY = date(2026, 11, 23)


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"hours": {"holidays": ""}}


AWAY = (
    ASSIGNED
    + """
    Ana > /ausente
    Ana < Listo, figurás como ausente: …
    Julia < Ana Torres no está por ahora. Siguen a su nombre: Ticket 1.
      [Reasignar]
"""
)


def test_the_leads_get_their_tickets_and_they_are_offered_last(chat: Conversation) -> None:
    chat(
        AWAY
        + ONE.replace("Ticket 1", "Ticket 2")
        + """
        Julia < …
        Julia > [Asignar]
        Julia < …
          [Beto (0)] [Ana (1) (no está)] [Cancelar]
        Julia > [Cancelar]
        Julia < …
        Ana > presente
        Ana < Listo, figurás como presente. Tenés un ticket abierto.
          [Mis pendientes]
    """
    )
    assert not next(person for person in chat.desk.rows(Person) if person.name == "Ana Torres").absent


@on_telegram
def test_who_is_away_is_not_reminded_and_the_leads_are(chat: Conversation) -> None:
    chat(AWAY + "Marta > #1 ¿Y?\nMarta < ...\nAna < …¿Y?")
    chat.desk.later(hours=24)
    reminders.remind(chat.desk.desk)
    assert chat.told("Ana") == []
    assert ["espera respuesta" in bubble.text for bubble in chat.told("Julia")] == [True]


@elsewhere
def test_until_a_day_they_are_back_by_themselves_on_the_next(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > ausente hasta el 24-11
        Ana < Listo, figurás como ausente hasta el 24-11-2026 inclusive: …
        Julia < …no está por ahora…
          [Reasignar]
    """
    )
    chat.desk.later(hours=36)
    absences.end(chat.desk.desk)
    assert chat.told("Ana") == []
    chat.desk.later(hours=12, minutes=1)
    absences.end(chat.desk.desk)
    absences.end(chat.desk.desk)
    chat("Ana < Hoy volvés: ya figurás como presente. Tenés un ticket abierto.\n[Mis pendientes]")


@on_telegram
def test_what_is_no_day_is_asked_for_and_changes_nothing(chat: Conversation) -> None:
    chat("Ana > /ausente hasta nunca\nAna < No entendí hasta cuándo. …")
    chat("Ana > /ausente hasta el 01-11\nAna < El 01-11-2026 ya pasó. …")
    chat("Marta > /ausente\nMarta < …\nJulia > /presente\nJulia < …")
    assert not any(person.absent for person in chat.desk.rows(Person))


@on_telegram
def test_a_lead_marks_a_technician_who_hears_of_it(chat: Conversation) -> None:
    chat("""
        Julia > /tecnicos
        Julia < …
          [Marcar ausente a Ana] [Marcar ausente a Beto]
        Julia > [Marcar ausente a Ana]
        Julia < …Ana Torres: 0 (no está)…
          [Marcar presente a Ana] [Marcar ausente a Beto]
        Ana < Julia te marcó como ausente: …
        Julia > [Marcar presente a Ana]
        Julia < …
        Ana < Julia te marcó como presente.
    """)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hasta el 15-12", date(2026, 12, 15)),
        ("hasta el 15", date(2026, 12, 15)),
        ("hasta el 25", date(2026, 11, 25)),
        ("hasta el 31", date(2026, 12, 31)),
        ("hasta el 32", None),
        ("15/12", date(2026, 12, 15)),
        ("hasta el 15.12.2027", date(2027, 12, 15)),
        ("al 5 de enero", date(2027, 1, 5)),
        ("until 5 January", date(2027, 1, 5)),
        ("hasta el día 20 de noviembre", date(2026, 11, 20)),
        ("05-01", date(2027, 1, 5)),
        ("hasta el lunes", date(2026, 11, 30)),
        ("hasta mañana", date(2026, 11, 24)),
        ("hasta el miércoles", date(2026, 11, 25)),
        ("até segunda", date(2026, 11, 30)),
        ("até a sexta-feira", date(2026, 11, 27)),
        ("até o dia 15 de março", date(2027, 3, 15)),
        ("amanhã", date(2026, 11, 24)),
        ("hasta el 31-02", None),
        ("el cliente, no me abre", None),
        ("", None),
        ("15", None),
    ],
)
def test_days_are_read_as_people_type_them(typed: str, meant: date | None) -> None:
    assert days.read(_texts(), typed, MONDAY) == meant
