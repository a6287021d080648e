"""The same incident: told on the card, joined, told to everybody by their own number, undone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from store.tables import Ticket
from store.upkeep import due
from tests.harness.stories import ONE
from tests.harness.transcripts import Conversation, on_telegram

ROSAS = ONE.replace("Marta", "Rosa").replace("Gómez", "Luna").replace("Ticket 1", "Ticket 2")
LIKE_IT = ROSAS.replace("No imprime la caja 2", "la impresora de la caja 2 no imprime nada")
TOLD = """
    Julia < …Ticket 2 …Parecido a #1
      [Asignar] [Criticidad] [Categoría] [Unir]
"""
JOINED = (
    ONE
    + LIKE_IT
    + """
    Julia < …Ticket 1 …
      [Asignar] [Criticidad] [Categoría]
"""
    + TOLD
    + """
    Julia > [Unir]
    Julia < ...
"""
)


@pytest.fixture
def chat(chat: Conversation) -> Conversation:
    chat.hire("Rosa Luna", "client", company="LA CABAÑA S.A.")
    return chat


def joined(chat: Conversation) -> list[int | None]:
    return [ticket["joined_to"] for ticket in chat.desk.tickets()]


def test_what_is_said_in_the_one_that_leads_answers_the_others(chat: Conversation) -> None:
    """So nobody is reminded of a client who was told."""
    chat(JOINED + "Rosa > #2 ¿Alguna novedad?\n-- 5 s\nRosa < ...\nJulia < ...")
    assert unanswered(chat) == [2]
    chat("Julia > /nota 1 voy yo\nJulia < ...")
    assert unanswered(chat) == [2]
    chat("""
        Julia > /responder 1 Vamos para allá
        Julia < ...
        Marta < …Ticket 1: Vamos para allá
        Rosa < …Ticket 2: Vamos para allá
    """)
    assert unanswered(chat) == []


def test_the_client_of_a_joined_one_is_not_taken_for_silent(chat: Conversation) -> None:
    """They wrote after what the staff said to them alone; what they heard since stands in the one that leads."""
    chat(
        JOINED
        + """
        Julia > /responder 2 ¿Sigue igual?
        Julia < ...
        Rosa < …Ticket 2: ¿Sigue igual?
        Rosa > #2 sí, igual
        -- 5 s
        Rosa < ...
        Julia < ...
        Julia > /responder 1 Vamos para allá
        Julia < ...
        Marta < ...
        Rosa < ...
    """
    )
    assert silent(chat) == [1]
    chat(
        "Julia > /ticket 2\nJulia < …Va con el Ticket 1. …\nJulia > [Separar]\nJulia < …sigue por su cuenta."
    )
    assert silent(chat) == [1], "alone again, they are not asked about what they answered"
    chat("Julia > /responder 2 ¿Y ahora?\nJulia < ...\nRosa < …¿Y ahora?")
    assert silent(chat) == [1, 2]


def silent(chat: Conversation) -> list[int]:
    """The tickets whose clients said nothing, a day later."""
    late = {due.NUDGE: chat.desk.now + timedelta(days=1)}
    with chat.desk.store.read() as session:
        ids = [each.ticket_id for each in due.find(session, late, due.EVER)]
        return sorted(session.scalars(select(Ticket.number).where(Ticket.id.in_(ids))))


def unanswered(chat: Conversation) -> list[int]:
    return [ticket.number for ticket in chat.desk.rows(Ticket) if ticket.unanswered_since]


def test_the_oldest_leads_and_news_and_closing_reach_both(chat: Conversation) -> None:
    chat(JOINED)
    assert joined(chat) == [None, 1]
    chat("""
        Julia > /responder 1 Vamos para allá
        Julia < ...
        Marta < Julia (jefatura técnica), Ticket 1: Vamos para allá
        Rosa < Julia (jefatura técnica), Ticket 2: Vamos para allá
        Rosa > #2 acá además hace ruido
        -- 5 s
        Rosa < ...
        Julia < Rosa Luna …Ticket 2: acá además hace ruido
        Julia > /cerrar 1 Cambié el fusor
        Julia < ...
        Marta < …cerró tu Ticket 1. Solución: Cambié el fusor …
          [Sirvió] [Sigue igual]
        Rosa < …cerró tu Ticket 2. Solución: Cambié el fusor …
          [Sirvió] [Sigue igual]
    """)
    assert chat.thread(1) == ["Vamos para allá"]
    assert chat.thread(2) == ["acá además hace ruido"]
    assert [ticket["status"] for ticket in chat.desk.tickets()] == ["closed", "closed"]
    chat("""
        Rosa > /ticket 2
        Rosa < …Vamos para allá…acá además hace ruido
        Rosa > [Sigue igual]
        Rosa < Reabrí el Ticket 2. …
        Julia < ...
    """)
    assert joined(chat) == [None, None]


@on_telegram
def test_who_closed_their_own_reads_no_more_of_the_one_that_leads(chat: Conversation) -> None:
    """But what was said to them before that stays theirs, and is corrected to them."""
    chat(
        JOINED
        + """
        Julia > #1 Vamos a las 5
        Julia < (recibido)
        Marta < ...
        Rosa < …Ticket 2: Vamos a las 5
        Rosa > /cerrar 2 ya anda
        Rosa < Cerré el Ticket 2.…
        Julia < ...
        Julia > #1 Llevo la factura de Marta
        Julia < (recibido)
        Marta < …Ticket 1: Llevo la factura de Marta
        Rosa > /ticket 2
        Rosa < …Vamos a las 5…ya anda
        Julia > (corrige «#1 Vamos a las 5») #1 Vamos a las 6
        Julia < ...
        Julia > (corrige «#1 Llevo la factura de Marta») #1 Llevo su factura
        Julia < ...
        Marta < ...
        Rosa < …Ticket 2: Vamos a las 6
        Rosa > /ticket 2
        Rosa < …Vamos a las 6…ya anda
    """
    )
    assert [bubble.text for bubble in chat.phone("Rosa").screen() if "factura" in bubble.text] == []


@on_telegram
def test_a_solution_is_corrected_in_what_was_closed_with_the_one_that_leads(chat: Conversation) -> None:
    chat(
        JOINED
        + """
        Julia > /cerrar 1 Cambié el fusor
        Julia < ...
        Marta < ...
        Rosa < ...
        Julia > (corrige «/cerrar 1 Cambié el fusor») /cerrar 1 Cambié el rodillo
        Marta < …cerró tu Ticket 1. Solución: Cambié el rodillo …
          [Sirvió] [Sigue igual]
        Rosa < …cerró tu Ticket 2. Solución: Cambié el rodillo …
          [Sirvió] [Sigue igual]
    """
    )
    assert [ticket["solution"] for ticket in chat.desk.tickets()] == ["Cambié el rodillo"] * 2


@on_telegram
def test_a_solution_is_not_corrected_in_what_somebody_may_close_no_more(chat: Conversation) -> None:
    chat(
        JOINED
        + """
        Julia > /asignar 1 ana
        Julia < ...
        Ana < ...
        Marta < ...
        Ana > /cerrar 1 Cambié el fusor
        Ana < ...
        Julia > /ticket 2
        Julia < …
        Julia > [Separar]
        Julia < ...
        Marta < ...
        Rosa < ...
        Ana > (corrige «/cerrar 1 Cambié el fusor») /cerrar 1 Cambié el rodillo
        Marta < …Solución: Cambié el rodillo …
        Ana > (corrige «/cerrar 1 Cambié el rodillo») /cerrar 1 Cambié la placa
        Marta < …Solución: Cambié la placa …
    """
    )
    assert [ticket["solution"] for ticket in chat.desk.tickets()] == ["Cambié la placa", "Cambié el fusor"]


@on_telegram
def test_what_was_closed_with_the_one_that_leads_does_not_go_on_with_it(chat: Conversation) -> None:
    chat(
        JOINED
        + """
        Julia > /cerrar 1 Cambié el fusor
        Julia < ...
        Rosa < ...
        Marta < …cerró tu Ticket 1. …
        Marta > [Sigue igual]
        Marta < ...
        Julia < ...
        Julia > /responder 1 Paso mañana, Marta
        Julia < ...
        Marta < …Ticket 1: Paso mañana, Marta
        Rosa > /ticket 2
        Rosa < …Estado: Cerrado…
    """
    )


@on_telegram
def test_nobody_is_corrected_what_was_said_before_theirs_was_joined(chat: Conversation) -> None:
    chat(
        ONE
        + """
        Julia < ...
        Julia > #1 ¿Es la negra, Marta?
        Julia < (recibido)
        Marta < ...
    """
        + LIKE_IT
        + TOLD
        + """
        Julia > [Unir]
        Julia < ...
        Julia > (corrige «#1 ¿Es la negra, Marta?») #1 ¿Es la gris, Marta?
        Julia < ...
        Marta < ...
        Rosa > /ayuda
        Rosa < …
    """
    )


def test_another_may_lead_and_separating_undoes_it(chat: Conversation) -> None:
    chat(JOINED)
    chat("""
        Julia > [Que guíe el 2]
        Julia < …el Ticket 1 va con el Ticket 2…
          [Separar] [Que guíe el 1]
    """)
    assert joined(chat) == [2, None]
    chat("""
        Julia > /ticket 1
        Julia < …Va con el Ticket 2. …
        Julia > [Separar]
        Julia < …Ticket 1 sigue por su cuenta.
        Julia > /responder 1 Paso mañana
        Julia < ...
        Marta < …Paso mañana
    """)
    assert joined(chat) == [None, None]


@on_telegram
def test_who_quotes_the_card_of_what_they_joined_answers_its_ticket(chat: Conversation) -> None:
    chat(
        JOINED
        + """
        Julia > (a «Entró un ticket nuevo») Vamos para allá
        Julia < (recibido)
        Rosa < …Vamos para allá
    """
    )
    assert (chat.thread(1), chat.thread(2)) == ([], ["Vamos para allá"])


def test_a_client_who_closes_their_own_closes_no_other(chat: Conversation) -> None:
    chat(JOINED)
    chat("""
        Marta > /cerrar 1 ya anda
        Marta < ...
        Julia < ...
        Rosa > /ticket 2
        Rosa < …Estado: Abierto…
    """)
    assert joined(chat) == [None, None]
    assert [event["what"] for event in chat.desk.ticket(2)["events"]] == ["opened", "joined", "separated"]


@on_telegram
def test_an_edit_reaches_everybody_by_their_own_number(chat: Conversation) -> None:
    chat(JOINED)
    chat("""
        Julia > (a «Ticket 1») Vamos a las 10
        -- 5 s
        Julia < ...
        Marta < ...
        Rosa < …Ticket 2: Vamos a las 10
        Julia > (corrige «Vamos a las 10») Vamos a las 11
        Julia < ...
        Marta < ...
        Rosa < ...
    """)
    assert "Ticket 2: Vamos a las 11" in chat.phone("Rosa").showing("Vamos a las 11").text


@on_telegram
def test_neither_another_company_nor_another_matter_is_alike(chat: Conversation) -> None:
    chat.phone("Julia")
    chat(ONE)
    chat(ROSAS.replace("No imprime la caja 2", "Perdí la clave del correo"))
    pablos = ONE.replace("Marta", "Pablo").replace("Gómez", "Ruiz").replace("Ticket 1", "Ticket 3")
    chat(pablos)
    chat("""
        Julia < …Ticket 1 …
          [Asignar] [Criticidad] [Categoría]
        Julia < …Ticket 2 …
          [Asignar] [Criticidad] [Categoría]
        Julia < …Ticket 3 …
          [Asignar] [Criticidad] [Categoría]
    """)


@on_telegram
def test_only_leads_join_and_a_closed_one_is_joined_to_nothing(chat: Conversation) -> None:
    chat(ONE + LIKE_IT + "Julia < ...")
    card = chat.phone("Julia").offering("Unir")[0]
    marta = chat.phone("Marta")
    marta.presses(marta.offering("Ver el ticket")[0], "join 2 1")
    assert len(chat.told("Marta")) == 1
    chat("""
        Rosa > /eliminar 2
        Rosa < ...
        Rosa > [Eliminar]
        Rosa < ...
        Julia < ...
    """)
    chat.phone("Julia").presses(card, dict(card.choices)["Unir"])
    assert "No encuentro el Ticket 2" in chat.told("Julia")[0].text
    assert joined(chat) == [None, None]
