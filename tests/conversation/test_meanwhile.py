"""What was said before something was told or asked is no answer to it, though it is heard after: others act while a
burst waits."""

import pytest

from bot.runtime.backfill import Backfill
from tests.harness.stories import ASSIGNED, CLOSED, TWO_LATER
from tests.harness.transcripts import Conversation, on_both_stores, on_telegram, on_whatsapp

SOLVED = "Ana cerró tu Ticket 1. Solución: Cambié el cable …"


CLOSES = ("Ana", "/cerrar 1 Cambié el cable")


def writes(chat: Conversation, said: str, then: tuple[str, str] = CLOSES, quoting: str = "") -> None:
    """Marta writes, and before her burst is over somebody does this."""
    chat.desk.settle()
    who, does = then
    marta = chat.phone("Marta")
    marta.says(said, quoting=marta.showing(quoting).id if quoting else "")
    chat.desk.later(seconds=2)
    chat.phone(who).says(does)


def whats(chat: Conversation, number: int = 1) -> list[str]:
    return [event["what"] for event in chat.desk.ticket(number)["events"]]


@on_both_stores
def test_what_was_said_before_the_closing_is_not_whether_it_helped(chat: Conversation) -> None:
    chat(ASSIGNED)
    writes(chat, "ahora si!! era el cable")
    chat(f"""
        Ana < Cerré el Ticket 1. …
        Marta < {SOLVED}
          [Sirvió] [Sigue igual]
        Marta < (recibido)
        Ana < Marta Gómez (LA CABAÑA S.A.), Ticket 1: ahora si!! era el cable
    """)
    assert chat.thread() == ["ahora si!! era el cable"]
    assert whats(chat)[-1] == "closed"
    chat("""
        Marta > sí
        Marta < ¡Qué bueno! El Ticket 1 queda cerrado. …
        Ana < …: sí
        Ana < …sirvió.
    """)
    assert chat.thread() == ["ahora si!! era el cable", "sí"]


@on_both_stores
def test_the_same_after_the_closing_says_that_it_helped(chat: Conversation) -> None:
    chat(
        CLOSED
        + """
        Marta > ahora si!! era el cable
        Marta < ¡Qué bueno! El Ticket 1 queda cerrado. …
        Ana < ...
    """
    )
    assert (chat.thread(), whats(chat)[-1]) == (["ahora si!! era el cable"], "helped")


@on_telegram
def test_a_burst_that_began_before_the_closing_is_heard_as_of_then(chat: Conversation) -> None:
    chat(ASSIGNED)
    writes(chat, "ahora si!!")
    chat.phone("Marta").says("era el cable")
    chat(f"""
        Ana < ...
        Marta < {SOLVED}
        Marta < (recibido)
    """)
    assert (chat.thread(), whats(chat)[-1]) == (["ahora si!!", "era el cable"], "closed")


@pytest.mark.parametrize(
    ("said", "after"),
    [("probé con otro cable y tampoco", "1 s"), ("no, sigue igual", "1 s"), ("tampoco escanea", "40 min")],
)
def test_a_follow_up_on_what_was_closed_meanwhile_asks_whether_to_reopen(
    chat: Conversation, said: str, after: str
) -> None:
    chat(ASSIGNED + f"-- {after}")
    writes(chat, said)
    chat(f"""
        Ana < Cerré el Ticket 1. …
        Marta < {SOLVED}
        Marta < …¿Reabrir…«{said}»
          [Reabrir ticket] [Nuevo ticket] [Cancelar]
    """)
    assert (chat.desk.ticket(1)["status"], chat.thread()) == ("closed", [])
    chat("""
        Marta > [Reabrir ticket]
        Marta < Reabrí el Ticket 1. …
        Ana < ...
    """)
    assert chat.thread() == [said]


@pytest.mark.parametrize(("said", "quoting"), [("ya anda", "va a atender"), ("sí", ""), ("no", "")])
@on_telegram
def test_what_needs_no_reopening_only_joins_the_thread(chat: Conversation, said: str, quoting: str) -> None:
    chat(ASSIGNED)
    writes(chat, said, quoting=quoting)
    chat(f"""
        Marta < {SOLVED}
        Marta < ...
        Ana < ...
    """)
    assert (chat.thread(), whats(chat)[-1]) == ([said], "closed")


@on_telegram
def test_a_wish_to_close_is_about_the_ticket_that_was_open_then(chat: Conversation) -> None:
    """Not about the only one that is open by now."""
    chat(TWO_LATER)
    chat("""
        Julia > /asignar 1 ana
        Julia < ...
        Ana < …
        Marta < Ana va a atender tu Ticket 1.
    """)
    writes(chat, "podés cerrarlo")
    chat(f"""
        Marta < {SOLVED}
        Marta < El Ticket 1 ya está cerrado.
        Ana < ...
    """)
    assert (chat.thread(1), chat.thread(2)) == (["podés cerrarlo"], [])
    assert chat.desk.ticket(2)["status"] == "open"


@on_telegram
def test_what_was_said_before_a_ticket_was_told_about_is_not_taken_for_it(chat: Conversation) -> None:
    chat(TWO_LATER)
    writes(chat, "la tinta se acabó", ("Julia", "/responder 2 mañana vamos"))
    chat("""
        Julia < ...
        Marta < …Ticket 2: mañana vamos
        Marta < ¿Esto es de alguno de estos tickets? «la tinta se acabó»
          [Ticket 2 · …] [Ticket 1 · …] [Nuevo ticket] [Cancelar]
    """)
    assert chat.thread(2) == ["mañana vamos"]


@on_telegram
def test_what_is_told_meanwhile_about_another_ticket_brings_no_doubt(chat: Conversation) -> None:
    chat(TWO_LATER)
    chat("""
        Marta > /ticket 1
        Marta < ...
    """)
    writes(chat, "la tinta se acabó", ("Julia", "/responder 2 mañana vamos"))
    chat("""
        Julia < ...
        Marta < …Ticket 2: mañana vamos
        Marta < Va al Ticket 1. …
          [Mover] [Es otro problema]
    """)
    assert (chat.thread(1), chat.thread(2)) == (["la tinta se acabó"], ["mañana vamos"])


@on_whatsapp
def test_what_comes_late_answers_nothing_that_was_asked_since(chat: Conversation) -> None:
    """«5», said of something else while nobody was there to be called, is no mark."""
    chat(CLOSED)
    chat.desk.later(minutes=1)
    chat.whatsapp("Marta").form("5")
    chat.desk.later(minutes=1)
    chat("""
        Marta > [Sirvió]
        Marta < ¡Qué bueno! El Ticket 1 queda cerrado. …
        Ana < ...
    """)
    chat.desk.later(minutes=10)
    Backfill(chat.desk.desk).run()
    chat.desk.settle()
    assert chat.desk.ticket(1)["satisfaction"] is None
