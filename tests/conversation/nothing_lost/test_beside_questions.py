"""What is said at a question and neither answers it nor leaves it is offered a home once the question is over."""

import pytest

from tests.harness.stories import ASSIGNED, ONE, TWO_LATER
from tests.harness.transcripts import Conversation, on_telegram


def test_words_at_a_yes_or_no_wait_for_its_end(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        > podés cerrarlo
        < ¿Cerramos el Ticket 1?
        Ana < ...
        > vengan mañana a las 10
        < ¿Lo cerramos? …
        > la puerta está cerrada, toquen timbre
        < Todavía está abierto. …
        > no
        < El Ticket 1 sigue abierto.
        < …«vengan mañana a las 10 la puerta está cerrada, toquen timbre»
          [Ticket 1 · …] [Nuevo ticket] [Cancelar]
        > [Ticket 1]
        < Va al Ticket 1. …
        Ana < …vengan mañana a las 10
        Ana < …toquen timbre
    """
    )


@pytest.mark.parametrize("asked", ["/eliminar 1", "/cerrar", "/idioma", "/borrarme"])
@on_telegram
def test_a_problem_at_a_question_waits_for_its_end(chat: Conversation, asked: str) -> None:
    chat(
        TWO_LATER
        + f"""
        > {asked}
        < …
        > no me anda la impresora
        < …
        > cancelar
        < …
        < …«no me anda la impresora»
          [Ticket … · …] [Ticket … · …] [Nuevo ticket] [Cancelar]
    """
    )


@on_telegram
def test_what_only_tries_to_choose_is_no_message(chat: Conversation) -> None:
    chat(
        TWO_LATER
        + """
        > /cerrar
        < ¿Cuál cerramos? …
        > el de la heladera
        < Escribí el número…
        > klingon
        < …
        > cancelar
        < Cancelado.
    """
    )


@pytest.mark.parametrize("said", ["no lo borres, cerralo", "mejor cerralo"])
@on_telegram
def test_who_is_asked_whether_to_delete_may_close_instead(chat: Conversation, said: str) -> None:
    chat(
        ASSIGNED
        + f"""
        > /eliminar 1
        < ¿Eliminamos el Ticket 1? …
        > {said}
        < …antes de cerrar el Ticket 1…
          [Omitir] [Cancelar]
    """
    )


@on_telegram
def test_who_is_asked_whether_to_close_may_delete_instead(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        > podés cerrarlo
        < ¿Cerramos el Ticket 1?
        Ana < ...
        > borralo
        < ¿Eliminamos el Ticket 1? …
          [Eliminar] [No]
    """
    )


@pytest.mark.parametrize("said", ["borralo", "ya está, se arregló", "ya volvió, no hace falta"])
@on_telegram
def test_what_a_new_ticket_is_offered_for_may_be_given_up(chat: Conversation, said: str) -> None:
    chat(f"""
        > no anda internet
        < ¿Abro un ticket con esto? …
          [Nuevo ticket] [Cancelar]
        > {said}
        < Cancelado.
    """)


@pytest.mark.parametrize("said", ["apurense por favor", "ya probé dos veces"])
@on_telegram
def test_what_is_no_plain_yes_to_a_new_ticket_joins_what_waits(chat: Conversation, said: str) -> None:
    chat(f"""
        > no anda internet
        < ¿Abro un ticket con esto? …
        > {said}
        < ¿Abro un ticket con esto? «no anda internet {said}»
          [Nuevo ticket] [Cancelar]
    """)


@on_telegram
def test_a_command_and_another_language_are_no_yes_to_a_new_ticket(chat: Conversation) -> None:
    chat("""
        > no anda internet
        < ¿Abro un ticket con esto? …
        > eliminar 1
        < No encuentro el Ticket 1…
        > in english please
        < ¿En qué idioma hablamos? …
        > English
        < OK, English from now on.
        < …
        < …“no anda internet”
          [New ticket] [Never mind]
    """)


@pytest.mark.parametrize("said", ["otro", "es nuevo", "es otro problema", "uno nuevo"])
@on_telegram
def test_what_waits_may_be_of_a_new_one(chat: Conversation, said: str) -> None:
    chat(
        TWO_LATER
        + f"""
        > no anda
        < ¿Esto es de alguno de estos tickets? «no anda» …
        > {said}
        < ¿Quién tiene el problema? …
    """
    )


@pytest.mark.parametrize("said", ["no", "ninguno", "no es de ninguno"])
@on_telegram
def test_what_waits_may_be_of_no_ticket(chat: Conversation, said: str) -> None:
    chat(
        TWO_LATER
        + f"""
        > no anda
        < ¿Esto es de alguno de estos tickets? «no anda» …
        > {said}
        < ¿Abro un ticket con esto? «no anda»
          [Nuevo ticket] [Cancelar]
        > dale
        < ¿Quién tiene el problema? …
    """
    )


@on_telegram
def test_what_says_nothing_joins_nothing_and_gets_no_sentence_twice(chat: Conversation) -> None:
    chat(
        TWO_LATER
        + """
        > no anda
        < ¿Esto es de alguno de estos tickets? «no anda» …
        > no sé
        < Elegí un ticket, o «Nuevo ticket». ¿Esto es de alguno de estos tickets? «no anda» …
        > dale
        < Lo tengo guardado. ¿A qué ticket va?
          [Ticket 2 · …] [Ticket 1 · …] [Nuevo ticket] [Cancelar]
    """
    )


@on_telegram
def test_yes_is_the_only_ticket(chat: Conversation) -> None:
    chat(
        ONE
        + """
        -- 40 min
        > sigue sin andar
        < ¿Esto es de alguno de estos tickets? …
          [Ticket 1 · …] [Nuevo ticket] [Cancelar]
        > sí
        < Va al Ticket 1. …
        Julia < ...
    """
    )
    assert chat.thread() == ["sigue sin andar"]
