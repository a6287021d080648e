"""People say that it is over, that it is not, and that they do not know yet."""

import pytest

from tests.harness.stories import ASSIGNED, BOTH_OF_ANA, CLOSED, TWO_LATER
from tests.harness.transcripts import Conversation, on_telegram


@on_telegram
@pytest.mark.parametrize(
    ("said", "status", "told"),
    [
        ("no, pará, todavía no", "open", "Cancelado: el ticket sigue abierto."),
        ("no lo cierres", "open", "Cancelado: el ticket sigue abierto."),
        ("no, mejor no lo cierres", "open", "Cancelado: el ticket sigue abierto."),
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
def test_a_no_before_closing_with_more_beside_it_keeps_it_open_and_the_words(chat: Conversation) -> None:
    said = "no anda todavia, no lo cierren"
    chat(
        ASSIGNED
        + f"""
        Marta > cerrar 1
        Marta < ¿Querés contar algo antes de cerrar el Ticket 1? …
        Marta > volver
        Marta < Si no querés contar nada, poné «Omitir» …
        Marta > {said}
        Marta < Cancelado: el ticket sigue abierto.
        Marta < ¿Esto es de alguno de estos tickets?…
        Marta > 1
        Marta < ...
        Ana < …{said}
    """
    )
    assert chat.desk.ticket(1)["status"] == "open"
    assert chat.thread() == [said]


@on_telegram
@pytest.mark.parametrize(
    "said", ["no cierren todavia", "no lo cierren todavia porfa", "no cierren", "don't close it yet"]
)
def test_a_plural_no_to_closing_is_a_no(chat: Conversation, said: str) -> None:
    chat(
        ASSIGNED
        + f"""
        Marta > ya anda
        Marta < ¿Cerramos el Ticket 1?
        Ana < …ya anda
        Marta > {said}
        Marta < El Ticket 1 sigue abierto.
    """
    )


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


FROM_THE_VIEW = (
    TWO_LATER
    + """
    Marta > /ticket 2
    Marta < …
    """
)


@on_telegram
@pytest.mark.parametrize("before", [TWO_LATER, FROM_THE_VIEW])
@pytest.mark.parametrize(
    "said", ["cerrá los dos", "ya están los dos", "cerrá todo", "podés cerrar ambos, gracias"]
)
def test_both_are_closed_by_one_yes(chat: Conversation, before: str, said: str) -> None:
    """Whichever is in focus, it is no message for that one alone."""
    chat(
        before
        + f"""
        Marta > {said}
        Marta < ¿Cerramos los tickets 1 y 2?
          [Sí] [No]
        Marta > sí
        Marta < Cerré el Ticket 1.
        Marta < Cerré el Ticket 2.
        Julia < ...
    """
    )
    assert [chat.desk.ticket(number)["status"] for number in (1, 2)] == ["closed", "closed"]
    assert (chat.thread(1), chat.thread(2)) == ([], [])


@on_telegram
def test_both_stay_open_by_one_no(chat: Conversation) -> None:
    chat(
        TWO_LATER
        + """
        Marta > cerrá los dos
        Marta < ¿Cerramos los tickets 1 y 2?
        Marta > no, mejor no
        Marta < Los tickets 1 y 2 siguen abiertos.
    """
    )


@on_telegram
def test_both_is_an_answer_to_which_one(chat: Conversation) -> None:
    chat(
        TWO_LATER
        + """
        Marta > cerrar
        Marta < ¿Cuál cerramos? …
        Marta > los dos
        Marta < ¿Cerramos los tickets 1 y 2?
        Marta > no
        Marta < Los tickets 1 y 2 siguen abiertos.
        Marta > /ticket 2
        Marta < …
        Marta > podés cerrarlo
        Marta < ¿Cerramos el Ticket 2?
        Julia < ...
        Marta > los dos
        Marta < ¿Cerramos los tickets 1 y 2?
        Marta > los dos
        Marta < Cerré el Ticket 1.
        Marta < Cerré el Ticket 2.
        Julia < ...
    """
    )


@on_telegram
def test_what_is_told_with_closing_both_is_the_last_word_of_each(chat: Conversation) -> None:
    said = "cerrá los dos, era el router que estaba apagado"
    chat(
        TWO_LATER
        + f"""
        Marta > {said}
        Marta < ¿Cerramos los tickets 1 y 2?
        Marta > no
        Marta < Los tickets 1 y 2 siguen abiertos.
        Marta < ¿Esto es de alguno de estos tickets? «{said}»
        Marta > cancelar
        Marta < …
        Marta > {said}
        Marta < ¿Cerramos los tickets 1 y 2?
        Marta > dale
        Marta < Cerré el Ticket 1.
        Marta < Cerré el Ticket 2.
        Julia < ...
    """
    )
    assert (chat.thread(1), chat.thread(2)) == ([said], [said])


@on_telegram
def test_another_number_than_there_are_is_asked_about(chat: Conversation) -> None:
    chat(TWO_LATER + "Marta > cerrá los tres\nMarta < ¿Cuál cerramos? …")


@on_telegram
def test_the_only_one_is_all_that_there_is_to_close(chat: Conversation) -> None:
    chat(ASSIGNED + "Marta > cerrá todo\nMarta < ¿Cerramos el Ticket 1?\nAna < …: cerrá todo")


@on_telegram
def test_whether_to_close_all_is_asked_about_what_is_open_still(chat: Conversation) -> None:
    chat(
        TWO_LATER
        + """
        Marta > cerrar los dos
        Marta < ¿Cerramos los tickets 1 y 2?
        Marta > cerrar 1
        Marta < ¿Querés contar algo antes de cerrar el Ticket 1?…
        Marta > omitir
        Julia < ...
        Marta < Cerré el Ticket 1.
        Marta < ¿Cerramos el Ticket 2?
        Marta > cerrar 2
        Marta < ¿Querés contar algo antes de cerrar el Ticket 2?…
        Marta > omitir
        Julia < ...
        Marta < Cerré el Ticket 2.
    """
    )


@on_telegram
def test_a_no_to_closing_that_says_why_stays_in_the_thread(chat: Conversation) -> None:
    said = "uy no, se volvio a colgar la caja 3"
    chat(
        ASSIGNED
        + f"""
        Marta > ya anda
        Marta < ¿Cerramos el Ticket 1?
        Ana < …ya anda
        Marta > {said}
        Marta < El Ticket 1 sigue abierto.
        Ana < …{said}
    """
    )
    assert chat.thread() == ["ya anda", said]
