"""Closing, «Sirvió» and «Sigue igual», reopening, deleting; and what is written into a closed ticket."""

from tests.harness.stories import ASSIGNED, CLOSED, ONE
from tests.harness.transcripts import Conversation, elsewhere, on_telegram


def test_a_client_closes_with_a_word_or_without(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Marta > /cerrar 1
        Marta < …Ticket 1…«Omitir».
          [Omitir] [Cancelar]
        Marta > se arregló sola
        Marta < Cerré el Ticket 1. …
          [Reabrir ticket]
        Ana < …cerró el Ticket 1…se arregló sola
        Marta > [Reabrir ticket]
        Marta < Reabrí el Ticket 1. …
        Ana < …reabrió el Ticket 1…
        Marta > cerrar ticket
        Marta < …
          [Ticket 1 · …] [Cancelar]
        Marta > [Ticket 1]
        Marta < …«Omitir».
        Marta > [Omitir]
        Marta < Cerré el Ticket 1. …
        Ana < …cerró el Ticket 1.
    """
    )
    ticket = chat.desk.ticket(1)
    assert ticket["status"] == "closed"
    assert [entry["text"] for entry in ticket["thread"]] == ["se arregló sola"]
    assert [event["what"] for event in ticket["events"]][-3:] == ["closed", "reopened", "closed"]


def test_staff_must_give_a_solution(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > /cerrar 1
        Ana < ¿Con qué cerramos el Ticket 1? …
          [Cancelar]
        Ana > omitir
        Ana < … ¿Con qué cerramos el Ticket 1? …
        Ana > [Cancelar]
        Ana < …el ticket sigue abierto.
    """
    )
    assert chat.desk.ticket(1)["status"] == "open"


def test_the_lead_closes_and_both_sides_are_told(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Julia > /cerrar 1 Era el enchufe
        Julia < Cerré el Ticket 1. …
        Marta < Julia cerró tu Ticket 1. Solución: Era el enchufe …
          [Sirvió] [Sigue igual]
        Ana < …cerró el Ticket 1…Era el enchufe
    """
    )


def test_solution_buttons_belong_to_their_closing(chat: Conversation) -> None:
    chat(CLOSED)
    old = chat.phone("Marta").offering("Sirvió")[0]
    chat("""
        Marta > [Sigue igual]
        Marta < Reabrí el Ticket 1. …
        Ana < …reabrió el Ticket 1…
        Ana > /cerrar 1 Cambié el router
        Ana < Cerré el Ticket 1. …
        Marta < …Cambié el router…
    """)
    marta = chat.phone("Marta")
    marta.presses(old, dict(old.choices)["Sigue igual"])
    chat("""
        Marta < El Ticket 1 está cerrado. …
    """)
    assert chat.desk.ticket(1)["status"] == "closed"
    chat("""
        Marta > [Sirvió]
        Marta < …Ticket 1 queda cerrado. …
        Ana < …sirvió.
    """)
    marta.presses(old, dict(old.choices)["Sirvió"])
    chat("""
        Marta < El Ticket 1 está cerrado. …
    """)


def test_thanks_into_a_closed_ticket_reopen_nothing(chat: Conversation) -> None:
    chat(
        CLOSED
        + """
        Marta > ¡Muchas gracias!
        Marta > 👍
    """
    )
    assert chat.thread() == ["¡Muchas gracias!", "👍"]
    assert chat.desk.ticket(1)["status"] == "closed"


@elsewhere
def test_more_than_thanks_within_a_week_asks_whether_to_reopen(chat: Conversation) -> None:
    chat(
        CLOSED
        + """
        -- 6 d
        Marta > (a «cerró tu Ticket 1») volvió a fallar
        Marta < …¿Reabrir…«volvió a fallar»
          [Reabrir ticket] [Nuevo ticket] [Cancelar]
        Marta > [Reabrir ticket]
        Marta < Reabrí el Ticket 1. …
        Ana < …reabrió el Ticket 1…
        Ana < …volvió a fallar
    """
    )
    ticket = chat.desk.ticket(1)
    assert ticket["status"] == "open"
    assert [entry["text"] for entry in ticket["thread"]] == ["volvió a fallar"]


def test_writing_into_a_closed_ticket_can_open_another_instead(chat: Conversation) -> None:
    chat(
        CLOSED
        + """
        Marta > (a «cerró tu Ticket 1») ahora no anda el mail
        Marta < …
          [Reabrir ticket] [Nuevo ticket] [Cancelar]
        Marta > [Nuevo ticket]
        Marta < … (1/4)
        Marta > [Marta Gómez]
        Marta > [Omitir]
        Marta > [Omitir]
        Marta < …Ticket 1…ahora no anda el mail…
        Marta > [Confirmar]
        Marta < Listo, abrí el Ticket 2. …
        Julia < Entró un ticket nuevo. …Ticket 1: …
    """
    )
    assert chat.desk.ticket(1)["status"] == "closed"


@elsewhere
def test_later_a_new_ticket_is_offered_that_refers_to_the_old_one(chat: Conversation) -> None:
    chat(
        CLOSED
        + """
        -- 8 d
        Marta > #1 volvió a fallar
        Marta < …Ticket 1…«volvió a fallar»
          [Nuevo ticket] [Cancelar]
        Marta > [Nuevo ticket]
        Marta < … (1/4)
        Marta > [Marta Gómez]
        Marta > [Omitir]
        Marta > [Omitir]
        Marta < …Problema reportado: …Ticket 1…volvió a fallar…
        Marta > [Confirmar]
        Marta < Listo, abrí el Ticket 2. …
        Julia < Entró un ticket nuevo. …Ticket 1: …
    """
    )
    assert "Ticket 1" in chat.desk.ticket(2)["problem"]


def test_only_open_tickets_are_deleted_after_one_confirmation(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Marta > /eliminar 1
        Marta < ¿Eliminamos el Ticket 1? …
          [Eliminar] [No]
        Marta > [No]
        Marta < …Ticket 1 queda como estaba.
        Marta > eliminar 1
        Marta < ¿Eliminamos el Ticket 1? …
        Marta > [Eliminar]
        Marta < Eliminé el Ticket 1.
        Ana < …eliminó el Ticket 1.
        Marta > /tickets
        Marta < Todavía no tenés tickets…
        Marta > /ticket 1
        Marta < No encuentro el Ticket 1…
        Ana > /ticket 1
        Ana < No encuentro el Ticket 1…
        Julia > /ticket 1
        Julia < No encuentro el Ticket 1…
    """
    )
    assert chat.desk.ticket(1)["status"] == "deleted"


@on_telegram
def test_what_cannot_be_done_now_is_said_and_changes_nothing(chat: Conversation) -> None:
    chat(CLOSED)
    before = chat.desk.changes()
    chat("""
        Marta > /cerrar 1
        Marta < El Ticket 1 ya está cerrado.
        Ana > /cerrar 1 otra vez
        Ana < El Ticket 1 ya está cerrado.
        Marta > /eliminar 1
        Marta < El Ticket 1 ya está cerrado…
    """)
    assert chat.desk.changes() == before
    chat(
        ONE.replace("Ticket 1", "Ticket 2")
        + """
        Marta > /reabrir 2
        Marta < El Ticket 2 ya está abierto.
    """
    )
    assert chat.desk.ticket(2)["status"] == "open"


def test_whoever_of_the_staff_reopens_it_the_client_hears_that_it_is_seen_to(chat: Conversation) -> None:
    chat(
        CLOSED
        + """
        Ana > /reabrir 1
        Ana < Reabrí el Ticket 1. Ya le avisé a Marta.
        Marta < Ana reabrió tu Ticket 1: lo seguimos viendo.
        Ana > /cerrar 1 ahora sí
        Ana < Cerré el Ticket 1. …
        Marta < Ana cerró tu Ticket 1. …
        Julia > /reabrir 1
        Julia < Reabrí el Ticket 1. Ya le avisé a Ana.
        Ana < Julia reabrió el Ticket 1.
        Marta < Julia reabrió tu Ticket 1: lo seguimos viendo.
    """
    )


def test_the_number_is_not_used_again(chat: Conversation) -> None:
    chat(
        ONE
        + """
        Marta > /eliminar 1
        Marta > [Eliminar]
        Marta < Eliminé el Ticket 1.
    """
    )
    chat(ONE.replace("Ticket 1", "Ticket 2"))


@on_telegram
def test_replying_to_what_was_deleted_gets_the_not_found_words_and_a_home(chat: Conversation) -> None:
    chat(
        ONE
        + """
        Marta > /eliminar 1
        Marta > [Eliminar]
        Marta < Eliminé el Ticket 1.
        Marta > (a «abrí el Ticket 1») en realidad sí
        Marta < No encuentro el Ticket 1…
        Marta < …«en realidad sí»
          [Nuevo ticket] [Cancelar]
        Marta > [Cancelar]
        Marta < Cancelado…
    """
    )


def test_a_solution_that_helped_is_told_once(chat: Conversation) -> None:
    chat(
        CLOSED
        + """
        Marta > [Sirvió]
        Marta < …
        Ana < Marta Gómez dice que la solución del Ticket 1 sirvió.
    """
    )
    phone = chat.phone("Marta")
    bubble, place = phone.offering("Sirvió")
    phone.presses(bubble, bubble.choices[place][1])
    assert chat.told("Ana") == []
    helped = [event for event in chat.desk.ticket(1)["events"] if event["what"] == "helped"]
    assert len(helped) == 1
