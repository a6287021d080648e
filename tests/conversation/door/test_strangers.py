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
def test_a_sentence_is_no_name_and_waits_with_the_rest(chat: Conversation) -> None:
    chat("""
        Rosa > hola
        Rosa < Hola. Esta es la mesa de ayuda de Ticketero, y todavía no te conozco. ¿Cómo te llamás?
        Rosa > quién sos?
        Rosa < Soy el asistente de la mesa de ayuda de Ticketero: …
          ¿Cómo te llamás?
        Rosa > no me anda la impresora
        Rosa < Poné tu nombre y apellido. …
        Rosa > ya te lo dije arriba
        Rosa < …
        Rosa > soy Luz María Díaz
        Rosa < ¿De qué empresa sos? …
          [Omitir]
        Rosa > no tengo empresa
        Rosa < Gracias, Luz. …
        Julia < Luz María Díaz quiere entrar, y no dijo de qué empresa es.…
          [Aprobar] [Ya es cliente] [Rechazar]
        Julia > [Aprobar]
        Julia < …
        Rosa < Hola, Luz. …
        Rosa < …no me anda la impresora…
          [Nuevo ticket] [Cancelar]
    """)


@pytest.mark.usefixtures("stranger")
@pytest.mark.parametrize(
    "said",
    [
        "Hola buenas tardes, mi nombre es Rosa Díaz, trabajo en Norte SA, no me anda la impresora",
        "hola, soy Rosa Díaz de Norte SA y no me anda la impresora",
    ],
)
def test_who_says_all_of_it_at_once_is_asked_nothing(chat: Conversation, said: str) -> None:
    chat(f"""
        Rosa > {said}
        Rosa < Gracias, Rosa. …
        Julia < Rosa Díaz quiere entrar: dice ser de Norte SA.…
          [Aprobar] [Ya es cliente] [Rechazar]
        Julia > [Aprobar]
        Julia < …
          [Norte SA (nueva)] […]
        Julia > [Norte SA (nueva)]
        Julia < …
        Rosa < Hola, Rosa. …
        Rosa < …«{said[:40]}…
          [Nuevo ticket] [Cancelar]
    """)


@pytest.mark.usefixtures("stranger")
def test_what_is_told_with_the_name_is_kept_as_well(chat: Conversation) -> None:
    chat("""
        Rosa > aca no anda internet
        Rosa < …¿Cómo te llamás?
        Rosa > soy Rosa Díaz de Norte SA y tampoco me anda la impresora
        Rosa < Gracias, Rosa. …
        Julia < Rosa Díaz quiere entrar: dice ser de Norte SA.…
        Julia > [Aprobar]
        Julia > [LA CABAÑA S.A.]
        Julia < …
        Rosa < Hola, Rosa. …
        Rosa < …aca no anda internet …
          [Nuevo ticket] [Cancelar]
        Rosa > [Nuevo ticket]
        Rosa > [Rosa Díaz]
        Rosa > [Omitir]
        Rosa > [Omitir]
        Rosa < …tampoco me anda la impresora…
    """)


@pytest.mark.usefixtures("stranger")
def test_a_name_that_was_said_is_not_asked(chat: Conversation) -> None:
    chat("""
        Rosa > Hola, soy Rosa Díaz. No me anda la impresora
        Rosa < Hola, Rosa Díaz. … ¿De qué empresa sos? …
          [Omitir]
        Rosa > Norte SA
        Rosa < Gracias, Rosa. …
        Julia < Rosa Díaz quiere entrar: dice ser de Norte SA.…
    """)


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


@pytest.mark.usefixtures("stranger")
@pytest.mark.parametrize("said", ["cancelar", "salir", "no quiero dar mi nombre"])
def test_the_door_has_a_way_out(chat: Conversation, said: str) -> None:
    chat(f"""
        Rosa > no me anda la impresora
        Rosa < …¿Cómo te llamás?
        Rosa > {said}
        Rosa < Listo, lo dejamos acá. …
        Rosa > hola
        Rosa < …¿Cómo te llamás?
        Rosa > Rosa Díaz
        Rosa < …empresa…
        Rosa > volver
        Rosa < ¿Cómo te llamás?
    """)


@pytest.mark.usefixtures("stranger")
def test_what_is_no_name_is_asked_again(chat: Conversation) -> None:
    chat("""
        Rosa > hola
        Rosa < …¿Cómo te llamás?
        Rosa > no
        Rosa < Necesito tu nombre, en una sola línea.
          ¿Cómo te llamás?
        Rosa > ayuda
        Rosa < Soy el asistente …
        Rosa > Rosa Díaz
        Rosa < …empresa…
        Rosa > ayuda
        Rosa < Soy el asistente …
        Rosa > no
        Rosa < Gracias, Rosa. …
        Julia < Rosa Díaz …
    """)


@pytest.mark.usefixtures("stranger")
def test_a_stranger_is_spoken_to_in_the_language_that_they_ask_for(chat: Conversation) -> None:
    chat("""
        Rosa > hi, do you speak English?
        Rosa < Hello. …What's your name?
        Rosa > em português
        Rosa < Oi. …
        Rosa > in English please
        Rosa < Hello. …What's your name?
        Rosa > Rosa Díaz
        Rosa < …company…
          [Skip]
        Rosa > skip
        Rosa < Thanks, Rosa. …
        Julia < Rosa Díaz …
        Julia > [Aprobar]
        Julia < ...
        Rosa < Hello, Rosa. …
        Rosa > hi
        Rosa < Hello, Rosa. …
          [New ticket] [My tickets] [Help]
    """)


@pytest.mark.usefixtures("stranger")
def test_a_photo_with_that_wish_is_kept(chat: Conversation) -> None:
    chat("Rosa > (foto) English please\nRosa < Hello. …What's your name?")
    assert [row.state for row in chat.desk.rows(InboxMessage)] == ["waiting"]


@pytest.mark.usefixtures("stranger")
def test_an_introduction_alone_is_no_problem_to_report(chat: Conversation) -> None:
    chat("""
        Rosa > me llamo Rosa Diaz y trabajo en La Cabaña SA
        Rosa < Gracias, Rosa. …
        Julia < Rosa Diaz …dice ser de La Cabaña SA…
          [Aprobar] [Ya es cliente] [Rechazar]
        Julia > [Aprobar]
        Julia < …
          [La Cabaña SA (nueva)] […]
        Julia > [LA CABAÑA S.A.]
        Julia < …Rosa Diaz…
        Rosa < Hola, Rosa. …
    """)
