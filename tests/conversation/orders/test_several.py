"""Several orders in one message: each is done to its own ticket, none is lost, and what is in doubt is asked."""

import pytest

from tests.harness.stories import TWO
from tests.harness.transcripts import Conversation, on_telegram

CLOSED = (
    TWO
    + """
        Julia < ...
        Julia > el 1 a ana y el 2 a beto
        Julia < ...
        Ana < ...
        Beto < ...
        Marta < ...
        Julia > cerrá el 1, era el cable
        Julia < Cerré el Ticket 1.…
        Ana < …
        Marta < …
    """
)


@on_telegram
def test_each_part_of_an_order_is_done_to_its_own_ticket(chat: Conversation) -> None:
    chat(
        TWO
        + """
        Julia < ...
        Julia > el 1 a ana y el 2 a beto
        Julia < Listo, el Ticket 1 queda con Ana Torres.
        Julia < Listo, el Ticket 2 queda con Beto Sosa.
        Ana < …Ticket 1 …
        Beto < …Ticket 2 …
        Marta < Ana va a atender tu Ticket 1.
        Marta < Beto va a atender tu Ticket 2.
        Julia > poné el 1 en alta y el 2 en baja
        Julia < Listo, el Ticket 1 quedó en Alta.
        Julia < Listo, el Ticket 2 quedó en Baja.
        Ana < …
        Beto < …
        Julia > el 1 y el 2 en media
        Julia < Listo, el Ticket 1 quedó en Media.
        Julia < Listo, el Ticket 2 quedó en Media.
        Ana < …
        Beto < …
        Julia > el 1 a beto y el 99 a ana
        Julia < No encuentro el Ticket 99…
    """
    )
    assert chat.desk.ticket(1)["technician"] == "Ana Torres"


@on_telegram
def test_one_is_closed_and_another_reopened(chat: Conversation) -> None:
    chat(
        CLOSED
        + """
        Julia > reabrí el 1 y cerrá el 2 era el toner
        Julia < Reabrí el Ticket 1. …
        Julia < Cerré el Ticket 2.…
        Ana < …
        Beto < …
        Marta < …
        Marta < …Solución: era el toner…
    """
    )
    assert chat.desk.ticket(1)["status"] == "open"


@on_telegram
def test_a_closing_without_its_solution_asks_for_it_once_the_others_are_done(chat: Conversation) -> None:
    chat(
        CLOSED
        + """
        Julia > cerrá el 2 y reabrí el 1
        Julia < Reabrí el Ticket 1. …
        Julia < ¿Con qué cerramos el Ticket 2? …
          [Cancelar]
        Ana < …
        Marta < …
        Julia > era el toner
        Julia < Cerré el Ticket 2.…
        Beto < …
        Marta < …
    """
    )


@on_telegram
def test_what_is_reopened_can_be_given_to_another_at_once(chat: Conversation) -> None:
    chat(
        CLOSED
        + """
        Julia > reabrí el 1 y pasáselo a beto
        Julia < Reabrí el Ticket 1. …
        Julia < Listo, el Ticket 1 pasó de Ana Torres a Beto Sosa.
        Ana < ...
        Beto < …
        Marta < ...
    """
    )


@pytest.mark.parametrize(
    "said",
    [
        "cerrá el 1, era el cable, y pasale el 2 a beto",
        "cerrá el 1 era el cable. el 2 a beto",
        "please close 1, it was the cable, and give 2 to beto",
    ],
)
@on_telegram
def test_the_solution_goes_with_its_ticket_alone(chat: Conversation, said: str) -> None:
    chat(
        TWO
        + f"""
        Julia < ...
        Julia > {said}
        Julia < Cerré el Ticket 1.…
        Julia < Listo, el Ticket 2 queda con Beto Sosa.
        Beto < …
        Marta < ...
    """
    )
    assert "beto" not in chat.desk.ticket(1)["solution"]
    assert chat.desk.ticket(1)["technician"] is None


@on_telegram
def test_two_are_closed_with_a_solution_each(chat: Conversation) -> None:
    chat(
        TWO
        + """
        Julia < ...
        Julia > cerrá el 1 era el cable y cerrá el 2 era el toner
        Julia < Cerré el Ticket 1.…
        Julia < Cerré el Ticket 2.…
        Marta < …Solución: era el cable…
        Marta < …Solución: era el toner…
    """
    )


@on_telegram
def test_a_technician_closes_theirs_and_hears_once_who_assigns(chat: Conversation) -> None:
    chat(
        TWO
        + """
        Julia < ...
        Julia > el 1 a ana
        Julia < …
        Ana < …
        Marta < …
        Ana > cerrá el 1, era el cable, y el 2 a beto
        Ana < Eso lo maneja el jefe técnico.…
        Ana < Cerré el Ticket 1.…
        Marta < …
    """
    )
    assert chat.desk.ticket(2)["technician"] is None


@on_telegram
def test_what_is_told_of_one_is_not_done_to_it(chat: Conversation) -> None:
    chat(
        TWO
        + """
        Julia < ...
        Julia > cerré el 1 ayer, asigná el 2 a ana
        Julia < ¿Le asigno el Ticket 2 a Ana? Con «cerré el 1 ayer» no hago nada.
          [Sí] [No]
    """
    )
    assert chat.desk.ticket(1)["technician"] is None


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("el 1 en alta y el 2 en bja", "¿Pongo el Ticket 1 en Alta? Con «y el 2 en bja» no hago nada."),
        ("el 1 en alta y el 2 baaja", "¿Pongo el Ticket 1 en Alta? Con «y el 2 baaja» no hago nada."),
        ("el 1 en alta y el 2 en redes", "¿Pongo el Ticket 1 en Alta? Con «y el 2 en redes» no hago nada."),
        ("el 1 urgente y el 2 no", "¿Pongo el Ticket 1 en Crítica? Con «y el 2 no» no hago nada."),
        (
            "dale el 1 a beto y sacale el 2",
            "¿Le asigno el Ticket 1 a Beto? Con «y sacale el 2» no hago nada.",
        ),
        (
            "intercambialos: el 1 a ana y el 2 a beto",
            "¿Le asigno el Ticket 2 a Beto? Con «intercambialos: el 1 a ana» no hago nada.",
        ),
        ("ojo: el 1 a ana y el 2 a bteo", "¿Le asigno el Ticket 1 a Ana? Con «y el 2 a bteo» no hago nada."),
        (
            "cerrá el 1 era el cable y el 2 también",
            "¿Cerramos el Ticket 1 con esta solución? «era el cable» Con «y el 2 también» no hago nada.",
        ),
        (
            "cerrá el 1: era el cable. el 2: era el toner",
            "¿Cerramos el Ticket 1 con esta solución? «era el cable» Con «el 2: era el toner» no hago nada.",
        ),
        ("cerrá el 1, el 2 dejalo", "¿Cerramos solo el Ticket 1? Con «el 2 dejalo» no hago nada."),
        (
            "cerrá el 1 y abrí uno nuevo para marta",
            "¿Cerramos solo el Ticket 1? Con «y abrí uno nuevo para marta» no hago nada.",
        ),
        (
            "cerrá el 1 y el 2 era el cable",
            "¿Cerramos solo el Ticket 1? Con «y el 2 era el cable» no hago nada.",
        ),
    ],
)
@on_telegram
def test_where_a_part_is_not_understood_nothing_is_done_before_it_is_asked(
    chat: Conversation, said: str, asked: str
) -> None:
    chat(TWO + f"Julia < ...\nJulia > {said}\nJulia < {asked}\n[Sí] [No]")
    assert [chat.desk.ticket(number)["technician"] for number in (1, 2)] == [None, None]


@on_telegram
def test_a_missing_comma_mixes_nothing_up(chat: Conversation) -> None:
    chat(
        TWO
        + """
        Julia < ...
        Julia > el 1 a ana el 2 en baja
        Julia < Listo, el Ticket 1 queda con Ana Torres.
        Julia < Listo, el Ticket 2 quedó en Baja.…
        Ana < …
        Marta < ...
    """
    )
    assert chat.desk.ticket(2)["technician"] is None


@on_telegram
def test_a_part_that_is_refused_keeps_no_other_from_being_done(chat: Conversation) -> None:
    chat(
        TWO
        + """
        Julia < ...
        Julia > reabrí el 1 y dáselo a ana
        Julia < El Ticket 1 ya está abierto.
        Julia < Listo, el Ticket 1 queda con Ana Torres.
        Ana < …
        Marta < ...
    """
    )


@pytest.mark.parametrize(
    ("said", "done", "told"),
    [
        (
            "el 1 a ana y decile a marta que va mañana",
            "Listo, el Ticket 1 queda con Ana Torres.",
            "va mañana",
        ),
        ("el 1 a ana, decile que llame antes", "Listo, el Ticket 1 queda con Ana Torres.", "llame antes"),
        ("cerrá el 1 era el cable y decile a marta que pase mañana", "Cerré el Ticket 1.…", "pase mañana"),
    ],
)
@on_telegram
def test_an_order_is_done_and_what_is_to_be_told_beside_it_is_asked(
    chat: Conversation, said: str, done: str, told: str
) -> None:
    chat.phone("Ana")
    chat(
        TWO
        + f"""
        Julia < ...
        Julia > {said}
        Julia < {done}
        Julia < ¿Se lo mando a Marta (Ticket 1)? «{told}»
        Marta < …
    """
    )


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (
            "pasale el 1 a ana, que llame antes",
            "¿Le asigno el Ticket 1 a Ana? Con «que llame antes» no hago nada.",
        ),
        ("cerrá el 1 y avisale a marta", "¿Cerramos solo el Ticket 1? Con «y avisale a marta» no hago nada."),
    ],
)
@on_telegram
def test_what_nothing_is_made_of_is_said(chat: Conversation, said: str, asked: str) -> None:
    chat(TWO + f"Julia < ...\nJulia > {said}\nJulia < {asked}\n[Sí] [No]")


@on_telegram
def test_several_of_which_the_first_is_not_theirs_are_not_asked_about(chat: Conversation) -> None:
    chat(
        TWO
        + "Julia < ...\nBeto > cerrá el 1 y el 2 era el cable\nBeto < No encuentro el Ticket 1 …\nBeto < …"
    )


@pytest.mark.parametrize(
    "said", ["asigná el 1, el 2 a ana", "pasale el 1, el 2, a ana", "asigná a ana el 1 y el 2"]
)
@on_telegram
def test_the_same_is_wanted_of_several(chat: Conversation, said: str) -> None:
    chat(TWO + f"Julia < ...\nJulia > {said}\nJulia < …\nJulia < …\nAna < ...\nMarta < ...")
    assert {chat.desk.ticket(number)["technician"] for number in (1, 2)} == {"Ana Torres"}


@on_telegram
def test_but_for_one_is_not_that_one(chat: Conversation) -> None:
    chat(
        TWO
        + "Julia < ...\nJulia > cerrá todos menos el 2\nJulia < No sé a qué ticket va «cerrá todos menos el 2».…"
    )
