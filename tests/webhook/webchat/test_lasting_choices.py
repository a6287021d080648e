"""What is for somebody to decide can still be decided after they have looked at something else."""

import pytest

from tests.harness.phones import TelegramPhone
from tests.harness.stories import ASSIGNED
from tests.harness.transcripts import Conversation, on_telegram

pytestmark = on_telegram


@pytest.fixture(autouse=True)
def a_lead_in_a_browser(chat: Conversation) -> None:
    chat.on(Julia="webchat")


def test_a_stranger_is_approved_after_a_look_at_the_board(chat: Conversation) -> None:
    chat.hire("Rosa Díaz", "client")
    with chat.desk.store.write() as session:
        session.delete(session.merge(chat.people["Rosa"]))
    chat.phones["Rosa"] = TelegramPhone(chat.desk, chat.people["Rosa"])
    chat("""
        Rosa > no me anda la impresora
        Rosa < …¿Cómo te llamás?
        Rosa > Rosa Díaz
        Rosa < …empresa…
        Rosa > [Omitir]
        Rosa < …
        Julia < Rosa Díaz …
          [Aprobar] [Ya es cliente] [Rechazar]
        Julia > hola
        Julia < …
          […]
        Julia > /categorias
        Julia < …
          […]
    """)
    offered = [label for bubble in chat.phone("Julia").screen() for label in bubble.labels]
    assert offered == ["Aprobar", "Ya es cliente", "Rechazar", "Agregar"]
    chat("""
        Julia > [Aprobar]
        Julia < Listo, Rosa Díaz ya puede usar la mesa.
        Rosa < …
        Rosa < …
          […]
    """)


def test_what_a_technician_leaves_is_handed_on_from_the_notice(chat: Conversation) -> None:
    chat(ASSIGNED)
    chat(ASSIGNED.replace("Ticket 1", "Ticket 2").replace("asignar 1", "asignar 2"))
    chat("""
        Julia > /personas ana
        Julia < …
          […]
        Julia > [Dar de baja]
        Julia < Se dio de baja a Ana Torres: …
          [Reasignar 1] [Reasignar 2]
        Julia < …
          [Reactivar] [Cambiar]
        Julia > [Reasignar 2]
        Julia < ¿A quién le doy el Ticket 2? …
          [Beto (0)] [Cancelar]
    """)
