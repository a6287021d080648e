"""People say that it is over, that it is not, and that they do not know yet."""

import pytest

from tests.harness.stories import ASSIGNED, BOTH_OF_ANA, CLOSED
from tests.harness.transcripts import Conversation, on_telegram


@on_telegram
@pytest.mark.parametrize(
    ("said", "status", "told"),
    [
        ("no, pará, todavía no", "open", "Cancelado: el ticket sigue abierto."),
        ("no lo cierres", "open", "Cancelado: el ticket sigue abierto."),
        ("no, gracias", "closed", "Cerré el Ticket 1."),
        ("no era la clave, era el cable", "closed", "Cerré el Ticket 1."),
    ],
)
def test_a_no_before_closing_is_no_last_word(chat: Conversation, said: str, status: str, told: str) -> None:
    chat(
        ASSIGNED
        + f"""
        Marta > cerrar 1
        Marta < ¿Querés contar algo antes de cerrar el Ticket 1? …
        Marta > {said}
        Marta < {told}
        Ana < ...
    """
    )
    assert chat.desk.ticket(1)["status"] == status
    assert chat.thread() == ([said] if "cable" in said else [])


@on_telegram
def test_who_needs_nobody_any_more_is_asked_whether_to_close(chat: Conversation) -> None:
    """And a yes that says that it works is a yes, and no message that wants a place."""
    chat(
        ASSIGNED
        + """
        Marta > ya no hace falta, gracias
        Marta < ¿Cerramos el Ticket 1?
        Ana < …Ticket 1: ya no hace falta, gracias
        Marta > sí, anda joya
        Marta < Cerré el Ticket 1.
        Ana < Marta cerró el Ticket 1.
        Marta > excelente trabajo chicos
        Marta > muy buena atención!
        Marta > quedé muy conforme, los felicito
    """
    )
    assert len(chat.desk.tickets()) == 1


@on_telegram
def test_who_needs_it_otherwise_is_not_asked_whether_to_close(chat: Conversation) -> None:
    said = "ya no lo necesito para hoy, puede ser mañana"
    chat(ASSIGNED + f"Marta > {said}\nMarta < (recibido)\nAna < …: {said}")


@on_telegram
def test_another_ticket_is_no_yes_to_closing_this_one(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Marta > /ticket 1
        Marta < ...
        Marta > podés cerrarlo
        Marta < ¿Cerramos el Ticket 1?
        Ana < ...
        Marta > cerrá el 2
        Marta < …¿Cerramos el Ticket 1?
    """
    )
    assert chat.desk.ticket(1)["status"] == "open"


@pytest.mark.parametrize("said", ["sí, ya anda, gracias", "sirvió, gracias", "quedó perfecto"])
def test_a_solution_that_helped(chat: Conversation, said: str) -> None:
    chat(
        CLOSED
        + f"""
        > {said}
        < ...
        Ana < ...
    """
    )
    assert chat.desk.ticket(1)["status"] == "closed"
    assert chat.thread(1) == [said]


@pytest.mark.parametrize(
    "said", ["no, sigue igual", "volvió a fallar", "no anda todavía", "sí pero sigue haciendo ruido"]
)
def test_a_solution_that_did_not_help(chat: Conversation, said: str) -> None:
    chat(
        CLOSED
        + f"""
        > {said}
        < Reabrí el Ticket 1. …
        Ana < ...
    """
    )
    assert chat.desk.ticket(1)["status"] == "open"
    assert chat.thread(1) == [said]


@on_telegram
@pytest.mark.parametrize(
    "said", ["no sé todavía", "todavía no probé", "no pude ver nada", "mañana pruebo y te digo"]
)
def test_who_does_not_know_yet_whether_it_helped_reopens_nothing(chat: Conversation, said: str) -> None:
    chat(
        CLOSED
        + f"""
        > {said}
        < El Ticket 1 está cerrado. ¿Reabrir? «{said}»
        > cancelar
        < …
        > [Sirvió]
        < ¡Qué bueno! …
        Ana < ...
    """
    )
    assert chat.desk.ticket(1)["status"] == "closed"


def test_a_solution_is_answered_after_a_greeting_too(chat: Conversation) -> None:
    chat(
        CLOSED
        + """
        > hola
        < Hola, Marta. …
        > ya anda, gracias por venir
        < ¡Qué bueno! …
        Ana < ...
    """
    )
    assert chat.thread(1) == ["ya anda, gracias por venir"]
