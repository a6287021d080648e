"""What people wrote by WhatsApp while nobody was there to be called: read from Twilio's list, once and in order."""

import pytest

from bot.runtime.backfill import Backfill
from tests.harness.phones import WhatsAppPhone, photo
from tests.harness.stories import ASSIGNED
from tests.harness.transcripts import Conversation, on_whatsapp_on_both_stores

pytestmark = on_whatsapp_on_both_stores


@pytest.fixture
def marta(chat: Conversation) -> WhatsAppPhone:
    return chat.whatsapp("Marta")


def comes_back(chat: Conversation) -> None:
    """A process starts, and looks at what it missed."""
    chat.desk.later(minutes=10)
    Backfill(chat.desk.desk).run()


def test_what_came_meanwhile_is_heard_once_and_in_order(chat: Conversation, marta: WhatsAppPhone) -> None:
    missed = [marta.form(text) for text in ("no me anda la impresora", "es la de la caja 2", "¡urgente!")]
    comes_back(chat)
    chat("""
        Marta < …no me anda la impresora es la de la caja 2…
          [Nuevo ticket] [Cancelar]
    """)
    for form in missed:
        marta.post(form)
    comes_back(chat)
    chat("""
        Marta > [Nuevo ticket]
        Marta > [Marta Gómez]
        Marta > [Omitir]
        Marta > [Omitir]
        Marta > [Confirmar]
        Marta < Listo, abrí el Ticket 1. …
    """)
    assert chat.desk.ticket(1)["problem"] == "no me anda la impresora\nes la de la caja 2\n¡urgente!"


def test_what_came_by_the_hook_is_not_heard_again(chat: Conversation, marta: WhatsAppPhone) -> None:
    chat(ASSIGNED)
    marta.post(marta.form("uno"))
    marta.form("dos")
    comes_back(chat)
    chat.desk.settle()
    assert [entry["text"] for entry in chat.desk.ticket(1)["thread"]] == ["uno", "dos"]


def test_a_photo_that_came_meanwhile_arrives_byte_for_byte(chat: Conversation, marta: WhatsAppPhone) -> None:
    chat(ASSIGNED)
    sent = photo()
    marta.form("la pantalla", [(sent.content_type, sent.content)])
    comes_back(chat)
    chat("""
        Ana < Marta Gómez (LA CABAÑA S.A.), Ticket 1: la pantalla
          (archivos 1)
    """)
    assert chat.phone("Ana").fetch(chat.phone("Ana").newest().files[0]) == sent.content


@pytest.mark.parametrize("told_first", [(), ("sent",)])
def test_a_failure_that_nobody_could_be_told_of_is_read_too(
    chat: Conversation, marta: WhatsAppPhone, told_first: tuple[str, ...]
) -> None:
    """Else a photo would pass for sent for ever. It goes out once more; what failed before is not read again."""
    chat(ASSIGNED)
    marta.twilio.holds_back = True
    marta.twilio.fails_files[marta.address] = 63019
    sent = photo()
    chat.phone("Ana").says("mirá", sent, quoting=chat.phone("Ana").newest().id)
    chat.desk.settle()
    for status in told_first:
        marta.twilio.tell(marta.twilio.sent[-1].sid, status)
    marta.twilio.fails_files.clear()
    comes_back(chat)
    chat.desk.settle()
    comes_back(chat)
    chat.desk.settle()
    shown = [each for each in marta.twilio.messages(marta.address) if each.media]
    assert [each.media for each in shown] == [(sent.content,)]


def test_while_twilio_is_away_too_it_is_read_later(chat: Conversation, marta: WhatsAppPhone) -> None:
    chat(ASSIGNED)
    marta.form("¿novedades?")
    chat.desk.later(minutes=10)
    backfill = Backfill(chat.desk.desk)
    marta.twilio.history.fails = 1
    backfill.run()
    assert chat.desk.ticket(1)["thread"] == []
    backfill.run()
    chat("Ana < …¿novedades?")


def test_what_was_said_before_a_ticket_was_opened_is_not_taken_for_it(
    chat: Conversation, marta: WhatsAppPhone
) -> None:
    marta.form("el lunes paso a buscar el monitor")
    chat.desk.later(seconds=30)
    chat(ASSIGNED)
    comes_back(chat)
    chat("""
        Marta < ¿Esto es de alguno de estos tickets? «el lunes paso a buscar el monitor»
          [Ticket 1 · …] [Nuevo ticket] [Cancelar]
    """)
    assert chat.desk.ticket(1)["thread"] == []
