"""What the sender's own bubble in the web chat says of it: kept, in which ticket, and whether it reached somebody."""

import re

import pytest

from store.tables import OutboxMessage
from tests.harness.stories import ASSIGNED
from tests.harness.transcripts import Conversation, elsewhere, on_telegram, on_whatsapp

KEPT, ARRIVED, FAILED = "Guardado", "Le llegó", "No le llegó"


@pytest.fixture(autouse=True)
def _marta_writes_in_a_browser(chat: Conversation) -> None:
    chat.on(Marta="webchat")


def mark(chat: Conversation, text: str) -> str:
    """The ticket and the mark below Marta's newest message of this text."""
    phone = chat.webchat("Marta")
    page = phone.browser.client.get("/chat").text
    line = [each for each in page.split('<li class="line ')[1:] if each.startswith("mine") and text in each][
        -1
    ]
    words = re.sub(r"<[^>]*>", " ", line.partition("<footer")[2].partition("</footer>")[0])
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
    chat.desk.forgive(*(row.id for row in chat.desk.rows(OutboxMessage) if row.state == "failed"))
