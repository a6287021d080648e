"""Two leads with the same card: the first wins, the other is told who did it."""

import pytest

from tests.harness.stories import ONE
from tests.harness.transcripts import Conversation, elsewhere, on_telegram


@pytest.fixture
def chat(chat: Conversation) -> Conversation:
    chat.hire("Clara Ríos", "lead")
    chat.phone("Clara")
    chat.phone("Julia")
    return chat


@elsewhere
def test_of_two_who_set_the_criticality_the_second_hears_who_did(chat: Conversation) -> None:
    chat(
        ONE
        + """
        Clara < ...
        Julia < ...
        Clara > [Criticidad]
        Clara < …
        Julia > [Criticidad]
        Julia < …
        Julia > [Alta]
        Julia < Listo, el Ticket 1 quedó en Alta.
        Clara > [Baja]
        Clara < El Ticket 1 ya está en Alta: lo puso Julia Paz.
          [Criticidad]
        Clara > [Criticidad]
        Clara < …
        Clara > [Baja]
        Clara < Listo, el Ticket 1 quedó en Baja.
    """
    )


@on_telegram
def test_of_two_who_set_the_category_the_second_hears_who_did(chat: Conversation) -> None:
    chat(
        ONE
        + """
        Clara < ...
        Julia < ...
        Julia > /categoria 1 Redes
        Julia > [Agregar «Redes»]
        Julia < …quedó en Redes.
        Clara > /categoria 1
        Clara < …
        Julia > /categoria 1 Hardware
        Julia > [Agregar «Hardware»]
        Julia < …quedó en Hardware.
        Clara > [Redes]
        Clara < El Ticket 1 ya está en Hardware: lo puso Julia Paz.
          [Categoría]
    """
    )


@on_telegram
def test_of_two_who_join_the_second_hears_who_did(chat: Conversation) -> None:
    chat.hire("Rosa Luna", "client", company="LA CABAÑA S.A.")
    chat(
        ONE
        + ONE.replace("Marta", "Rosa").replace("Gómez", "Luna").replace("Ticket 1", "Ticket 2")
        + """
        Clara < ...
        Julia < ...
        Julia > [Unir]
        Julia < Listo: el Ticket 2 va con el Ticket 1. …
        Clara > [Unir]
        Clara < El Ticket 2 ya va con el Ticket 1: los unió Julia Paz.
          [Separar]
    """
    )
