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
        Julia < ¿Le asigno los tickets 1 y 2 a Ana?
          [Sí] [No]
    """
    )
    assert chat.desk.ticket(1)["technician"] is None
