"""An edit of what closed a ticket changes its solution, and nothing else."""

import pytest

from tests.harness.stories import ASSIGNED, BOTH_OF_ANA, CLOSED
from tests.harness.transcripts import Conversation, on_telegram, on_whatsapp_on_both_stores

BOTH_CLOSED = (
    BOTH_OF_ANA
    + """
    Ana > cerrar 1 y 2: corte de lus
    Ana < ...
    Marta < ...
"""
)


@on_telegram
@pytest.mark.parametrize(
    ("closing", "edited"),
    [
        ("/cerrar 1 cambié el cabel", "/cerrar 1 cambié el cable"),
        ("cerrá el 1, cambié el cabel", "cerrá el 1, cambié el cable"),
        ("[Cerrar ticket]\nAna > cambié el cabel", "cambié el cable"),
    ],
)
def test_an_edit_of_the_solution_changes_it_where_it_was_told(
    chat: Conversation, closing: str, edited: str
) -> None:
    typed = closing.rpartition("Ana > ")[2]
    chat(
        ASSIGNED
        + f"""
        Ana > {closing}
        Ana < ...
        Marta < Ana cerró tu Ticket 1. Solución: cambié el cabel…
          [Sirvió] [Sigue igual]
        Ana > (corrige «{typed}») {edited}
        Marta < Ana cerró tu Ticket 1. Solución: cambié el cable ¿Te sirvió?
          [Sirvió] [Sigue igual]
        Marta > [Sirvió]
        Marta < …
        Ana < …la solución del Ticket 1 sirvió.
    """
    )
    ticket = chat.desk.ticket(1)
    assert (ticket["status"], ticket["solution"]) == ("closed", "cambié el cable")
    (corrected,) = (event for event in ticket["events"] if event["what"] == "solution")
    assert corrected["detail"] == {"from": "cambié el cabel", "to": "cambié el cable"}


@on_telegram
@pytest.mark.parametrize(
    "edited", ["/cerrar 2 Cambié la fuente", "/nota 1 Cambié la fuente", "/cerrar 1", "Gracias"]
)
def test_an_edit_that_orders_something_else_changes_nothing(chat: Conversation, edited: str) -> None:
    chat(CLOSED + f"Ana > (corrige «/cerrar 1 Cambié el cable») {edited}")
    ticket = chat.desk.ticket(1)
    assert (ticket["status"], ticket["solution"], ticket["thread"]) == ("closed", "Cambié el cable", [])


@on_telegram
def test_an_edit_of_a_solution_that_did_not_last_changes_nothing(chat: Conversation) -> None:
    chat(
        CLOSED
        + """
        Marta > [Sigue igual]
        Marta < ...
        Ana < ...
        Ana > (corrige «/cerrar 1 Cambié el cable») /cerrar 1 Cambié la fuente
        Ana > /cerrar 1 Cambié el fusor
        Ana < ...
        Marta < …Solución: Cambié el fusor …
          [Sirvió] [Sigue igual]
        Ana > (corrige «/cerrar 1 Cambié la fuente») /cerrar 1 Cambié otra cosa
    """
    )
    assert chat.desk.ticket(1)["solution"] == "Cambié el fusor"


@on_telegram
def test_an_edited_solution_with_photos_is_edited_in_the_thread_too(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > [Cerrar ticket]
        Ana < …
        Ana > (foto) así quedo
        Ana < ...
        Marta < …Solución: así quedo …
        Ana > (corrige «así quedo») así quedó
        Marta < …Solución: así quedó …
    """
    )
    ticket = chat.desk.ticket(1)
    assert ticket["solution"] == "así quedó"
    assert [entry["text"] for entry in ticket["thread"]] == ["así quedó"]


@on_whatsapp_on_both_stores
def test_whose_message_cannot_be_edited_is_told_the_solution_anew(chat: Conversation) -> None:
    chat.on(Ana="telegram", Julia="telegram")
    chat(
        CLOSED
        + """
        Ana > (corrige «/cerrar 1 Cambié el cable») /cerrar 1 Cambié la fuente
        Marta < Ticket 1, solución editada: Cambié la fuente
        Marta > sigue igual
        Marta < Reabrí el Ticket 1…
        Ana < ...
    """
    )


@on_telegram
def test_the_caption_that_told_the_staff_is_edited_too(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Julia > cerrar 1
        Julia < …
        Julia > (foto) así quedo
        Julia < ...
        Ana < Julia cerró el Ticket 1: así quedo
        Marta < ...
        Julia > (corrige «así quedo») así quedó
        Ana < Julia cerró el Ticket 1: así quedó
        Marta < …Solución: así quedó …
    """
    )


@on_telegram
def test_an_edit_corrects_the_solution_of_all_that_it_closed(chat: Conversation) -> None:
    chat(
        BOTH_CLOSED
        + """
        Ana > (corrige «cerrar 1 y 2: corte de lus») cerrar 1 y 2: corte de luz
        Marta < Ana cerró tu Ticket 1. Solución: corte de luz …
          [Sirvió] [Sigue igual]
        Marta < Ana cerró tu Ticket 2. Solución: corte de luz …
          [Sirvió] [Sigue igual]
    """
    )
    assert [ticket["solution"] for ticket in chat.desk.tickets()] == ["corte de luz"] * 2


@on_telegram
def test_words_that_followed_a_photo_are_edited_in_the_thread_too(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > /cerrar 1
        Ana < ...
        Ana > (foto)
        Ana < ...
        Ana > así quedo
        Ana < ...
        Marta < ...
        Ana > (corrige «así quedo») así quedó
        Marta < …Solución: así quedó …
    """
    )
    ticket = chat.desk.ticket(1)
    assert (ticket["solution"], [entry["text"] for entry in ticket["thread"]]) == ("así quedó", ["así quedó"])


@on_telegram
def test_an_order_is_no_solution(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > /cerrar 1
        Ana < ...
        Ana > cambié el cable
        Ana < ...
        Marta < ...
        Ana > (corrige «cambié el cable») /nota 1 era el más barato
    """
    )
    assert chat.desk.ticket(1)["solution"] == "cambié el cable"


@on_telegram
def test_a_solution_that_a_yes_confirmed_is_corrected(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > (a «te asignó») cerralo, cambié el cabel
        Ana < ¿Cerramos el Ticket 1 con esta solución? …
        Ana > [Sí]
        Ana < ...
        Marta < …Solución: cambié el cabel …
        Ana > (corrige «cerralo, cambié el cabel») cerralo, cambié el cable
        Marta < …Solución: cambié el cable …
    """
    )


@on_telegram
def test_of_several_that_were_closed_what_is_open_again_holds_up_none(chat: Conversation) -> None:
    chat(
        BOTH_CLOSED
        + """
        Julia > /reabrir 2
        Julia < ...
        Ana < ...
        Marta < ...
        Ana > (corrige «cerrar 1 y 2: corte de lus») cerrar 1 y 2: corte de luz
        Marta < Ana cerró tu Ticket 1. Solución: corte de luz …
    """
    )
    assert [ticket["solution"] for ticket in chat.desk.tickets()] == ["corte de luz", "corte de lus"]


@on_whatsapp_on_both_stores
def test_a_corrected_solution_waits_for_the_window(chat: Conversation) -> None:
    chat.on(Ana="telegram", Julia="telegram")
    chat(CLOSED)
    chat.desk.later(hours=30)
    chat("Ana > (corrige «/cerrar 1 Cambié el cable») /cerrar 1 Cambié la fuente\nAna < ...\nJulia < ...")
    chat("""
        Marta < ...
        Marta > ver
        Marta < Ticket 1, solución editada: Cambié la fuente
    """)
