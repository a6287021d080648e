"""The door on WhatsApp, which tells us everybody's number."""

from store.tables import File
from tests.harness.phones import WhatsAppPhone
from tests.harness.transcripts import Conversation, on_whatsapp

pytestmark = on_whatsapp


def test_what_waited_is_heard_with_its_photo_once_the_number_is_known(chat: Conversation) -> None:
    phone = chat.phones["Rosa"] = WhatsAppPhone(chat.desk, chat.people["Pablo"])
    chat("""
        Rosa > (foto) no anda la impresora
        Rosa < …¿Cómo te llamás?
    """)
    chat.hire("Rosa Díaz", "client", phone=phone.address.removeprefix("whatsapp:"))
    chat("""
        Rosa > Rosa Díaz
        Rosa < …no anda la impresora…
          [Nuevo ticket] [Cancelar]
        Rosa > [Nuevo ticket]
        Rosa > [Rosa Díaz]
        Rosa > [Omitir]
        Rosa > [Listo]
        Rosa > [Confirmar]
        Rosa < Listo, abrí el Ticket 1. …
    """)
    assert [image["bytes"] for image in chat.desk.ticket(1)["images"]] == [len(chat.photos[0])]
    assert [file.state for file in chat.desk.rows(File)] == ["kept"]


def test_what_waited_is_heard_before_the_command_that_follows(chat: Conversation) -> None:
    phone = chat.phones["Rosa"] = WhatsAppPhone(chat.desk, chat.people["Pablo"])
    chat("""
        Rosa > no anda la impresora
        Rosa < …¿Cómo te llamás?
    """)
    chat.hire("Rosa Díaz", "client", phone=phone.address.removeprefix("whatsapp:"))
    chat("""
        Rosa > mis tickets
        Rosa < …no anda la impresora…
          [Nuevo ticket] [Cancelar]
        Rosa < Todavía no tenés tickets. …
        Rosa < …no anda la impresora…
    """)
