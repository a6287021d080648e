"""All that a technician has goes to another: «pasale los de ana a beto»."""

import pytest

from tests.harness.stories import BOTH_OF_ANA, TWO
from tests.harness.transcripts import Conversation, on_telegram


@on_telegram
def test_all_that_somebody_has_goes_to_another_once_that_is_confirmed(chat: Conversation) -> None:
    chat.phone("Beto")
    chat(
        BOTH_OF_ANA
        + """
        Julia > los de beto pasáselos a ana
        Julia < Beto no tiene nada pendiente.
        Julia > pasale todos los de ana a beto
        Julia < ¿Le paso a Beto los tickets 1 y 2, de Ana?
          [Sí] [No]
        Julia > sí
        Julia < Listo, el Ticket 1 pasó de Ana Torres a Beto Sosa.
        Julia < Listo, el Ticket 2 pasó de Ana Torres a Beto Sosa.
        Ana < El Ticket 1 ahora lo tiene Beto.
        Ana < El Ticket 2 ahora lo tiene Beto.
        Beto < …Ticket 1…
        Beto < …Ticket 2…
        Marta < ...
    """
    )


@on_telegram
def test_what_was_closed_before_the_yes_stays_where_it_is(chat: Conversation) -> None:
    chat.phone("Beto")
    chat(
        BOTH_OF_ANA
        + """
        Julia > pasale todos los de ana a beto
        Julia < ¿Le paso a Beto los tickets 1 y 2, de Ana?
        Ana > /cerrar 1 era la ficha
        Ana < …
        Marta < …
        Julia > sí
        Julia < Listo, el Ticket 2 pasó de Ana Torres a Beto Sosa.
        Ana < El Ticket 2 ahora lo tiene Beto.
        Beto < …Ticket 2…
        Marta < …
    """
    )


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("pasale los de carla a beto", "¿Se lo mando a Marta (Ticket 1)? «pasale los de carla a beto»"),
        ("dale lo de facturación a beto", "¿Se lo mando a Marta (Ticket 1)? «dale lo de facturación a beto»"),
        ("pasale los de ana a beto, tiene 2 semanas de licencia", "¿Se lo mando a Marta (Ticket 1)? …"),
        ("pasale los de ana a beto salvo el de la impresora", "¿Se lo mando a Marta (Ticket 1)? …"),
        ("pasale los de ana a ana", "Ana tiene 2 tickets pendientes; …"),
        ("pasale los de beto a ana", "Beto no tiene nada pendiente."),
        ("pasale los de ana a b", "¿A quién le doy los tickets…"),
    ],
)
@on_telegram
def test_where_it_is_not_plain_whose_nothing_changes_hands(
    said: str, answer: str, chat: Conversation
) -> None:
    chat.hire("Bruno Sosa", "technician")
    chat(
        BOTH_OF_ANA
        + f"""
        Julia > /ticket 1
        Julia < ...
        Julia > {said}
        Julia < {answer}
    """
    )
    assert {ticket["technician"] for ticket in map(chat.desk.ticket, (1, 2))} == {"Ana Torres"}


@on_telegram
def test_of_two_namesakes_the_lead_is_shown_who_may_be_meant(chat: Conversation) -> None:
    chat.hire("Ana Zárate", "technician")
    chat(
        TWO
        + """
        Julia < ...
        Julia > pasale los de ana a beto
        Julia < Hay más de una persona con «ana». ¿Cuál es?
          [Ana Torres] [Ana Zárate]
    """
    )


@on_telegram
def test_only_what_was_asked_about_is_handed_over(chat: Conversation) -> None:
    chat.hire("Nora", "lead")
    for who in ("Beto", "Nora"):
        chat.phone(who)
    chat(
        TWO
        + """
        Julia < ...
        Nora < ...
        Julia > /asignar 1 ana
        Julia < ...
        Ana < ...
        Marta < ...
        Nora < ...
        Julia > pasale los de ana a beto, porfa
        Julia < ¿Le paso a Beto el Ticket 1, de Ana?
        Nora > /asignar 2 ana
        Nora < ...
        Ana < ...
        Marta < ...
        Julia > sí
        Julia < Listo, el Ticket 1 pasó de Ana Torres a Beto Sosa.
        Ana < ...
        Beto < …Ticket 1…
        Marta < ...
    """
    )
    assert chat.desk.ticket(2)["technician"] == "Ana Torres"


@on_telegram
def test_who_left_is_handed_over_too(chat: Conversation) -> None:
    chat.phone("Beto")
    chat(
        BOTH_OF_ANA
        + """
        Julia > /personas ana
        Julia < ...
        Julia > [Dar de baja]
        Julia < ...
        Ana < ...
        Julia > pasale los de ana a beto
        Julia < ¿Le paso a Beto los tickets 1 y 2, de Ana?
    """
    )
