"""What the lead does: assigns in one line, ranks, watches the board; and who is told."""

from tests.harness.stories import ASSIGNED, CLOSED, ONE, TWO
from tests.harness.transcripts import Conversation, elsewhere, on_telegram

REASSIGNED = """
    Julia > /asignar 1 beto
    Julia < ...
    Ana < ...
    Beto < ...
"""


def test_several_tickets_are_assigned_ranked_and_categorised_in_one_line(chat: Conversation) -> None:
    chat(
        TWO
        + """
        Julia < ...
        Julia > /categorias
        Julia < …
          [Agregar]
        Julia > [Agregar]
        Julia < …
        Julia > Redes
        Julia < …Redes…
        Julia > /asignar 2 1 redes ALTA ana
        Julia < …Ticket 1…Ana Torres…
        Julia < …Ticket 2…Ana Torres…
        Ana < …te asignó un ticket. …Ticket 1 …Criticidad: Alta · Categoría: Redes…
        Ana < …te asignó un ticket. …Ticket 2 …
        Marta < Ana va a atender tu Ticket 1.
        Marta < Ana va a atender tu Ticket 2.
    """
    )
    for ticket in chat.desk.tickets():
        assert (ticket["technician"], ticket["criticality"], ticket["category"]) == (
            "Ana Torres",
            "high",
            "Redes",
        )


def test_an_unclear_word_is_asked_and_nothing_changes_before(chat: Conversation) -> None:
    chat.hire("Andrea Roca", "technician")
    chat.phone("Andrea")
    chat(ONE + "Julia < ...")
    before = chat.desk.changes()
    chat("""
        Julia > /asignar 1 an alta
        Julia < …
          [Ana (0)] [Andrea (0)] [Cancelar]
    """)
    assert chat.desk.changes() == before
    chat("""
        Julia > [Cancelar]
        Julia < Cancelado…
        Julia > /asignar 1 xyz critica
        Julia < …«xyz»…
          [Ana (0)] [Andrea (0)] [Beto (0)] [Cancelar]
    """)
    assert chat.desk.changes() == before
    chat("""
        Julia > [Andrea (0)]
        Julia < …Andrea Roca…
        Marta < Andrea va a atender tu Ticket 1.
    """)
    assert chat.desk.ticket(1)["criticality"] == "critical"


def test_assigning_again_is_the_undo_and_tells_all_three(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Julia > /asignar 1 beto
        Julia < …Beto Sosa…
        Beto < …te asignó un ticket. …
        Ana < …Ticket 1…Beto…
        Marta < Beto va a atender tu Ticket 1.
    """
    )
    chat("""
        Ana > /ticket 1
        Ana < No encuentro el Ticket 1…
    """)


def test_another_ticket_that_does_not_exist_spoils_the_whole_line(chat: Conversation) -> None:
    chat(
        ONE
        + """
        Julia < ...
        Julia > /asignar 1 99 ana
        Julia < No encuentro el Ticket 99…
    """
    )
    assert chat.desk.ticket(1)["technician"] is None


@on_telegram
def test_a_closed_ticket_is_given_to_nobody(chat: Conversation) -> None:
    chat(CLOSED)
    chat(ONE.replace("Ticket 1", "Ticket 2") + "Julia < ...")
    before = chat.desk.changes()
    chat("""
        Julia > /asignar 2 1 beto alta
        Julia < El Ticket 1 ya está cerrado.
    """)
    assert chat.desk.changes() == before


def test_levels_count_only_as_whole_words(chat: Conversation) -> None:
    chat(
        ONE
        + """
        Julia < ...
        Julia > /criticidad 1 al
        Julia < …
          [Baja] [Media] [Alta] [Crítica] [Cancelar]
        Julia > crítica
        Julia < …Ticket 1…Crítica…
        Julia > /criticidad 1 baja
        Julia < …Baja…
    """
    )
    assert chat.desk.ticket(1)["criticality"] == "low"


def test_the_board_and_the_lists(chat: Conversation) -> None:
    chat.phone("Ana")
    chat(
        TWO
        + """
        Julia < ...
        Julia > /asignar 1 ana alta
        Julia < …
        Marta < …
        Julia > /tablero
        Julia < Abiertos: 2 · Sin asignar: 1 …Alta: 1 …Ana Torres: 1…
          (archivos 1)
        Julia > sin asignar
        Julia < …Ticket 2 …
          [Ticket 2]
        Julia > /tecnicos
        Julia < …Ana Torres: 1 Beto Sosa: 0
          [Marcar ausente a Ana] [Marcar ausente a Beto]
        Julia > [Marcar ausente a Beto]
        Julia < …Beto Sosa: 0 (no está)
          [Marcar ausente a Ana] [Marcar presente a Beto]
        Julia > /asignar 2
        Julia < …
          [Ana (1)] [Beto (0) (no está)] [Cancelar]
        Julia > [Cancelar]
        Julia < …
        Julia > /personas
        Julia < …Julia Paz…Ana Torres, Beto Sosa…Marta Gómez (LA CABAÑA S.A.)…
    """
    )


def test_while_nobody_is_assigned_the_leads_hear_the_client(chat: Conversation) -> None:
    chat(
        ONE
        + """
        Julia < ...
        Marta > y tampoco prende
        Marta < (recibido)
        Julia < …Ticket 1: y tampoco prende
        Marta > /cerrar 1 se arregló
        Marta < …
        Julia < …cerró el Ticket 1…se arregló
        Marta > [Reabrir ticket]
        Marta < …
        Julia < …reabrió el Ticket 1…
        Marta > /eliminar 1
        Marta > [Eliminar]
        Marta < …
        Julia < …eliminó el Ticket 1.
    """
    )


def test_criticality_and_category_are_told_to_the_technician_only(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Julia > /criticidad 1 alta
        Julia < …
        Ana < …Ticket 1…Alta…
    """
    )
    assert chat.told("Marta") == []


def test_nobody_is_told_of_their_own_act(chat: Conversation) -> None:
    chat(
        ONE
        + """
        Julia < ...
        Julia > /asignar 1 julia
        Julia < …Julia Paz…
        Marta < Julia va a atender tu Ticket 1.
        Julia > /criticidad 1 alta
        Julia < …
        Julia > #1 ¿está enchufada?
        Julia < (recibido)
        Marta < …¿está enchufada?
        Julia > /cerrar 1 Estaba desenchufada
        Julia < Cerré el Ticket 1.…
        Marta < …
    """
    )
    assert chat.told("Julia") == []


@elsewhere
def test_a_reassignment_changes_what_the_client_was_told_a_moment_ago(chat: Conversation) -> None:
    chat(ASSIGNED + "-- 4 min\n" + REASSIGNED + "Marta < Beto va a atender tu Ticket 1.")
    said = [bubble.text for bubble in chat.phone("Marta").screen() if "va a atender" in bubble.text]
    assert said == ["Beto va a atender tu Ticket 1."]


def test_a_later_one_is_told_anew(chat: Conversation) -> None:
    chat(ASSIGNED + "-- 6 min\n" + REASSIGNED + "Marta < Beto va a atender tu Ticket 1.")
    said = [bubble.text for bubble in chat.phone("Marta").screen() if "va a atender" in bubble.text]
    assert said == ["Ana va a atender tu Ticket 1.", "Beto va a atender tu Ticket 1."]


@on_telegram
def test_a_technician_is_named_as_the_button_was_though_their_load_has_changed(chat: Conversation) -> None:
    chat(
        TWO
        + """
        Julia < ...
        Julia > /asignar 1 ana
        Julia < ...
        Ana < ...
        Marta < ...
        Julia > /asignar 2
        Julia < …
          [Beto (0)] [Ana (1)] [Cancelar]
        Ana > /cerrar 1 cambié la pila
        Ana < ...
        Marta < ...
        Julia < ...
        Julia > Ana (1)
        Julia < Listo, el Ticket 2 queda con Ana Torres.
        Ana < ...
        Marta < ...
    """
    )


@on_telegram
def test_clients_of_one_name_are_told_apart_wherever_the_staff_read_of_them(chat: Conversation) -> None:
    for company in ("Norte SA", "Sur SRL"):
        chat.hire("Juan Pérez", "client", company=company)
    for number, company in ((1, "Norte SA"), (2, "Sur SRL")):
        chat(f"""
            Ana > /nuevo
            Ana > Juan Pérez, {company}
            Ana > [Juan Pérez]
            Ana > [Omitir]
            Ana > No imprime la caja 2
            Ana > [Omitir]
            Ana > [Confirmar]
            Ana < Listo, abrí el Ticket {number} para Juan Pérez, {company}.
            Julia < ...
        """)
    chat("""
        Julia > /sinasignar
        Julia < …Ticket 1 · Juan Pérez, Norte SA · …Ticket 2 · Juan Pérez, Sur SRL · …
        Julia > /buscar juan
        Julia < …Juan Pérez, Sur SRL: No imprime …Juan Pérez, Norte SA: No imprime …
        Julia > /responder 1 ya vamos
        Julia < No se pudo entregar. No le llegó a Juan Pérez, Norte SA lo del Ticket 1: …
        Julia < Queda en el Ticket 1: Juan Pérez, Norte SA lo va a ver ahí cuando entre.
        Julia > mañana paso a verlo
        Julia < …
          [Ticket 1 · Juan Pérez, Norte SA · …] [Ticket 2 · Juan Pérez, Sur SRL · …] [Cancelar]
    """)
