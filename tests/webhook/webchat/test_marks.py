"""What the sender's own bubble in the web chat says of it: kept, in which ticket, and whether it reached somebody."""

import re

import pytest

from tests.harness.stories import ASSIGNED
from tests.harness.transcripts import PLACES, Conversation, elsewhere, on_telegram, on_whatsapp

on_the_web = pytest.mark.parametrize("place", PLACES[1:2], indirect=True)
KEPT, ARRIVED, FAILED = "Guardado", "Le llegó", "No le llegó"


@pytest.fixture(autouse=True)
def _marta_writes_in_a_browser(chat: Conversation) -> None:
    chat.on(Marta="webchat")


def line(chat: Conversation, text: str, who: str = "Marta") -> str:
    """The newest message of this text that they wrote, as it stands in the page."""
    lines = chat.webchat(who).browser.client.get("/chat").text.split('<li class="line ')[1:]
    return [each for each in lines if each.startswith("mine") and text in each][-1]


def mark(chat: Conversation, text: str, who: str = "Marta") -> str:
    """What stands below it: a sign, its ticket, its mark."""
    below = line(chat, text, who).partition("<footer")[2].partition("</footer>")[0]
    words = re.sub(r"<[^>]*>", " ", below)
    return " ".join(re.sub(r"^[^>]*>", "", words).replace("Editar", "").split())


def says(chat: Conversation, text: str) -> None:
    chat.phone("Marta").says(text)


@elsewhere
def test_it_is_kept_at_once_then_in_its_ticket_then_with_the_other_side(chat: Conversation) -> None:
    chat(ASSIGNED)
    says(chat, "no anda el mouse")
    assert mark(chat, "no anda el mouse").endswith(KEPT)
    assert "Ticket" not in mark(chat, "no anda el mouse")
    chat.told("Marta")
    assert mark(chat, "no anda el mouse").startswith("Ticket 1 ")
    assert mark(chat, "no anda el mouse").endswith(f"✓✓ {ARRIVED}")
    assert mark(chat, "No imprime la caja 2").endswith(f"✓✓ {ARRIVED}")


@elsewhere
def test_that_it_is_in_its_ticket_is_said_by_the_mark_alone(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        -- 2 h
        Marta > (a «va a atender») no anda el mouse
        Ana < Marta Gómez (LA CABAÑA S.A.), Ticket 1: no anda el mouse
        -- 29 min
        Marta > ni el teclado
        Ana < …: ni el teclado
        -- 29 min
        Marta > y la pantalla tampoco
        Ana < …: y la pantalla tampoco
        """
    )
    assert mark(chat, "y la pantalla tampoco").startswith("Ticket 1 ")


@on_the_web
def test_of_an_answer_one_sees_that_it_was_a_note_and_how_it_was_taken(chat: Conversation) -> None:
    chat(ASSIGNED)
    chat("""
        Ana > (a «te asignó») ¿probaste reiniciarla?
        Marta < …: ¿probaste reiniciarla?
        Marta > dale
        Ana > /nota 1 llevar repuesto
        Ana < ...
    """)
    assert mark(chat, "¿probaste reiniciarla?", "Ana").startswith("👍 Ticket 1 ")
    assert "Nota interna" in line(chat, "/nota 1 llevar repuesto", "Ana")


@on_whatsapp
def test_where_receipts_come_it_is_they_that_tell(chat: Conversation) -> None:
    chat(ASSIGNED)
    assert chat.desk.twilio is not None
    chat.desk.twilio.statuses = ("sent",)
    says(chat, "no anda el mouse")
    chat.told("Marta")
    assert mark(chat, "no anda el mouse").endswith(f"✓ {KEPT}")


@on_telegram
def test_what_reached_nobody_says_so(chat: Conversation) -> None:
    chat(ASSIGNED)
    chat.desk.telegram.fault(
        403, "sendMessage", chat.telegram("Ana").id, description="Forbidden: bot was blocked by the user"
    )
    says(chat, "no anda el mouse")
    chat.told("Marta")
    assert mark(chat, "no anda el mouse").endswith(FAILED)
    assert mark(chat, "no anda el mouse").startswith("Ticket 1 ")
    chat.desk.forgive()
