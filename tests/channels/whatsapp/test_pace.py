"""Meta's pace for messages to one person is kept."""

import re
from datetime import timedelta

import pytest

from bot.channels.rate_limit import Limit
from bot.channels.whatsapp import PER_PERSON
from store.messages import message_ids
from store.tables import OutboxMessage
from tests.harness.phones import WhatsAppPhone
from tests.harness.stories import ASSIGNED
from tests.harness.transcripts import Conversation, on_whatsapp_on_both_stores

pytestmark = on_whatsapp_on_both_stores


@pytest.fixture
def whatsapp_limit() -> Limit:
    """One at a time."""
    return Limit(PER_PERSON.rate, burst=1)


SLOWLY = re.sub(r"(Marta > (?!\[Confirmar).*)", r"\1\n    Marta < ...", ASSIGNED)
"""Marta waits for every answer before she goes on."""


@pytest.fixture
def marta(chat: Conversation) -> WhatsAppPhone:
    """On WhatsApp, with a ticket that Ana, on Telegram, works on."""
    chat.on(Ana="telegram", Julia="telegram")
    chat(SLOWLY)
    return chat.whatsapp("Marta")


def to_marta(chat: Conversation, phone: WhatsAppPhone) -> list[OutboxMessage]:
    texts = {shown.id for shown in phone.twilio.messages(phone.address)}
    with chat.desk.store.read() as session:
        return [row for row in chat.desk.rows(OutboxMessage) if texts & set(message_ids.of(session, row.id))]


def test_messages_to_one_person_keep_meta_s_pace_and_what_piles_up_comes_as_one(
    chat: Conversation, marta: WhatsAppPhone
) -> None:
    """One in six seconds, in order; nothing is refused for coming too fast."""
    chat("""
        Ana > (a «te asignó») uno
        Ana > (a «te asignó») dos
        Ana > (a «te asignó») tres
        Ana > (a «te asignó») cuatro
        Ana > (a «te asignó») cinco
        Ana > (a «te asignó») seis
        Ana < (recibido)
        Marta < Ana (soporte técnico), Ticket 1: uno
        Marta < Ana (soporte técnico), Ticket 1: dos
        Marta < Ana (soporte técnico), Ticket 1: tres
          Ana (soporte técnico), Ticket 1: cuatro
          Ana (soporte técnico), Ticket 1: cinco
          Ana (soporte técnico), Ticket 1: seis
    """)
    first, second, third = [row.sent_at for row in to_marta(chat, marta)[-3:] if row.sent_at]
    assert min(second - first, third - second) >= timedelta(seconds=6)
