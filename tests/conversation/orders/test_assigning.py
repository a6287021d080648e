"""Whose a ticket is to be and how urgent, in a lead's own words: each part of an order for its own ticket."""

import pytest

from tests.harness.stories import ASSIGNED, ONE, TWO
from tests.harness.transcripts import Conversation, on_telegram


@on_telegram
def test_of_two_technicians_neither_of_whom_has_it_one_is_asked_for(chat: Conversation) -> None:
    chat(
        ONE
        + """
        Julia < ...
        Julia > sacale el 1 a ana y dáselo a beto
        Julia < ¿A quién le doy el Ticket 1? …
          [Ana (0)] [Beto (0)] [Cancelar]
    """
    )


@pytest.mark.parametrize(
    "said",
    [
        "pasá el 1 de ana a beto",
        "sacale el 1 a ana y dáselo a beto",
        "take 1 from ana and give it to beto",
        "tira o 1 da ana e passa para o beto",
    ],
)
@on_telegram
def test_a_ticket_goes_from_one_to_the_other(chat: Conversation, said: str) -> None:
    chat(
        ASSIGNED
        + f"""
        Julia > {said}
        Julia < Listo, el Ticket 1 pasó de Ana Torres a Beto Sosa.
        Ana < …
        Beto < …
        Marta < …
    """
    )


@on_telegram
def test_whom_and_how_urgent_in_one_line(chat: Conversation) -> None:
    chat(
        ONE
        + """
        Julia < ...
        Julia > (a «Entró un ticket nuevo») el 1 a beto
        Julia < ¿Le asigno el Ticket 1 a Beto?
          [Sí] [No]
        Julia > sí
        Julia < ...
        Beto < ...
        Marta < ...
        Julia > el 1 es alta y es para ana
        Julia < Listo, el Ticket 1 (Alta) pasó de Beto Sosa a Ana Torres.
        Ana < …
        Beto < …
        Marta < …
    """
    )


@on_telegram
def test_a_level_that_is_denied_is_asked_for(chat: Conversation) -> None:
    chat(
        ONE
        + """
        Julia < ...
        Julia > el 1 no es urgente
        Julia < ¿Qué criticidad le pongo al Ticket 1?
          [Baja] [Media] [Alta] [Crítica] [Cancelar]
    """
    )


@on_telegram
def test_a_name_that_nobody_has_is_answered_with_who_there_is(chat: Conversation) -> None:
    chat.phone("Ana")
    chat(
        ONE
        + """
        Julia < ...
        Julia > asignale el 1 a carlos
        Julia < No conozco «carlos». ¿A quién le doy el Ticket 1? …
          [Ana (0)] [Beto (0)] [Cancelar]
        Julia > cancelar
        Julia < …
        Julia > categoria 1 redes
        Julia > [Agregar «redes»]
        Julia < …
        Julia > mandá el 1 a redes
        Julia < Listo, el Ticket 1 quedó en redes.
    """
    )


@pytest.mark.parametrize("said", ["asigná el 1", "yo me quedo con el 1"])
@on_telegram
def test_a_lead_who_names_nobody_is_asked_whom(chat: Conversation, said: str) -> None:
    chat.phone("Ana")
    chat(
        ONE
        + f"""
        Julia < ...
        Julia > {said}
        Julia < ¿A quién le doy el Ticket 1? …
          [Ana (0)] [Beto (0)] [Cancelar]
        Julia > julia
        Julia < Listo, el Ticket 1 queda con Julia Paz.
        Marta < …
    """
    )


@on_telegram
def test_a_lead_who_names_no_ticket_is_asked_which(chat: Conversation) -> None:
    chat.phone("Ana")
    chat(
        ONE
        + """
        Julia < ...
        -- 40 min
        Julia > pasáselo a ana
        Julia < ¿Cuál asignamos? …
          [Ticket 1 · …] [Cancelar]
        Julia > 1
        Julia < Listo, el Ticket 1 queda con Ana Torres.
        Ana < …
        Marta < …
    """
    )


@pytest.mark.parametrize(
    "said", ["el 1 de marzo para beto", "hay algo de ruido en la línea", "los datos de facturación"]
)
@on_telegram
def test_dates_and_things_are_no_orders(chat: Conversation, said: str) -> None:
    chat(ASSIGNED + f"Julia > {said}\nJulia < ¿Se lo mando a Marta (Ticket 1)? «{said}»")
    assert chat.desk.ticket(1)["technician"] == "Ana Torres"


@pytest.mark.parametrize(
    "said",
    [
        "el 1 va con ana y beto",
        "el 1 para ana o beto",
        "el 1 a ana y a beto, alta",
        "/asignar 1 ana beto",
        "give 1 to ana or beto",
        "passa o 1 para a ana e o beto",
        "(a «Ticket 1») pasáselo a ana y a beto",
    ],
)
@on_telegram
def test_of_two_who_are_named_one_is_asked_for_also_where_one_has_it(chat: Conversation, said: str) -> None:
    chat(
        ASSIGNED
        + f"""
        Julia > {said}
        Julia < ¿A quién le doy el Ticket 1? …
          [Beto (0)] [Ana (1)] [Cancelar]
    """
    )
    assert chat.desk.ticket(1)["technician"] == "Ana Torres"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("el 1 a luz", "Luz"),
        ("dale el 1 a Mía", "Mía"),
        ("que sol vea el 1", "Sol"),
        ("el 1 para linda", "Linda"),
    ],
)
@on_telegram
def test_a_name_that_is_an_ordinary_word_is_found(chat: Conversation, said: str, name: str) -> None:
    chat.hire(f"{name} Sosa", "technician")
    chat.phone("Ana")
    chat.phone(name)
    chat(
        ONE
        + f"""
        Julia < ...
        Julia > {said}
        Julia < Listo, el Ticket 1 queda con {name} Sosa.
        Marta < {name} va a atender tu Ticket 1.
    """
    )


@pytest.mark.parametrize("said", ["el 1 es alta y es para luz", "1 luz alta", "asigná el 1 - luz, alta"])
@on_telegram
def test_a_word_that_may_be_a_name_is_asked_about(chat: Conversation, said: str) -> None:
    chat.hire("Luz Sosa", "technician")
    chat.phone("Luz")
    chat(
        ONE
        + f"""
        Julia < ...
        Julia > {said}
        Julia < ¿Le asigno el Ticket 1 a Luz (Alta)?
          [Sí] [No]
        Julia > sí
        Julia < Listo, el Ticket 1 (Alta) queda con Luz Sosa.
        Marta < Luz va a atender tu Ticket 1.
    """
    )


@on_telegram
def test_a_word_that_may_be_a_name_is_one_of_two(chat: Conversation) -> None:
    chat.hire("Luz Sosa", "technician")
    chat(
        ONE
        + """
        Julia < ...
        Julia > el 1 dáselo a ana o luz
        Julia < ¿A quién le doy el Ticket 1? …
          [Ana (0)] [Luz (0)] [Cancelar]
    """
    )


@on_telegram
def test_a_thing_that_somebody_is_called_is_a_thing_still(chat: Conversation) -> None:
    chat.hire("Luz Sosa", "technician")
    chat(
        ONE
        + "Julia < ...\nJulia > el 1 es alta, se cortó la luz\nJulia < Listo, el Ticket 1 quedó en Alta. …"
    )


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("quien tiene el 1", "Ticket 1 …\nJulia < ¿Cuál asignamos? …"),
        ("pasame el tablero", "Abiertos: 2 · …\nJulia < ¿Cuál asignamos? …"),
        (
            "le podes preguntar a marta si prendio la maquina?",
            "No sé a qué ticket va «¿prendio la maquina?»…",
        ),
    ],
)
@on_telegram
def test_another_order_is_heard_where_a_ticket_is_asked_for(
    chat: Conversation, said: str, answer: str
) -> None:
    chat(
        TWO
        + f"""
        Julia < ...
        Julia > /asignar
        Julia < ¿Cuál asignamos? …
        Julia > {said}
        Julia < {answer}
    """
    )


@on_telegram
def test_the_same_order_takes_the_place_of_the_one_that_was_begun(chat: Conversation) -> None:
    chat.phone("Ana")
    chat(
        TWO
        + """
        Julia < ...
        Julia > /asignar
        Julia < ¿Cuál asignamos? …
        Julia > dale el 1 y el 2 a ana
        Julia < Listo, el Ticket 1 queda con Ana Torres.
        Julia < Listo, el Ticket 2 queda con Ana Torres.
        Ana < ...
        Marta < ...
        Julia > /asignar 1
        Julia < ¿A quién le doy el Ticket 1? …
        Julia > dale el 1 a ana torres y ponelo en alta
        Julia < …Ticket 1…Alta…
        Ana < ...
        Julia > hola
        Julia < Hola, Julia. …
    """
    )
