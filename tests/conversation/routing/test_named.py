"""A message that names its ticket, by quoting or by its number, goes there and nowhere else."""

import pytest

from tests.harness.stories import ASSIGNED, BOTH_OF_ANA, ONE, TWO
from tests.harness.transcripts import Conversation, elsewhere, on_telegram

A_WHILE = "-- 31 min\n"


def test_quoting_goes_to_the_ticket_of_the_quoted_message(chat: Conversation) -> None:
    chat(
        TWO
        + A_WHILE
        + """
        > (a «abrí el Ticket 1») sigue sin andar
        < (recibido)
    """
    )
    assert chat.thread(1) == ["sigue sin andar"]
    assert chat.thread(2) == []


def test_quoting_a_list_of_several_tickets_is_doubt(chat: Conversation) -> None:
    chat(
        TWO
        + A_WHILE
        + """
        > /tickets
        < Tus tickets: …
    """
    )
    chat("""
        > (a «Tus tickets») sigue sin andar
        < …«sigue sin andar»…
          [Ticket 2 · …] [Ticket 1 · …] [Nuevo ticket] [Cancelar]
        > [Ticket 1]
        < …Ticket 1…
          [Mover] [Es otro problema]
    """)
    assert chat.thread(1) == ["sigue sin andar"]


@pytest.mark.parametrize("mark", [" ", ": ", ", ", "\n", "  "])
@on_telegram
def test_a_number_sign_names_the_ticket_and_is_not_stored(chat: Conversation, mark: str) -> None:
    chat(TWO + A_WHILE)
    chat.phone("Marta").says(f"#1{mark}sigue igual\n  y más")
    chat("""
        < (recibido)
        > (foto) #2 mirá
        < (recibido)
    """)
    assert chat.thread(1) == ["sigue igual\n  y más"]
    assert chat.thread(2) == ["mirá"]


def test_a_number_sign_alone_shows_the_ticket(chat: Conversation) -> None:
    chat(
        TWO
        + """
        > #1
        < Ticket 1 Estado: Abierto …
          [Cerrar ticket] [Eliminar ticket]
        > ticket 2
        < Ticket 2 Estado: …
        > /ticket 1
        < Ticket 1 …
    """
    )
    assert chat.thread(1) == chat.thread(2) == []


@pytest.mark.parametrize("said", ["#1000x no", "#1ro que nada falla", "# 1 no anda la red"])
@on_telegram
def test_what_only_resembles_a_number_sign_names_nothing(chat: Conversation, said: str) -> None:
    chat(
        ONE
        + A_WHILE
        + f"""
        > {said}
        < …«{said}»…
          [Ticket 1 · …] [Nuevo ticket] [Cancelar]
        > [Cancelar]
        < Cancelado…
    """
    )


def test_another_ones_ticket_gets_the_not_found_words_and_the_text_a_home(chat: Conversation) -> None:
    chat(
        ONE
        + """
        Pablo > #1 ¿cómo viene esto?
        Pablo < No encuentro el Ticket 1…
        Pablo < …«¿cómo viene esto?»…
          [Nuevo ticket] [Cancelar]
        Pablo > #99 ¿y esto?
        Pablo < No encuentro el Ticket 99…
        Pablo < …
          [Nuevo ticket] [Cancelar]
        Pablo > [Cancelar]
        Pablo < Cancelado…
    """
    )
    assert chat.thread(1) == []


def test_quoting_our_question_answers_it(chat: Conversation) -> None:
    chat(
        ONE
        + """
        > /nuevo
        < … (1/4)
        > (a «Quién tiene el problema») Tomás
        < … (2/4)
        > (a «teléfono») omitir
        < … (3/4)
        > (a «Contame») (foto) no anda el mail
        < … (4/4)
        > (a «abrí el Ticket 1») y esto es del otro
        < ...
        > [Listo]
        < …Persona afectada: Tomás…Problema reportado: no anda el mail…
        > (a «Fijate») dale
        < Listo, abrí el Ticket 2. …
    """
    )
    assert chat.thread(1) == ["y esto es del otro"]


def test_free_text_of_staff_is_never_relayed_by_focus(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > ¿qué dice la pantalla?
        Ana < ¿Se lo mando a Marta (Ticket 1)? …
          [Enviar] [Nota interna] [Cancelar]
        Ana > [Cancelar]
        Ana < Cancelado…
        Ana > esto es un secreto
        Ana < ¿Se lo mando a Marta (Ticket 1)? …
        Ana > [Nota interna]
        Ana < …
        Ana > ¿qué dice la pantalla?
        Ana < ¿Se lo mando a Marta (Ticket 1)? …
        Ana > (foto)
        Ana < ¿Se lo mando a Marta (Ticket 1)? …
        Ana > [Enviar]
        Ana < …
        Marta < Ana (soporte técnico), Ticket 1: ¿qué dice la pantalla?
        Marta < Ana …
          (archivos 1)
    """
    )
    thread = chat.desk.ticket(1)["thread"]
    assert [(entry["text"], entry["internal"]) for entry in thread] == [
        ("esto es un secreto", True),
        ("¿qué dice la pantalla?", False),
        ("", False),
    ]


def test_quoted_named_commanded_and_asked_for_is_sent(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > (a «te asignó un ticket») uno
        Ana < (recibido)
        Marta < Ana (soporte técnico), Ticket 1: uno
        Ana > #1 dos
        Ana < (recibido)
        Marta < Ana (soporte técnico), Ticket 1: dos
        Ana > responder 1 tres
        Ana < Se lo mandé a Marta (Ticket 1).
        Marta < Ana (soporte técnico), Ticket 1: tres
        Ana > [Responder]
        Ana < ¿Qué le escribo a Marta en el Ticket 1?
          [Cancelar]
        Ana > cuatro
        Ana < Se lo mandé a Marta (Ticket 1).
        Marta < Ana (soporte técnico), Ticket 1: cuatro
    """
    )
    assert chat.thread(1) == ["uno", "dos", "tres", "cuatro"]


def test_replying_to_an_internal_note_is_an_internal_note(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Julia > /nota 1 la clave es 1234
        Julia < Nota guardada en el Ticket 1.
        Ana < …nota interna en el Ticket 1: la clave es 1234
        Ana > (a «la clave es 1234») entendido, la pruebo
        Ana < (recibido)
        Julia < …nota interna en el Ticket 1: entendido, la pruebo
        Julia > (a «la pruebo») (foto) acá está
        Julia < (recibido)
        Ana < …nota interna…acá está
          (archivos 1)
        Marta > /ticket 1
        Marta < Ticket 1 …todavía no hay mensajes.
    """
    )
    assert {entry["internal"] for entry in chat.desk.ticket(1)["thread"]} == {True}


@elsewhere
def test_a_ticket_that_is_asked_for_is_named_with_its_sign(chat: Conversation) -> None:
    """A bare number is a place in the list."""
    chat(
        BOTH_OF_ANA
        + """
        Ana > /cerrar
        Ana < ¿Cuál cerramos? Elegí, o escribí su número, como #121.
          [Ticket 2 · …] [Ticket 1 · …] [Cancelar]
        Ana > #1
        Ana < ¿Con qué cerramos el Ticket 1? …
        Ana > era el cable
        Ana < Cerré el Ticket 1. …
        Marta < …Solución: era el cable…
    """
    )
    assert chat.thread(1) == []


@on_telegram
def test_a_quote_that_names_another_ticket_keeps_every_word(chat: Conversation) -> None:
    chat(
        TWO
        + """
        Julia < ...
        Marta > (a «abrí el Ticket 2») #1 y esto?
        Marta < ...
        Julia < …Ticket 2: #1 y esto?
    """
    )
    assert chat.thread(2) == ["#1 y esto?"]
