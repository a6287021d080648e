"""What hurried people type and a careless reader would take for something else: a no, a mark, a count, a note."""

import pytest

from tests.harness.stories import ASSIGNED, BOTH_OF_ANA, CLOSED, ONE, TWO
from tests.harness.transcripts import Conversation, on_telegram

pytestmark = on_telegram


def test_two_solutions_in_a_row_are_asked_about_each_for_its_ticket(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Ana > (a «Ticket 1») listo cerrado, le cambié la clave a Ruiz1234
        Ana < ¿Cerramos el Ticket 1 con esta solución? «le cambié la clave a Ruiz1234»
        Ana > (a «Ticket 2») listo cerrado, era el toner
        Ana < ¿Cerramos el Ticket 2 con esta solución? «era el toner»
        Ana > sí
        Ana < Cerré el Ticket 2.
        Ana < ¿Cerramos el Ticket 1 con esta solución? «le cambié la clave a Ruiz1234»
        Marta < Ana cerró tu Ticket 2. Solución: era el toner …
        Ana > sí
        Ana < Cerré el Ticket 1.
        Marta < Ana cerró tu Ticket 1. Solución: le cambié la clave a Ruiz1234 …
    """
    )


@pytest.mark.parametrize("number", ["10", "7", "100"])
def test_a_number_outside_the_list_is_no_yes(number: str, chat: Conversation) -> None:
    chat(
        ONE
        + f"""
        Marta > /eliminar 1
        Marta < ¿Eliminamos el Ticket 1? …
        Marta > {number}
        Marta < ¿Lo eliminamos? …
        Marta > no
        Marta < Cancelado: el Ticket 1 queda como estaba.
    """
    )
    assert chat.desk.ticket(1)["status"] == "open"


@pytest.mark.parametrize("said", ["es urgente!!!", "gracias, es urgente", "hola, urgente"])
def test_urgency_is_heard_by_who_attends(said: str, chat: Conversation) -> None:
    chat(
        ASSIGNED
        + f"""
        Marta > {said}
        -- 5 s
        Marta < (recibido)
        Ana < …Ticket 1: {said}
    """
    )


def test_urgency_without_a_ticket_in_focus_is_offered_a_place(chat: Conversation) -> None:
    chat(
        TWO
        + """
        -- 40 min
        Marta > es urgente!!!
        -- 5 s
        Marta < ¿Esto es de alguno de estos tickets? «es urgente!!!»
    """
    )


@pytest.mark.parametrize(
    "said", ["hace 3 dias que espero", "hace 2 semanas que espero", "te escribí 3 veces"]
)
def test_what_is_counted_is_no_ticket(said: str, chat: Conversation) -> None:
    chat(
        ASSIGNED
        + f"""
        Marta > {said}
        -- 5 s
        Marta < …
        Ana < …Ticket 1: {said}
    """
    )
    assert chat.thread(1) == [said]


def test_who_wants_no_ticket_gets_no_form(chat: Conversation) -> None:
    chat("""
        > no quiero abrir un ticket
        -- 5 s
        < No había nada pendiente. …
    """)


@pytest.mark.parametrize("said", ["no quiero cerrar el ticket", "no cierren el ticket todavía"])
def test_who_does_not_want_it_closed_is_not_asked_whether(said: str, chat: Conversation) -> None:
    chat(
        ASSIGNED
        + f"""
        Marta > {said}
        -- 5 s
        Marta < (recibido)
        Ana < …Ticket 1: {said}
    """
    )


@pytest.mark.parametrize(
    "said",
    [
        "no cierres el 1",
        "no le pongas alta al 1",
        "no puedo cerrar el 1 hasta mañana",
        "ni se te ocurra cerrar el 1",
    ],
)
def test_a_denied_order_is_none(said: str, chat: Conversation) -> None:
    chat(
        ASSIGNED
        + f"""
        Ana > {said}
        Ana < ¿Se lo mando a Marta (Ticket 1)? «{said}»
    """
    )


@pytest.mark.parametrize("said", ["no, todavía no", "hola", "no"])
def test_what_solves_nothing_is_no_solution(said: str, chat: Conversation) -> None:
    chat(
        ASSIGNED
        + f"""
        Ana > /cerrar 1
        Ana < ¿Con qué cerramos el Ticket 1? …
        Ana > {said}
        Ana < Escribí la solución en una frase. …
        Ana > cambié el cable
        Ana < Cerré el Ticket 1.
        Marta < …Solución: cambié el cable …
    """
    )


def test_a_yes_tells_nothing_before_the_closing(chat: Conversation) -> None:
    chat(
        ONE
        + """
        Marta > /cerrar 1
        Marta < ¿Querés contar algo…
        Marta > sí
        Marta < Si no querés contar nada, poné «Omitir» y lo cierro…
        Marta > era la ficha
        Marta < Cerré el Ticket 1.
    """
    )
    assert chat.thread(1) == ["era la ficha"]


def test_what_is_marked_as_a_note_is_sent_to_no_client(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > /responder 1
        Ana < ¿Qué le escribo a Marta en el Ticket 1?
        Ana > nota 1 es moroso
        Ana < Eso parece una nota interna. …
        Ana > cancelar
        Ana < …
        Ana > nota: cliente moroso
        Ana < ¿Lo anoto en el Ticket 1? «cliente moroso»
        Ana > no
        Ana < Cancelado.
        Ana > (a «Ticket 1») interno: cobrarle antes
        Ana < ¿Lo anoto en el Ticket 1? «cobrarle antes»
        Ana > sí
        Ana < Nota guardada en el Ticket 1.
    """
    )
    assert [(entry["text"], entry["internal"]) for entry in chat.desk.ticket(1)["thread"]] == [
        ("cobrarle antes", True)
    ]


@pytest.mark.parametrize(
    "said",
    ["no lo reabras, ya anda", "hasta ahora anda, si vuelve a fallar aviso", "y si vuelve a pasar que hago?"],
)
def test_what_may_take_it_back_does_not_reopen_at_once(said: str, chat: Conversation) -> None:
    chat(
        CLOSED
        + f"""
        Marta > {said}
        -- 5 s
        Marta < El Ticket 1 está cerrado. ¿Reabrir? «{said}»
    """
    )


@pytest.mark.parametrize("said", ["perfecto funciona todo", "anda todo bien gracias"])
def test_all_works(said: str, chat: Conversation) -> None:
    chat(
        CLOSED
        + f"""
        Marta > {said}
        -- 5 s
        Marta < ¡Qué bueno! El Ticket 1 queda cerrado. …
        Ana < ...
    """
    )


def test_what_waits_to_be_sent_when_the_ticket_goes_to_somebody_else(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Ana > (a «Ticket 1») #1
        Ana < ...
        Ana > voy mañana a las 9
        Ana < ¿Se lo mando a Marta (Ticket 1)? …
        Julia > /asignar 1 beto
        Julia < ...
        Marta < ...
        Ana < El Ticket 1 ahora lo tiene Beto.
        Ana > ya estoy en camino
        Ana < No sé a qué ticket va «voy mañana a las 9 ya estoy en camino». ¿A cuál se lo mando?
          [Ticket 2 · …] [Cancelar]
    """
    )


@pytest.mark.parametrize("said", ["sigo esperando!!", "contesten!!!", "hace 3 días que espero"])
def test_who_has_waited_too_long_is_heard_by_who_attends(said: str, chat: Conversation) -> None:
    chat(
        ASSIGNED
        + f"""
        -- 1 d
        Marta > {said}
        -- 5 s
        Marta < Ana atiende tu Ticket 1 y ya le pasé tu mensaje…
        Ana < …Ticket 1: {said}
        Marta > sigo esperando
        -- 5 s
        Marta < Eso también lo pasé, por el Ticket 1.
        Ana < …
    """
    )
    assert chat.thread(1) == [said, "sigo esperando"]


@pytest.mark.parametrize("said", ["ahí te mando la foto", "espera que la saco", "un segundo"])
def test_a_photo_that_is_about_to_come_is_waited_for(said: str, chat: Conversation) -> None:
    chat(f"""
        > /nuevo
        > [Marta Gómez]
        > [Omitir]
        > No imprime la caja 2
        < ¿Tenés una foto…
        > {said}
        < Dale, mandala tranqui. …
        > (foto)
        -- 5 s
        < Tengo un archivo…
        > listo
        < …Problema reportado: No imprime la caja 2 Imagen: un archivo…
        > eso es todo
        < Poné «Confirmar», «Cambiar…» o «Cancelar». …Problema reportado: No imprime la caja 2 Imagen: un archivo…
    """)


def test_of_several_it_is_asked_for_which_they_have_waited(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Marta > sigo esperando!!
        -- 5 s
        Marta < ¿Esto es de alguno de estos tickets? «sigo esperando!!»
        Marta > [Ticket 2]
        Marta < Va al Ticket 2. …
        Ana < …Ticket 2: sigo esperando!!
    """
    )
