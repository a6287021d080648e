"""What the staff say and nobody gets: told to whoever wrote, with a next step."""

from bot.admin.people import corrections
from tests.harness.stories import ASSIGNED
from tests.harness.transcripts import Conversation, on_telegram


@on_telegram
def test_what_cannot_be_delivered_is_told_to_whoever_wrote(chat: Conversation) -> None:
    chat.on(Ana="webchat", Julia="webchat")
    chat(ASSIGNED)
    marta = chat.telegram("Marta")
    chat.desk.telegram.fault(403, chat=marta.id, times=9)
    chat("""
        Ana > #1 ¿está enchufada?
        Ana < (recibido)
        Ana < No se pudo entregar. No le llegó a Marta…Ticket 1: bloqueó el bot…
    """)
    assert [bubble for bubble in chat.told("Julia") if "entregar" in bubble.text] == []
    chat.desk.telegram.heal()
    chat.desk.forgive()


@on_telegram
def test_a_client_without_a_chat_is_told_of_at_once(chat: Conversation) -> None:
    chat.hire("Rosa Díaz", "client", phone="+5491155556666")
    chat("""
        Ana > /nuevo
        Ana > rosa
        Ana > [Rosa Díaz]
        Ana > [Omitir]
        Ana > no le anda el mail
        Ana > [Omitir]
        Ana > [Confirmar]
        Ana < Listo, abrí el Ticket 1 para Rosa…
        Julia < Entró un ticket nuevo. …
        Julia > /asignar 1 ana
        Julia < …
        Julia < No se pudo entregar. No le llegó a Rosa…todavía no entró…6666…
        Ana < …te asignó un ticket. …
    """)


@on_telegram
def test_a_reply_to_a_client_who_left_is_not_said_to_be_sent_and_is_there_when_they_are_back(
    chat: Conversation,
) -> None:
    chat(ASSIGNED)
    list(corrections.deactivate(chat.desk.desk, "Marta Gómez"))
    chat("""
        Julia < ...
        Ana > /responder 1 ya lo vi
        Ana < No se pudo entregar. No le llegó a Marta lo del Ticket 1: ya no usa la mesa de ayuda. …
        Ana < Queda en el Ticket 1: Marta lo va a ver ahí cuando entre.
    """)
    list(corrections.reactivate(chat.desk.desk, "Marta Gómez"))
    chat("""
        Marta < Ya podés volver a usar la mesa de ayuda…
        Marta > /ticket 1
        Marta < …ya lo vi…
    """)
