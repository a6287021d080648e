"""What is pressed in a list that went on meanwhile, or that a name has narrowed, is taken; or it is said why not."""

from tests.harness.stories import BOTH_OF_ANA, TWO
from tests.harness.transcripts import Conversation, on_telegram


def test_a_ticket_that_was_closed_meanwhile_is_no_place_any_more(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Marta > #1
        Marta < ...
        Marta > se rompió
        Marta < …Ticket 1…
        Ana < …
        Marta > [Mover]
        Marta < ¿Adónde lo paso?
          [Ticket 2 · …] [Nuevo ticket] [Cancelar]
        Ana > /cerrar 2 era la clave
        Ana < …
        Marta < …
        Marta > [Ticket 2]
        Marta < El Ticket 2 ya está cerrado. ¿Adónde lo paso?
          [Nuevo ticket] [Cancelar]
        Marta > [Cancelar]
        Marta < …
    """
    )
    assert (chat.thread(1), chat.thread(2)) == (["se rompió"], [])


def test_a_ticket_that_another_lead_assigned_meanwhile_may_still_be_chosen(chat: Conversation) -> None:
    chat.hire("Sole", "lead")
    chat(
        TWO
        + """
        Julia < ...
        Sole < ...
        Julia > /criticidad
        Julia < …
          [Ticket 1 · …] [Ticket 2 · …] [Cancelar]
        Sole > /asignar 1 ana
        Sole < ...
        Julia < ...
        Ana < ...
        Marta < ...
        Julia > [Ticket 1]
        Julia < …
          [Baja] [Media] [Alta] [Crítica] [Cancelar]
        Julia > [Alta]
        Julia < …
        Ana < …
    """
    )
    assert chat.desk.ticket(1)["criticality"] == "high"


@on_telegram
def test_somebody_who_was_offered_before_a_name_narrowed_the_choice(chat: Conversation) -> None:
    chat.hire("Andrea", "technician")
    chat.phone("Beto")
    chat(
        TWO
        + """
        Julia < ...
        Julia > /asignar 1
        Julia < …
          [Ana (0)] [Andrea (0)] [Beto (0)] [Cancelar]
    """
    )
    first = chat.phone("Julia").offering("Beto (0)")[0]
    chat("""
        Julia > an
        Julia < Hay más de una opción para «an»…
          [Ana (0)] [Andrea (0)] [Cancelar]
    """)
    chat.phone("Julia").presses(first, next(data for label, data in first.choices if label == "Beto (0)"))
    chat("""
        Julia < …
        Beto < …
        Marta < Beto va a atender tu Ticket 1.
    """)
    assert chat.desk.ticket(1)["technician"] == "Beto Sosa"


@on_telegram
def test_an_open_ticket_that_newer_ones_pushed_out_of_the_list_is_still_a_place(chat: Conversation) -> None:
    chat.phone("Marta")
    chat.desk.open_tickets(chat.people["Marta"], *(f"falla {number}" for number in range(1, 5)))
    chat("""
        -- 40 min
        Marta > y el martes también
        Marta < ¿Esto es de alguno de estos tickets? …
          [Ticket 4 · …] [Ticket 3 · …] [Ticket 2 · …] [Ticket 1 · …] [Nuevo ticket] [Cancelar]
    """)
    bubble, place = chat.phone("Marta").offering("Ticket 1 · Marta · falla 1")
    chat.desk.open_tickets(chat.people["Marta"], "falla 5")
    chat.phone("Marta").presses(bubble, bubble.choices[place][1])
    chat("Marta < …Ticket 1…")
    assert chat.thread(1) == ["y el martes también"]
