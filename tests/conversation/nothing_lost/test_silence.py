"""What is said after a long silence, or in the middle of something else, is kept for its form."""

from tests.harness.stories import ASSIGNED, TWO_LATER
from tests.harness.transcripts import Conversation, on_telegram


@on_telegram
def test_a_ticket_that_is_half_told_is_gone_on_with_after_another(chat: Conversation) -> None:
    chat("""
        Marta > /nuevo
        Marta > [Marta Gómez]
        Marta > [Omitir]
        Marta > no anda el escáner
        Marta < … (4/4)
        Marta > (foto)
        Marta < … (4/4)
        Marta > #99 la tinta se acabó
        Marta < No encuentro el Ticket 99…
        Marta < ...
        Marta > [Nuevo ticket]
        Marta > [Marta Gómez]
        Marta > [Omitir]
        Marta > [Omitir]
        Marta > [Confirmar]
        Marta < Listo, abrí el Ticket 1. …
        Marta < …¿Seguimos?
        Marta > [Seguir]
        Marta < … (4/4)
        Marta > [Listo]
        Marta > [Confirmar]
        Marta < Listo, abrí el Ticket 2. …
    """)
    assert [chat.desk.ticket(number)["problem"] for number in (1, 2)] == [
        "la tinta se acabó",
        "no anda el escáner",
    ]
    assert len(chat.desk.ticket(2)["images"]) == 1


@on_telegram
def test_all_that_came_after_a_silence_is_heard(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > /responder 1
        Ana < …
        -- 25 h
        Ana > probá esto
        Ana < …¿Seguimos?…
        Ana > y después esto otro
        Ana < …¿Seguimos?…
        Ana > [Seguir]
        Marta < …probá esto
        Ana < Se lo mandé a Marta (Ticket 1).
        Ana < …«y después esto otro»…
    """
    )


@on_telegram
def test_what_waited_before_a_silence_waits_after_it(chat: Conversation) -> None:
    chat(
        TWO_LATER
        + """
        Marta > la tinta se acabó
        Marta < ¿Esto es de alguno de estos tickets?…
        -- 25 h
        Marta > y también el papel
        Marta < …¿Seguimos?…
        Marta > [Seguir]
        Marta < ¿Esto es de alguno de estos tickets? «la tinta se acabó y también el papel»
        -- 25 h
        Marta > no anda el fax
        Marta < …¿Seguimos?…
        Marta > [Empezar de nuevo]
        Marta < ¿Esto es de alguno de estos tickets? «la tinta se acabó y también el papel no anda el fax»
        Marta > [Ticket 1]
        Marta < Va al Ticket 1. …
        Julia < ...
    """
    )
    assert chat.thread() == ["la tinta se acabó", "y también el papel", "no anda el fax"]


@on_telegram
def test_a_closing_that_is_begun_again_knows_its_ticket(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > /cerrar 1
        Ana < ¿Con qué cerramos el Ticket 1? …
        -- 25 h
        Ana > hola
        Ana < …¿Seguimos?…
        Ana > [Empezar de nuevo]
        Ana < ¿Con qué cerramos el Ticket 1? …
        Ana > cambié el cable
        Ana < Cerré el Ticket 1. …
        Marta < …cambié el cable…
    """
    )


@on_telegram
def test_a_photo_after_a_silence_is_kept_by_whoever_begins_again(chat: Conversation) -> None:
    chat("""
        Marta > /nuevo
        Marta > [Marta Gómez]
        Marta < …
        -- 25 h
        Marta > (foto)
        Marta < …¿Seguimos?…
        Marta > [Empezar de nuevo]
        Marta < ¿Abro un ticket con esto? …
    """)


@on_telegram
def test_what_a_question_has_no_use_for_is_offered_a_home_after_a_silence(chat: Conversation) -> None:
    chat("""
        Marta > /idioma
        Marta < ¿En qué idioma…
        -- 25 h
        Marta > (foto) no anda el fax
        Marta < …¿Seguimos?…
        Marta > [Seguir]
        Marta < ¿En qué idioma…
        Marta < ¿Abro un ticket con esto? «no anda el fax»
    """)
