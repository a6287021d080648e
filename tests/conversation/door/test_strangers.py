"""Strangers: what they write waits while a lead decides, and is heard then."""

import pytest

from bot.language import stickers
from store.tables import InboxMessage, Person
from tests.harness.phones import TelegramPhone
from tests.harness.stories import ONE
from tests.harness.transcripts import Conversation, on_telegram

pytestmark = on_telegram


ASKS = """
    Rosa > no me anda la impresora
    Rosa < …¿Cómo te llamás?
    Rosa > Rosa Díaz
    Rosa < …empresa…
      [Omitir]
    Rosa > La Cabaña SA
    Rosa < …Rosa…
    Julia < Rosa Díaz …dice ser de La Cabaña SA…
      [Aprobar] [Ya es cliente] [Rechazar]
"""


@pytest.mark.usefixtures("stranger")
def test_a_stranger_is_approved_and_what_was_written_is_heard(chat: Conversation) -> None:
    chat(
        ASKS
        + """
        Rosa > y tampoco el escáner
        Rosa > (foto)
        Julia > [Aprobar]
        Julia < …
          [La Cabaña SA (nueva)] […]
        Julia > [LA CABAÑA S.A.]
        Julia < …Rosa Díaz…
        Rosa < Hola, Rosa. …
        Rosa < …no me anda la impresora…
          [Nuevo ticket] [Cancelar]
        Rosa > [Nuevo ticket]
        Rosa > [Rosa Díaz]
        Rosa > [Omitir]
        Rosa > [Listo]
        Rosa > [Confirmar]
        Rosa < Listo, abrí el Ticket 1. …
        Julia < Entró un ticket nuevo. …Rosa Díaz, LA CABAÑA S.A.…
        Julia < Ticket 1
          (archivos 1)
    """
    )
    ticket = chat.desk.ticket(1)
    assert "no me anda la impresora" in ticket["problem"]
    assert ticket["company"] == "LA CABAÑA S.A."


@pytest.mark.usefixtures("stranger")
def test_what_waits_at_the_door_is_heard_as_edited(chat: Conversation) -> None:
    chat(
        ASKS
        + """
        Rosa > (corrige «no me anda la impresora») no me anda la balanza
        Julia > [Aprobar]
        Julia > [LA CABAÑA S.A.]
        Julia < …Rosa Díaz…
        Rosa < Hola, Rosa. …
        Rosa < …no me anda la balanza…
          [Nuevo ticket] [Cancelar]
    """
    )


@pytest.mark.usefixtures("stranger")
def test_an_edit_at_the_door_corrects_a_name_and_spends_no_code(chat: Conversation) -> None:
    code = chat.desk.code_for(chat.people["Pablo"])
    chat(f"""
        Rosa > no me anda la impresora
        Rosa < …¿Cómo te llamás?
        Rosa > Rosa Dias
        Rosa < …empresa…
        Rosa > (corrige «Rosa Dias») Rosa Díaz
        Rosa < …empresa…
        Rosa > (corrige «no me anda la impresora») no me anda, {code}
        Rosa > [Omitir]
        Rosa < …Rosa…
        Julia < Rosa Díaz…
    """)
    assert not any(code in str(row.payload) for row in chat.desk.rows(InboxMessage))


@pytest.mark.usefixtures("stranger")
def test_a_rejected_stranger_is_told_and_gets_no_further(chat: Conversation) -> None:
    chat(
        ASKS
        + """
        Julia > [Rechazar]
        Julia < …Rosa Díaz…
        Rosa < Por ahora no te puedo atender…
        Rosa > /nuevo
        Rosa > hola
        Rosa < ...
    """
    )
    assert [person.name for person in chat.desk.rows(Person)].count("Rosa Díaz") == 0


@pytest.mark.usefixtures("stranger")
def test_a_stranger_may_be_one_more_chat_of_a_client(chat: Conversation) -> None:
    chat(
        ASKS
        + """
        Julia > [Ya es cliente]
        Julia < …qué cliente…
          [Marta Gómez] [Pablo Ruiz] [Cancelar]
        Julia > marta
        Julia < …Marta Gómez…
        Rosa < Hola, Marta. …
        Rosa < …no me anda la impresora…
    """
    )


@pytest.mark.usefixtures("stranger")
def test_of_two_leads_the_first_decides_and_the_other_is_told(chat: Conversation) -> None:
    chat.hire("Laura Gil", "lead")
    chat.phone("Laura")
    chat(
        ASKS
        + """
        Julia > [Rechazar]
        Julia < …
        Rosa < …
        Laura < …dice ser de La Cabaña SA…
        Laura > [Aprobar]
        Laura < Julia Paz ya rechazó a Rosa Díaz.
    """
    )


@pytest.mark.usefixtures("stranger")
@pytest.mark.parametrize("settings", [{"desk": {"access": "closed"}}])
def test_a_closed_desk_only_explains_how_to_be_invited(chat: Conversation) -> None:
    chat("""
        Rosa > no me anda la impresora
        Rosa < …invitación…
        Rosa > hola
        Rosa > /nuevo
    """)


@pytest.mark.usefixtures("stranger")
@pytest.mark.parametrize("settings", [{"desk": {"access": "open"}}])
def test_an_open_desk_makes_them_clients_at_once(chat: Conversation) -> None:
    chat("""
        Rosa > no me anda la impresora
        Rosa < …no me anda la impresora…
          [Nuevo ticket] [Cancelar]
        Rosa > [Nuevo ticket]
        Rosa < …
          [Rosa Díaz] [Cancelar]
    """)


def test_the_first_lead_to_enter_gets_one_summary(chat: Conversation, stranger: TelegramPhone) -> None:
    chat(ONE)
    chat("""
        Rosa > hola
        Rosa < …
        Rosa > Rosa Díaz
        Rosa < …
        Rosa > [Omitir]
        Rosa < …
    """)
    chat.phones["Julia"] = TelegramPhone(chat.desk, chat.people["Julia"])
    chat(f"""
        Julia > /start {chat.desk.code_for(chat.people["Julia"])}
        Julia < Hola, Julia. …
        Julia < …
          [Sin asignar] […]
        Julia < Rosa Díaz…
          [Aprobar] [Ya es cliente] [Rechazar]
        Julia < …
        Julia < …Ticket 1…
    """)


@pytest.mark.usefixtures("stranger")
@pytest.mark.parametrize("said", ["Nuevo ticket desde Caja 2", f"/start {stickers.payload('Caja 2')}"])
def test_a_sticker_lets_nobody_in_and_begins_the_ticket_of_whoever_was_let_in(
    chat: Conversation, said: str
) -> None:
    chat(
        ASKS.replace("no me anda la impresora", said)
        + """
        Rosa > no imprime nada
        Julia > [Aprobar]
        Julia < …
          [La Cabaña SA (nueva)] […]
        Julia > [LA CABAÑA S.A.]
        Julia < …Rosa Díaz…
        Rosa < Hola, Rosa. …
        Rosa < ¿Quién tiene el problema? …
        Rosa > [Rosa Díaz]
        Rosa > [Omitir]
        Rosa > [Omitir]
        Rosa < …Problema reportado: Caja 2:
          no imprime nada …
          [Confirmar] […]
        """
    )
