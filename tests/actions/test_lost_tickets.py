"""A ticket that is somebody else's by now, or gone, ends what was begun about it, and nothing that is said is lost."""

from tests.harness.stories import ASSIGNED
from tests.harness.transcripts import Conversation, on_telegram

HANDED_ON = """
    Julia > /asignar 1 beto
    Julia < …
    Beto < …
    Ana < …
    Marta < …
"""


def test_a_solution_of_a_ticket_that_was_handed_on_is_offered_a_home(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > /cerrar 1
        Ana < ¿Con qué cerramos…
    """
        + HANDED_ON
        + """
        Ana > Cambié el cable
        Ana < No encuentro el Ticket 1…
        Ana < …«Cambié el cable»…
    """
    )
    assert chat.desk.ticket(1)["status"] == "open"


def test_a_closing_of_a_ticket_that_was_deleted_can_be_left(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > /cerrar 1
        Ana < ¿Con qué cerramos…
        Marta > /eliminar 1
        Marta > [Eliminar]
        Marta < …
        Ana < …
        Ana > cancelar
        Ana < …
        Ana > /pendientes
        Ana < …
    """
    )


@on_telegram
def test_a_command_that_quotes_a_ticket_that_was_handed_on_is_refused(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + HANDED_ON
        + """
        Ana > (a «te asignó») /nota falta tóner
        Ana < No encuentro el Ticket 1…
    """
    )
    assert chat.thread() == []


def test_words_with_which_nothing_can_be_done_are_offered_a_home(chat: Conversation) -> None:
    chat("""
        Marta > quiero cerrar la caja y no me deja
        Marta < ¿Abro un ticket con esto? «quiero cerrar la caja y no me deja»
        Marta > [Cancelar]
        Marta < ...
        Marta > quiero cerrar el ticket
        Marta < No tenés ningún ticket para eso.
        Marta > /ect no tiene permisos
        Marta < Eso no lo sé hacer. …
        Marta < ¿Abro un ticket con esto? «/ect no tiene permisos»
        Marta > [Cancelar]
        Marta < ...
        Marta > /ect
        Marta < Eso no lo sé hacer. …
    """)
