"""What waits for a place finds one, once, whatever becomes of its ticket meanwhile."""

from tests.harness.stories import ASSIGNED, CLOSED, TWO_LATER
from tests.harness.transcripts import Conversation, on_telegram


@on_telegram
def test_what_waits_for_a_reopening_is_put_there_though_it_is_open_by_then(chat: Conversation) -> None:
    chat(
        CLOSED
        + """
        Marta > ahora hace un ruido raro
        Marta < …¿Reabrir…
        Ana > /reabrir 1
        Ana < ...
        Marta < ...
        Marta > [Reabrir ticket]
        Marta < ...
        Ana < ...
    """
    )
    assert chat.thread()[-1] == "ahora hace un ruido raro"


def test_a_photo_that_comes_late_goes_where_the_question_before_it_is_answered(chat: Conversation) -> None:
    """Its question asks the same as the one whose button is pressed."""
    chat(
        CLOSED
        + """
        Marta > (a «cerró tu Ticket 1») (foto) ahora hace un ruido raro
        Marta < …¿Reabrir…
        Marta > (a «cerró tu Ticket 1») (foto)
        Marta > [Reabrir ticket]
        Marta < …¿Reabrir…
        Marta < Reabrí el Ticket 1. …
        Ana < ...
    """
    )
    thread = chat.desk.ticket(1)["thread"]
    assert (thread[0]["text"], sum(len(entry["files"]) for entry in thread)) == (
        "ahora hace un ruido raro",
        2,
    )


@on_telegram
def test_an_answer_to_a_ticket_that_is_another_s_by_now_is_offered_a_home(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > /responder 1
        Ana < …
        Julia > /asignar 1 beto
        Julia < ...
        Beto < ...
        Ana < ...
        Ana > (foto) cambié el fusor
        Ana < No encuentro el Ticket 1…
        Ana < …«cambié el fusor»…
        Marta < ...
    """
    )


@on_telegram
def test_a_solution_for_a_ticket_that_its_client_closed_is_offered_a_home(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > /cerrar 1
        Ana < ¿Con qué cerramos…
        Marta > /cerrar 1 ya anda
        Marta < ...
        Ana < ...
        Ana > (foto) cambié el fusor
        Ana < El Ticket 1 ya está cerrado…
        Ana < …«cambié el fusor»…
    """
    )


@on_telegram
def test_what_waits_for_a_place_waits_on_when_more_comes_to_wait(chat: Conversation) -> None:
    chat(
        TWO_LATER
        + """
        Marta > la tinta se acabó
        Marta < ¿Esto es de alguno de estos tickets? «la tinta se acabó»
        Marta > #99 otra cosa distinta
        Marta < No encuentro el Ticket 99…
        Marta < ¿Esto es de alguno de estos tickets? «la tinta se acabó otra cosa distinta»
        Marta > [Ticket 1]
        Marta < Va al Ticket 1. …
        Julia < ...
    """
    )
    assert chat.thread() == ["la tinta se acabó", "otra cosa distinta"]


@on_telegram
def test_what_waits_is_not_pushed_out_by_many_questions(chat: Conversation) -> None:
    chat(
        TWO_LATER
        + """
        Marta > la tinta se acabó
        Marta < ¿Esto es de alguno de estos tickets? «la tinta se acabó»
        Marta > /idioma
        Marta > /eliminar 1
        Marta > /cerrar 2
        Marta > /nuevo
        Marta > /cancelar
        Marta > /cancelar
        Marta > [No]
        Marta < Cancelado…
        Marta < ¿Esto es de alguno de estos tickets? «la tinta se acabó»
        Marta > [Ticket 1]
        Marta < Va al Ticket 1. …
        Julia < ...
    """
    )
    assert chat.thread() == ["la tinta se acabó"]


@on_telegram
def test_what_is_being_moved_is_not_put_in_two_places(chat: Conversation) -> None:
    chat(
        TWO_LATER
        + """
        Marta > la tinta se acabó
        Marta < ¿Esto es de alguno de estos tickets?…
        Marta > [Ticket 1]
        Marta < Va al Ticket 1. …
        Marta > [Mover]
        Marta > [Nuevo ticket]
        Marta < …
        -- 25 h
        Marta > no anda el fax de la oficina
        Marta < …¿Seguimos?…
        Marta > [Empezar de nuevo]
        Marta < ¿Esto es de alguno de estos tickets? «no anda el fax de la oficina»
        Marta > [Ticket 2]
        Marta < Va al Ticket 2. …
        Julia < ...
    """
    )
    assert (chat.thread(1), chat.thread(2)) == (["la tinta se acabó"], ["no anda el fax de la oficina"])


@on_telegram
def test_what_is_said_with_a_reopening_is_kept(chat: Conversation) -> None:
    chat(
        CLOSED
        + """
        Marta > /reabrir 1 volvió a fallar con E-15
        Marta < Reabrí el Ticket 1. …
        Marta < (recibido)
        Ana < ...
    """
    )
    assert chat.thread()[-1] == "volvió a fallar con E-15"


@on_telegram
def test_a_message_that_is_moved_to_a_new_ticket_twice_opens_one(chat: Conversation) -> None:
    chat(
        TWO_LATER
        + """
        Marta > la tinta se acabó
        Marta < ¿Esto es de alguno de estos tickets?…
        Marta > [Ticket 1]
        Marta < Va al Ticket 1. …
          [Mover] [Es otro problema]
        Marta > [Mover]
        Marta > [Nuevo ticket]
        Marta > [Mover]
        Marta > [Nuevo ticket]
        Marta > [Marta Gómez]
        Marta > [Omitir]
        Marta > [Omitir]
        Marta > [Confirmar]
        Marta < Listo, abrí el Ticket 3. …
        Julia < ...
    """
    )
    assert chat.desk.ticket(3)["problem"] == "la tinta se acabó"
    assert chat.thread() == []
