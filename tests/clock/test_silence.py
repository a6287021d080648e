"""A client who does not answer is asked, and then the ticket is closed, where the settings say so."""

from typing import Any

import pytest

from bot.clock import reminders, silence
from tests.harness.desks import ALWAYS_OPEN
from tests.harness.stories import ASSIGNED, ONE
from tests.harness.transcripts import Conversation, elsewhere, on_telegram


@pytest.fixture
def settings() -> dict[str, Any]:
    waits = {"nudge_after": "2h", "autoclose_after": "10h"}
    return {"hours": ALWAYS_OPEN, "reminders": waits}


def passes(chat: Conversation, **much: float) -> None:
    chat.desk.settle()
    chat.desk.later(**much)
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


@pytest.mark.parametrize(("said", "status"), [("ya anda, gracias", "closed"), ("lo pruebo mañana", "open")])
@on_telegram
def test_what_was_said_just_before_it_was_closed_says_nothing_of_the_closing(
    chat: Conversation, said: str, status: str
) -> None:
    chat(ANSWERED)
    chat.desk.later(hours=10)
    chat.phone("Marta").says(said)
    chat.desk.later(seconds=2)
    silence.close(chat.desk.desk)
    chat("""
        Marta < Como no tuvimos novedades tuyas, cerré el Ticket 1. …
        Marta < ...
    """)
    assert (chat.desk.ticket(1)["status"], chat.thread()[-1]) == (status, said)
    assert "helped" not in [event["what"] for event in chat.desk.ticket(1)["events"]]
