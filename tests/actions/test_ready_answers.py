"""Ready answers: kept by the lead, filled in, shown, and sent once that is confirmed."""

from store.keeping import ready_answers
from store.tables import ReadyAnswer
from tests.harness.stories import ASSIGNED, ONE
from tests.harness.transcripts import Conversation, elsewhere, on_both_stores, on_telegram

KEPT = """
    Julia > /respuestas
    Julia < Todavía no hay respuestas listas. …{cliente}…
      [Agregar respuesta]
    Julia > [Agregar respuesta]
    Julia < …
    Julia > saludo
    Julia < …{cliente}…
    Julia > Hola {cliente}, {tecnico} está con el Ticket {ticket} de {empresa}
    Julia < Listo, quedó «saludo».
    Julia < Las respuestas listas: · saludo: Hola {cliente}…
      [Agregar respuesta] [Cambiar una] [Borrar una]
"""
FILLED = "Hola Marta Gómez, Ana Torres está con el Ticket 1 de LA CABAÑA S.A."


def test_it_is_shown_filled_in_and_sent_once_confirmed(chat: Conversation) -> None:
    chat(KEPT)
    chat(ASSIGNED)
    chat(f"""
        Ana > r saludo 1
        Ana < …{FILLED}…
          [Enviar] [Cancelar]
        Ana > [Enviar]
        Ana < Se lo mandé a Marta (Ticket 1).
        Marta < …Ticket 1: {FILLED}
        Julia < ...
    """)
    assert chat.thread() == [FILLED]


@on_telegram
def test_of_more_than_are_shown_any_is_read(chat: Conversation) -> None:
    with chat.desk.store.write() as session:
        julia = session.merge(chat.people["Julia"])
        for number in range(1, 15):
            ready_answers.add(session, julia, f"Saludo {number:02}", "Hola {cliente}")
    chat("""
        Julia > /respuestas
        Julia < ...
        Julia > [Borrar una]
        Julia < ¿Cuál borramos?
          [Saludo 01] […] [Saludo 10] [Cancelar]
        Julia > saludo 1
        Julia < Hay más de una opción para «saludo 1». …
          [Saludo 10] [Saludo 11] [Saludo 12] [Saludo 13] [Saludo 14] [Cancelar]
        Julia > [Saludo 13]
        Julia < …Saludo 12…Saludo 14…
    """)
    assert "Saludo 13" not in [answer.name for answer in chat.desk.rows(ReadyAnswer)]


def test_it_is_not_sent_to_a_ticket_that_was_handed_on_meanwhile(chat: Conversation) -> None:
    chat(KEPT)
    chat(ASSIGNED)
    chat("""
        Ana > /r saludo 1
        Ana < …
        Julia > /asignar 1 beto
        Julia < …
        Beto < …
        Ana < …
        Marta < …
        Ana > mis pendientes
        Ana < No tenés nada pendiente.
        Ana > [Enviar]
        Ana < …
    """)
    assert chat.thread() == []


def test_cancelled_it_is_sent_to_nobody(chat: Conversation) -> None:
    chat(KEPT)
    chat(ASSIGNED)
    chat("""
        Ana > /r salu 1
        Ana < …
          [Enviar] [Cancelar]
        Ana > [Cancelar]
        Ana < Cancelado…
    """)
    assert chat.thread() == []


@elsewhere
def test_from_a_card_from_a_quote_or_asked_for_all(chat: Conversation) -> None:
    chat(KEPT)
    chat(
        ASSIGNED.replace(
            "Ana < …te asignó un ticket. …",
            """Ana < …te asignó un ticket. …
              [Responder] [Nota interna] [Cerrar ticket] [Respuestas]""",
        )
    )
    chat("""
        Ana > [Respuestas]
        Ana < ¿Qué respuesta le mandamos?
          [saludo] [Cancelar]
        Ana > [saludo]
        Ana < …Hola Marta…
          [Enviar] [Volver] [Cancelar]
        Ana > dale
        Ana < ...
        Marta < ...
        Julia < ...
        Ana > (a «te asignó») /r saludo
        Ana < …Hola Marta…
        Ana > [Cancelar]
        Ana < ...
        Ana > /r
        Ana < ¿Para qué ticket…
        Ana > 1
        Ana < ¿Qué respuesta…
        Ana > zapallo
        Ana < No hay una respuesta que se llame «zapallo». …
        Ana > [Cancelar]
        Ana < ...
    """)


@on_both_stores
def test_an_unknown_blank_is_refused_and_what_is_kept_can_be_changed(chat: Conversation) -> None:
    chat(KEPT)
    chat("""
        Julia > [Cambiar una]
        Julia < ¿Cuál cambiamos?
          [saludo] [Cancelar]
        Julia > [saludo]
        Julia < …
        Julia > Hola {nombre}
        Julia < El hueco {nombre} no lo sé llenar. …
        Julia > Buenas, {Cliente}
        Julia < Listo, quedó «saludo».
        Julia < …Buenas, {Cliente}…
        Julia > [Borrar una]
        Julia < ¿Cuál borramos?
        Julia > saludo
        Julia < Todavía no hay respuestas listas. …
    """)


@on_telegram
def test_only_the_lead_keeps_them_and_only_staff_send_them(chat: Conversation) -> None:
    chat(KEPT)
    chat(ONE)
    chat("""
        Marta > /r saludo 1
        Marta < Eso …
        Ana > /respuestas
        Ana < Eso …
        Ana > /r saludo 1
        Ana < No encuentro el Ticket 1…
        Ana > respuestas
        Ana < ¿Para qué ticket …
    """)
