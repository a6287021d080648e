"""Orders and notes in reply to a card, where the reply is for the client unless it is plainly none."""

import pytest

from tests.harness.stories import ASSIGNED, BOTH_OF_ANA
from tests.harness.transcripts import Conversation, elsewhere, on_telegram, on_whatsapp


@pytest.mark.parametrize("said", ["cerrar, se cambió el cable", "listo, cambié el cable"])
@elsewhere
def test_a_closing_in_reply_to_the_card_is_asked_with_its_solution(chat: Conversation, said: str) -> None:
    chat(
        BOTH_OF_ANA
        + f"""
        Ana > (a «Ticket 1 · ») {said}
        Ana < ¿Cerramos el Ticket 1 con esta solución? «…cambi… el cable»
          [Sí] [No]
        Ana > no
        Ana < ¿Se lo mando a Marta (Ticket 1)? «{said}»
        Ana > cancelar
        Ana < Cancelado…
        Ana > (a «Ticket 1 · ») {said}
        Ana < ¿Cerramos el Ticket 1 …
        Ana > dale
        Ana < Cerré el Ticket 1. …
        Marta < …Solución: …cambi… el cable…
    """
    )
    assert chat.desk.ticket(2)["status"] == "open"


@elsewhere
def test_a_note_in_reply_to_the_card_does_not_reach_the_client(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > (a «te asignó») nota: falta el toner
        Ana < ¿Lo anoto en el Ticket 1? «falta el toner»
          [Sí] [No]
        Ana > sí
        Ana < Nota guardada en el Ticket 1.
        Ana > (a «te asignó») nota interna
        Ana < ¿Qué anoto en el Ticket 1? …
        Ana > pedir uno nuevo
        Ana < Nota guardada en el Ticket 1.
    """
    )
    assert [(entry["text"], entry["internal"]) for entry in chat.desk.ticket(1)["thread"]] == [
        ("falta el toner", True),
        ("pedir uno nuevo", True),
    ]


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("cerrar 1 era el cable", "¿Cerramos el Ticket 1 con esta solución? «era el cable»"),
        ("nota 1 era el cable", "¿Lo anoto en el Ticket 1? «era el cable»"),
    ],
)
@on_whatsapp
def test_an_order_in_reply_to_the_card_is_not_sent_to_the_client(
    chat: Conversation, said: str, asked: str
) -> None:
    chat(ASSIGNED + f"Ana > (a «te asignó») {said}\nAna < {asked}\n[Sí] [No]")


@on_whatsapp
def test_a_ready_answer_in_reply_to_the_card_is_for_its_ticket(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Julia > respuestas
        Julia > [Agregar respuesta]
        Julia > demora
        Julia > Hola {cliente}, vamos a demorar.
        Julia < ...
        Ana > (a «Ticket 1 · ») r demora
        Ana < …en el Ticket 1: Hola Marta Gómez, vamos a demorar. …
          [Enviar] [Cancelar]
        Ana > enviar
        Ana < …(Ticket 1).
        Marta < …: Hola Marta Gómez, vamos a demorar.
    """
    )


@on_telegram
def test_what_cannot_be_reopened_is_said_to_the_client(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > (a «te asignó») cerrá la aplicación y volvé a abrirla
        Ana < (recibido)
        Marta < …: cerrá la aplicación y volvé a abrirla
    """
    )


@pytest.mark.parametrize("said", ["cerré el puerto 80 del router", "bajá el volumen a 2"])
@on_telegram
def test_a_number_in_a_reply_is_no_ticket(chat: Conversation, said: str) -> None:
    chat(ASSIGNED + f"Ana > (a «te asignó») {said}\nAna < (recibido)\nMarta < …: {said}")


@on_telegram
def test_a_client_has_no_ready_answers(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Marta > (a «va a atender») r 3
        Marta < (recibido)
        Ana < …: r 3
    """
    )


@elsewhere
def test_an_order_in_reply_to_what_is_about_several_tickets_names_its_own(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Ana > /ausente
        Ana < …
        Julia < …no está por ahora…
        Beto < ...
        Julia > (a «no está por ahora») el 1 a beto
        Julia < Listo, el Ticket 1 pasó de Ana Torres a Beto Sosa.
        Ana < …
        Beto < …te asignó un ticket…
        Marta < …
        Julia > (a «no está por ahora») ok
    """
    )
    assert chat.desk.ticket(1)["technician"] == "Beto Sosa"
    assert chat.desk.ticket(2)["technician"] == "Ana Torres"


@elsewhere
def test_words_in_reply_to_what_is_about_several_tickets_are_sent_only_once_confirmed(
    chat: Conversation,
) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Ana > /pendientes
        Ana < Tenés 2 tickets pendientes; …
        Ana > (a «pendientes») cerralo era el cable
        Ana < ¿Cuál cerramos? …
        Ana > #2
        Ana < Cerré el Ticket 2. …
        Marta < …Solución: era el cable…
        Ana > /pendientes
        Ana < Tenés un ticket pendiente…
        Ana > (a «pendiente») probá de nuevo
        Ana < …¿A cuál se lo mando?
        Ana > [Ticket 1 · Marta · No imprime la caja 2]
        Ana < ¿Se lo mando a Marta (Ticket 1)? «probá de nuevo»
        Ana > [Enviar]
        Ana < Se lo mandé a Marta (Ticket 1).
        Marta < Ana …, Ticket 1: probá de nuevo
    """
    )


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("a beto", "¿Le asigno el Ticket 1 a Beto?"),
        ("que vaya beto", "¿Le asigno el Ticket 1 a Beto?"),
        ("urgente para beto", "¿Le asigno el Ticket 1 a Beto (Crítica)?"),
        ("alta, beto", "¿Le asigno el Ticket 1 a Beto (Alta)?"),
        ("ponelo en alta y pasaselo a beto", "¿Le asigno el Ticket 1 a Beto (Alta)?"),
        ("cerralo era el cable y el 2 también", "¿Cerramos los tickets 1 y 2 con esta solución? …"),
    ],
)
@on_telegram
def test_a_lead_says_in_reply_no_more_than_whom_or_how(chat: Conversation, said: str, asked: str) -> None:
    chat(
        BOTH_OF_ANA
        + f"""
        Julia > (a «el Ticket 1 queda») {said}
        Julia < {asked}
          [Sí] [No]
        Julia > no
        Julia < …
    """
    )


@pytest.mark.parametrize(
    "said",
    [
        "¿Qué dice la pantalla?",
        "que dice la pantalla",
        "pasalo por el puerto",
        "se lo das a la señora?",
        "que dijo ana?",
    ],
)
@on_telegram
def test_what_only_sounds_like_an_order_is_for_the_client(chat: Conversation, said: str) -> None:
    chat(
        ASSIGNED
        + f"""
        Ana > (a «te asignó») {said}
        Ana < (recibido)
        Marta < Ana …, Ticket 1: {said}
    """
    )


@pytest.mark.parametrize(
    "said",
    [
        "reasignalo",
        "sacaselo a ana",
        "dáselo al que tenga menos",
        "cerralo y reabrí el 2",
    ],
)
@on_telegram
def test_what_may_be_an_order_in_reply_is_not_sent_unasked(chat: Conversation, said: str) -> None:
    chat(
        BOTH_OF_ANA
        + f"""
        Julia > (a «el Ticket 1 queda») {said}
        Julia < ¿Se lo mando a Marta (Ticket 1)? «{said}»
          [Enviar] [Nota interna] [Cancelar]
        Julia > [Enviar]
        Julia < …
        Ana < …
        Marta < Julia …, Ticket 1: {said}
    """
    )


@on_telegram
def test_thanks_to_somebody_of_the_staff_in_reply_are_no_order(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Julia > (a «el Ticket 1 queda») gracias, ana
        Julia < (recibido)
        Marta < …
        Ana < …
    """
    )


@on_telegram
def test_what_is_told_stays_so_when_more_comes_to_wait(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Julia > (a «el Ticket 1 queda») decile que voy en 10
        Julia < ¿Se lo mando a Marta (Ticket 1)? «voy en 10»
          [Enviar] [Nota interna] [Enviar tal cual] [Cancelar]
        Julia > (a «el Ticket 1 queda») pasáselo a beto
        Julia < ¿Le asigno el Ticket 1 a Beto?
        Julia > no
        Julia < ¿Se lo mando a Marta (Ticket 1)? «voy en 10 pasáselo a beto»
        Julia > [Enviar]
        Julia < …
        Ana < ...
        Marta < …voy en 10
        Marta < …pasáselo a beto
    """
    )
