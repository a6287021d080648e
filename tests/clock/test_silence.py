"""A client who does not answer is asked, and then the ticket is closed, where the settings say so."""

from typing import Any

import pytest

from bot.clock import reminders, silence
from store.tables import Ticket
from store.upkeep import due
from tests.harness.desks import ALWAYS_OPEN
from tests.harness.stories import ASSIGNED, ONE
from tests.harness.transcripts import Conversation, elsewhere, on_both_stores, on_telegram


@pytest.fixture
def settings() -> dict[str, Any]:
    waits = {"nudge_after": "2h", "autoclose_after": "10h"}
    return {"hours": ALWAYS_OPEN, "reminders": waits}


def passes(chat: Conversation, **much: float) -> None:
    chat.desk.settle()
    chat.desk.later(**much)
    look(chat)


def look(chat: Conversation) -> None:
    for _ in range(2):
        reminders.remind(chat.desk.desk)
        silence.close(chat.desk.desk)


ANSWERED = ASSIGNED + "Ana > /responder 1 Probá ahora\nAna < ...\nMarta < …Probá ahora"


@elsewhere
def test_who_says_nothing_is_asked_once_then_it_is_closed_and_answering_reopens(chat: Conversation) -> None:
    chat(ANSWERED)
    passes(chat, hours=2)
    chat("Marta < ¿Pudiste verlo? Ana te escribió en el Ticket 1: Probá ahora …\n[Cerrar ticket]")
    passes(chat, hours=3)
    assert chat.told("Marta") == []
    passes(chat, hours=5)
    chat("""
        Marta < Como no tuvimos novedades tuyas, cerré el Ticket 1. …
          [Sigue igual]
        Ana < Cerré el Ticket 1: Marta Gómez no contestó.
        Marta > (a «no tuvimos novedades») Sigue igual de lenta
        Marta < Reabrí el Ticket 1. …
        Ana < …reabrió…
        Ana < …Sigue igual de lenta
    """)
    assert chat.desk.ticket(1)["status"] == "open"
    assert [event["what"] for event in chat.desk.ticket(1)["events"]][-2:] == ["closed", "reopened"]


@on_telegram
def test_each_ticket_counts_from_its_own_last_answer(chat: Conversation) -> None:
    chat(ANSWERED)
    chat(
        ONE.replace("Ticket 1", "Ticket 2")
        + "Julia < ...\nJulia > /asignar 2 ana\nJulia < …\nAna < ...\nMarta < …"
    )
    passes(chat, hours=1)
    chat("Ana > /responder 2 ¿Y esto?\nAna < ...\nMarta < …¿Y esto?")
    passes(chat, hours=1)
    chat("Marta < ¿Pudiste verlo? …Ticket 1: …\n[Cerrar ticket]")
    passes(chat, minutes=30)
    assert chat.told("Marta") == []
    passes(chat, minutes=31)
    chat("Marta < ¿Pudiste verlo? …Ticket 2: …\n[Cerrar ticket]")


@on_telegram
def test_what_staff_write_once_more_begins_it_anew_and_an_answer_ends_it(chat: Conversation) -> None:
    chat(ANSWERED)
    passes(chat, hours=1)
    chat("Ana > /responder 1 ¿Y?\nAna < ...\nMarta < …¿Y?")
    passes(chat, hours=1, minutes=30)
    assert chat.told("Marta") == []
    passes(chat, minutes=31)
    chat(
        "Marta < ¿Pudiste verlo? …¿Y?…\n[Cerrar ticket]\nMarta > #1 Ahora anda\nMarta < ...\nAna < …Ahora anda"
    )
    passes(chat, hours=20)
    assert chat.desk.ticket(1)["status"] == "open"
    assert all("no tuvimos novedades" not in bubble.text for bubble in chat.told("Marta"))


@pytest.mark.parametrize(
    ("said", "answer"),
    [("ya anda, gracias", "..."), ("lo pruebo mañana", "¿Esto es de alguno de estos tickets? …")],
)
@on_telegram
def test_what_was_said_just_before_time_was_up_keeps_it_open_and_says_nothing_of_a_closing(
    chat: Conversation, said: str, answer: str
) -> None:
    chat(ANSWERED)
    chat.desk.later(hours=10)
    chat.phone("Marta").says(said)
    chat.desk.later(seconds=2)
    silence.close(chat.desk.desk)
    chat(f"Marta < {answer}")
    assert chat.desk.ticket(1)["status"] == "open"
    assert "helped" not in [event["what"] for event in chat.desk.ticket(1)["events"]]


@elsewhere
@pytest.mark.parametrize("hours", [2, 10])
def test_who_answered_a_moment_ago_is_neither_asked_nor_is_it_closed(chat: Conversation, hours: int) -> None:
    chat(ANSWERED)
    passes(chat, hours=hours - 0.1)
    chat.told("Marta")
    chat.desk.later(minutes=6)
    chat.phone("Marta").says("#1 Sigue igual de lenta")
    look(chat)
    chat("Marta < (recibido)\nAna < …Sigue igual de lenta")
    assert chat.desk.ticket(1)["status"] == "open"


@on_both_stores
def test_who_answered_while_no_worker_ran_is_heard_before_time_is_up(chat: Conversation) -> None:
    chat(ANSWERED)
    passes(chat, hours=1)
    chat.phone("Marta").says("#1 Sigue igual de lenta")
    chat.desk.later(hours=20)
    look(chat)
    chat("Marta < (recibido)\nAna < …Sigue igual de lenta")
    assert chat.desk.ticket(1)["status"] == "open"


@on_telegram
def test_what_staff_wrote_while_no_worker_ran_is_heard_before_it_is_closed(chat: Conversation) -> None:
    chat(ANSWERED)
    passes(chat, hours=9)
    chat.told("Marta")
    chat.phone("Ana").says("#1 Voy para allá")
    chat.desk.later(hours=20)
    look(chat)
    chat("Ana < (recibido)\nMarta < …Voy para allá")
    passes(chat, hours=2)
    chat("Marta < ¿Pudiste verlo? …Voy para allá…\n[Cerrar ticket]")


@on_telegram
def test_what_is_written_elsewhere_only_puts_it_off(chat: Conversation) -> None:
    chat(ANSWERED)
    chat.desk.settle()
    chat.desk.later(hours=2)
    chat.phone("Marta").says("hola")
    look(chat)
    chat("Marta < ...")
    look(chat)
    chat("Marta < ¿Pudiste verlo? …\n[Cerrar ticket]")


@on_telegram
def test_it_is_closed_at_the_time_at_which_it_was_looked(
    chat: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat(ANSWERED)
    lock = due.lock

    def lock_at_last(*given: Any) -> dict[int, Ticket]:
        chat.desk.later(seconds=10)  # so long somebody else was writing
        return lock(*given)

    passes(chat, hours=9)
    chat.told("Marta")
    monkeypatch.setattr(due, "lock", lock_at_last)
    passes(chat, hours=2)
    assert chat.desk.rows(Ticket)[0].closed_at == chat.desk.now
