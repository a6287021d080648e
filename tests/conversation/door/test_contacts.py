"""A contact lets in the client whose own number it is, where exactly one has it."""

import pytest

from store.tables import Chat
from tests.harness.phones import TelegramPhone
from tests.harness.transcripts import Conversation, on_telegram

pytestmark = on_telegram


def contact(phone: TelegramPhone, number: str, of: int, **more: object) -> None:
    phone.sends(contact={"phone_number": number, "first_name": "R", "user_id": of}, **more)


def test_their_own_contact_is_enough_where_one_client_has_that_number(
    chat: Conversation, stranger: TelegramPhone
) -> None:
    chat.hire("Pedro Paz", "client", phone="+5491155556666")
    chat.phone("Julia")
    contact(stranger, "5491155556666", stranger.id)
    chat("""
        Rosa < Hola, Pedro. …
        Rosa < …
        Julia < …Pedro Paz…
    """)


@pytest.mark.parametrize("forged", ["another's", "forwarded", "staff", "two people"])
def test_a_contact_that_proves_nothing_lets_nobody_in(
    chat: Conversation, stranger: TelegramPhone, forged: str
) -> None:
    chat.hire("Pedro Paz", "technician" if forged == "staff" else "client", phone="+5491155556666")
    if forged == "two people":
        chat.hire("Pepe Paz", "client", phone="+5491155556666")
    of = stranger.id + (forged == "another's")
    origin = {"forward_origin": {"type": "hidden_user", "sender_user_name": "x", "date": 1}}
    contact(stranger, "5491155556666", of, **(origin if forged == "forwarded" else {}))
    assert not any("Hola, Pedro" in bubble.text for bubble in chat.told("Rosa"))
    assert not any(row.person_id and row.address == str(stranger.id) for row in chat.desk.rows(Chat))
