"""What looks like a wish or a courtesy and is what somebody tells: it goes where any message goes."""

import pytest

from tests.harness.stories import ASSIGNED, CLOSED
from tests.harness.transcripts import Conversation, on_telegram

pytestmark = on_telegram


@pytest.mark.parametrize(
    "said",
    [
        "gracias! y la impresora?",
        "idioma del teclado esta en ingles",
        "cuantos tickets imprime",
        "tengo que cerrar la caja a las 8",
        "puedo cerrar el programa?",
        "no vengan hoy",
        "volver a abrir el excel no ayuda",
    ],
)
def test_what_they_tell_of_the_ticket_in_focus_reaches_its_technician(chat: Conversation, said: str) -> None:
    chat(ASSIGNED + f"Marta > {said}\nMarta < (recibido)\nAna < …Ticket 1: {said}")
    assert chat.thread() == [said]


def test_thanks_with_a_question_are_more_than_thanks(chat: Conversation) -> None:
    chat(
        CLOSED
        + """
        -- 5 min
        Marta > gracias! y el mail?
        Marta < El Ticket 1 está cerrado. ¿Reabrir? …
          [Reabrir ticket] [Nuevo ticket] [Cancelar]
    """
    )


@pytest.mark.parametrize("said", ["gracias por arreglar el mail", "muchas gracias por lo de la impresora"])
def test_thanks_for_something_are_thanks(chat: Conversation, said: str) -> None:
    chat(CLOSED + f"-- 5 min\nMarta > {said}")


@pytest.mark.parametrize("said", ["nuevo problema: no anda el mouse", "aparte se rompio el teclado"])
def test_another_matter_is_asked_about_even_in_focus(chat: Conversation, said: str) -> None:
    chat(
        ASSIGNED
        + f"""
        Marta > {said}
        Marta < ¿Esto es de alguno de estos tickets? …
          [Ticket 1 · …] [Nuevo ticket] [Cancelar]
    """
    )


@pytest.mark.parametrize(
    "said", ["ya podés cerrar, gracias", "podés cerrar el ticket", "por mi parte se puede cerrar"]
)
def test_who_wants_it_closed_is_asked(chat: Conversation, said: str) -> None:
    chat(ASSIGNED + f"Marta > {said}\nMarta < ¿Cerramos el Ticket 1?\nAna < …{said}")


@pytest.mark.parametrize("said", ["cómo va lo de la impresora?", "alguna novedad?"])
def test_what_a_technician_asks_with_a_ticket_in_focus_may_be_for_its_client(
    chat: Conversation, said: str
) -> None:
    chat(
        ASSIGNED
        + f"""
        Ana > {said}
        Ana < ¿Se lo mando a Marta (Ticket 1)? …
          [Enviar] [Nota interna] [Cancelar]
    """
    )


@pytest.mark.parametrize("told", ["bien, no anda", "mal, no anda", "no anda nada", "vengan hoy que no anda"])
def test_what_fails_neither_confirms_nor_cancels_the_form(chat: Conversation, told: str) -> None:
    chat(f"""
        > /nuevo
        > yo
        > paso
        > se cortó internet
        > no
        < Fijate si está bien: …
        > {told}
        < Lo sumé al problema. … {told} …
        > dale
        < Listo, abrí el Ticket 1. …
    """)


@pytest.mark.parametrize("told", ["no da imagen", "nada funciona", "no me deja guardar"])
def test_what_fails_is_no_answer_about_photos(chat: Conversation, told: str) -> None:
    chat(f"""
        > /nuevo
        > yo
        > paso
        > se cortó internet
        < ¿Tenés una foto … (4/4)
        > {told}
        < Lo sumé al problema. … (4/4)
    """)
