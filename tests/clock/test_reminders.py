"""Reminders: whom each occasion reaches, once, in working time, and with what; and that they stop with their cause."""

from typing import Any

import pytest

from bot.clock import reminders
from store.tables import Fired, OutboxMessage, Ticket
from store.upkeep import due
from tests.harness.stories import ASSIGNED, ONE, TWO
from tests.harness.transcripts import Conversation, on_both_stores, on_telegram, on_whatsapp

HOURS = {"saturday": "", "sunday": "", "holidays": ""}
"""Nine to six; the tests begin on a Monday at nine."""


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"hours": HOURS}


def passes(chat: Conversation, **much: float) -> None:
    """So much time; what waited to be done is done before, and what is due is told at the end."""
    chat.desk.settle()
    chat.desk.later(**much)
    look(chat)


def look(chat: Conversation) -> None:
    """As two workers do, one after the other."""
    for _ in range(2):
        reminders.remind(chat.desk.desk)


def test_a_ticket_without_technician_reminds_the_leads_once(chat: Conversation) -> None:
    chat(ONE + "Julia < ...")
    passes(chat, minutes=29)
    chat("Ana > /pendientes\nAna < …")
    assert chat.told("Julia") == []
    passes(chat, minutes=2)
    chat("""
        Julia < El Ticket 1 sigue sin técnico: entró hace 31 minutos. …No imprime la caja 2
          [Asignar] [Ver ticket]
    """)
    passes(chat, minutes=30)
    assert chat.told("Julia") == []
    chat("""
        Julia > /asignar 1 ana
        Julia < …
        Ana < …
        Marta < …
    """)
    passes(chat, hours=8)
    assert chat.told("Julia") == []


ASKED = (
    ASSIGNED
    + """
    -- 1 h
    Marta > #1 ¿Alguna novedad?
    Marta < ...
    Ana < …¿Alguna novedad?
"""
)


def test_who_does_not_answer_is_reminded_and_answers_by_replying(chat: Conversation) -> None:
    chat(ASKED)
    passes(chat, hours=4, minutes=1)
    chat("""
        Ana < Marta Gómez espera tu respuesta en el Ticket 1 desde hace 4 horas. …¿Alguna novedad?
          [Responder] [Ver ticket]
        Ana > (a «espera tu respuesta») Voy en camino
        Ana < ...
        Marta < Ana (soporte técnico), Ticket 1: Voy en camino
    """)
    passes(chat, days=1)
    assert chat.told("Ana") == []
    assert chat.told("Julia") == []


@on_both_stores
def test_the_leads_hear_of_it_later_with_a_way_to_reassign(chat: Conversation) -> None:
    chat(ASKED)
    passes(chat, hours=4, minutes=1)
    chat("Ana < …espera tu respuesta…")
    passes(chat, hours=19)  # Tuesday, nine hours of work since
    chat("""
        Julia < Marta Gómez espera respuesta en el Ticket 1 …Técnico asignado: Ana…
          [Reasignar] [Ver ticket]
        Ana < …espera tu respuesta…
        Julia > /asignar 1 beto
        Julia < …
        Beto < …
        Ana < …
        Marta < …
    """)


@on_telegram
def test_nothing_is_told_outside_working_time_and_what_fell_due_meanwhile_once_within(
    chat: Conversation,
) -> None:
    chat(ONE + "Julia < ...")
    chat.desk.settle()
    chat.desk.later(hours=20)
    look(chat)
    assert chat.told("Julia") == []
    passes(chat, hours=5)
    chat("Julia < …Ticket 1 sigue sin técnico…")
    passes(chat, minutes=5)
    assert chat.told("Julia") == []


@on_both_stores
def test_again_names_all_that_is_late_in_one_message(chat: Conversation) -> None:
    chat(TWO + "Julia < ...")
    passes(chat, minutes=31)
    chat("""
        Julia < Hay 2 tickets que te esperan: Ticket 1 · Marta Gómez · sin técnico desde hace 31 minutos …Ticket 2 …
          [Ticket 1] [Ticket 2]
    """)
    chat(ONE.replace("Ticket 1", "Ticket 3") + "Julia < ...")
    passes(chat, minutes=31)
    chat("Julia < El Ticket 3 sigue sin técnico…")
    passes(chat, hours=3, minutes=30)
    chat("Julia < Hay 3 tickets que te esperan: …")
    passes(chat, minutes=45)
    assert chat.told("Julia") == []
    assert turns_told(chat) == {("unassigned", 0), ("unassigned", 1)}


@on_both_stores
def test_what_a_technician_is_told_again_does_not_bring_forward_what_the_leads_hear(
    chat: Conversation,
) -> None:
    """Ana hears of all that is hers, of which one is overdue: the leads hear of that again at its own time."""
    chat(ASSIGNED + "Marta > #1 ¿Alguna novedad?\nMarta < ...\nAna < ...")
    passes(chat, hours=2)
    chat(ONE.replace("Ticket 1", "Ticket 2") + "Julia < ...")
    chat("Julia > /asignar 2 ana crítica\nJulia < ...\nAna < ...\nMarta < ...")
    passes(chat, hours=2, minutes=1)
    chat("Ana < …espera tu respuesta en el Ticket 1…")
    passes(chat, hours=2)
    chat("Ana < El Ticket 2 venció…\nJulia < El Ticket 2 venció… Técnico asignado: Ana.…")
    chat(ONE.replace("Ticket 1", "Ticket 3") + "Julia < ...")
    passes(chat, minutes=31)
    chat("Julia < El Ticket 3 sigue sin técnico…")
    passes(chat, hours=1, minutes=35)
    chat("Ana < Hay 2 tickets que te esperan: …Ticket 1 …Ticket 2 …")
    chat("Julia < Marta Gómez espera respuesta en el Ticket 1 …")
    assert {("unanswered", 1), ("overdue", 1), ("overdue_for_leads", 0)} <= (told := turns_told(chat))
    assert not {("overdue_for_leads", 1), ("unassigned", 1)} & told
    passes(chat, hours=17)  # Tuesday, four hours of work since the leads heard of it; Ana heard again later
    chat("Julia < Hay 3 tickets que te esperan: …")
    assert chat.told("Ana") == []
    passes(chat, hours=2, minutes=5)
    chat("Ana < Hay 2 tickets que te esperan: …")
    assert chat.told("Julia") == []


def turns_told(chat: Conversation) -> set[tuple[str, int]]:
    return {(row.occasion, row.turn) for row in fired(chat)}


def fired(chat: Conversation) -> list[Fired]:
    with chat.desk.store.read() as session:
        return list(session.query(Fired))


@on_telegram
def test_a_deadline_is_told_to_the_technician_before_it_passes_and_to_the_leads_after(
    chat: Conversation,
) -> None:
    chat(ONE + "Julia < ...\nJulia > /asignar 1 ana crítica\nJulia < …\nAna < ...\nMarta < ...")
    passes(chat, hours=3)
    chat("Ana < El Ticket 1 vence en 59 minutos…\n[Responder] [Ver ticket]")
    assert chat.told("Julia") == []
    passes(chat, hours=2)
    chat("Ana < El Ticket 1 venció hace 1 hora…\nJulia < El Ticket 1 venció hace 1 hora…")
    chat("Ana > /responder 1 ¿Sigue pasando?\nAna < ...\nMarta < …")
    passes(chat, days=1)
    assert chat.told("Julia") == chat.told("Ana") == []


@on_telegram
def test_a_lead_who_is_the_technician_hears_of_it_once(chat: Conversation) -> None:
    chat(ONE + "Julia < ...\nJulia > /asignar 1 julia crítica\nJulia < …\nMarta < ...")
    passes(chat, hours=5)
    [told] = chat.told("Julia")
    assert told.text.count("El Ticket 1 venció") == 1


@on_telegram
def test_where_both_are_due_only_the_later_is_told(chat: Conversation) -> None:
    chat(ONE + "Julia < ...\nJulia > /asignar 1 ana crítica\nJulia < …\nAna < ...\nMarta < ...")
    passes(chat, hours=5)
    chat("Ana < El Ticket 1 venció …\nJulia < El Ticket 1 venció …")
    assert {row.occasion for row in fired(chat)} == {"overdue", "overdue_for_leads"}


@on_whatsapp
def test_a_reminder_waits_for_the_window_and_costs_no_template(chat: Conversation) -> None:
    chat(ONE + "Julia < ...")
    chat.desk.settle()
    chat.desk.later(hours=49)  # Wednesday at ten
    look(chat)
    assert chat.told("Julia") == []
    waiting = [row for row in chat.desk.rows(OutboxMessage) if row.state == "waiting_for_window"]
    assert [row.content["notice"] for row in waiting] == ["reminder.unassigned"]
    assert not any(row.kind == "news" for row in chat.desk.rows(OutboxMessage))
    chat("""
        Julia > /tablero
        Julia < …Ticket 1 sigue sin técnico…
        Julia < …
    """)


@on_whatsapp
def test_a_reminder_whose_cause_went_while_it_waited_is_not_said(chat: Conversation) -> None:
    chat.on(Ana="telegram")
    chat(ASKED)
    chat.desk.settle()
    chat.desk.later(hours=49)
    look(chat)
    chat("Ana < ...\nAna > #1 Ya va\nAna < ...")
    chat("Julia > /tablero\nJulia < Abiertos: 1…")


@on_whatsapp
def test_a_reminder_is_said_while_its_cause_lasts(chat: Conversation) -> None:
    """A ticket whose technician cannot be told is nobody's."""
    chat.on(Ana="telegram")
    chat(ASSIGNED)
    chat.desk.telegram.fault(403, chat=chat.telegram("Ana").id, times=9)
    chat("Julia > /nota 1 es la del mostrador\nJulia < ...")
    chat.desk.settle()
    chat.desk.forgive()
    chat.desk.later(hours=49)
    look(chat)
    assert chat.told("Julia") == []
    chat("""
        Julia > /tablero
        Julia < …Ticket 1 sigue sin técnico…
        Julia < …
    """)


def writes_unheard(chat: Conversation, who: str, text: str, **then: float) -> None:
    """What they write waits to be heard while so much time passes, and what is due is looked at."""
    chat.desk.settle()
    chat.phone(who).says(text)
    chat.desk.later(**then)
    look(chat)


@on_both_stores
@pytest.mark.parametrize("who", ["Ana", "Julia"])
def test_who_answered_while_no_worker_ran_is_heard_before_anybody_is_told_that_they_did_not(
    chat: Conversation, who: str
) -> None:
    chat(ASKED)
    writes_unheard(chat, who, "#1 Voy en camino", hours=24)  # nine of them working time
    chat("Marta < …Voy en camino\nAna < ...")
    look(chat)
    assert fired(chat) == []


@on_telegram
def test_an_answer_that_waits_to_be_heard_stops_the_clock_before_a_deadline_is_told(
    chat: Conversation,
) -> None:
    chat(ONE + "Julia < ...\nJulia > /asignar 1 ana crítica\nJulia < …\nAna < ...\nMarta < ...")
    writes_unheard(chat, "Ana", "#1 ¿Sigue pasando?", hours=5)
    chat("Ana < ...\nMarta < …¿Sigue pasando?")
    passes(chat, hours=3)
    assert fired(chat) == []


@on_telegram
def test_a_closing_in_the_client_s_words_is_heard_first_too(chat: Conversation) -> None:
    chat(ASKED)
    writes_unheard(chat, "Marta", "#1 ya anda, cerralo", hours=5)
    assert fired(chat) == []


@on_telegram
def test_what_ended_nothing_only_puts_the_reminder_off(chat: Conversation) -> None:
    chat(ASKED)
    writes_unheard(chat, "Ana", "hola", hours=4, minutes=1)
    assert fired(chat) == []
    chat("Ana < ...")
    look(chat)
    chat("Ana < Marta Gómez espera tu respuesta en el Ticket 1 …")


@on_telegram
def test_what_was_put_off_brings_along_nothing_that_was_told_just_now(chat: Conversation) -> None:
    chat(TWO + "Julia < ...\nJulia > /asignar 1 ana\nJulia < ...\nAna < ...\nMarta < ...")
    chat("Julia > /asignar 2 beto\nJulia < ...\nBeto < ...\nMarta < ...")
    chat("Marta > #1 ¿Y?\nMarta < ...\nAna < ...\nMarta > #2 ¿Y?\nMarta < ...\nBeto < ...")
    passes(chat, hours=8, minutes=1)
    chat("Julia < Hay 2 tickets que te esperan: …\nAna < ...\nBeto < ...")
    writes_unheard(chat, "Beto", "hola", hours=19)  # Tuesday, four hours of work since
    chat("Julia < Marta Gómez espera respuesta en el Ticket 1 …\nAna < ...\nBeto < ...")
    look(chat)
    chat("Julia < Marta Gómez espera respuesta en el Ticket 2 …\nBeto < ...")
    passes(chat, hours=4)
    chat("Julia < Hay 2 tickets que te esperan: …")


@on_telegram
def test_a_telling_is_noted_with_the_time_at_which_it_was_looked(
    chat: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat(ONE + "Julia < ...")
    lock = due.lock

    def lock_at_last(*given: Any) -> dict[int, Ticket]:
        chat.desk.later(seconds=10)  # so long somebody else was writing
        return lock(*given)

    monkeypatch.setattr(due, "lock", lock_at_last)
    passes(chat, minutes=31)
    assert [row.at for row in fired(chat)] == [chat.desk.now]
    assert chat.told("Julia")


@on_telegram
def test_of_very_many_each_has_its_turn(chat: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due, "TICKETS", 2)
    due._query.cache_clear()
    chat.phone("Julia")
    chat.desk.open_tickets(chat.people["Marta"], *(f"problema {number}" for number in range(5)))
    passes(chat, minutes=31)
    look(chat)
    due._query.cache_clear()
    assert {row.subject_id for row in fired(chat)} == {ticket.id for ticket in chat.desk.rows(Ticket)}
    told = " ".join(bubble.text for bubble in chat.told("Julia"))
    assert all(f"problema {number}" in told for number in range(5))
