"""A question about a ticket is not asked again once somebody closed it meanwhile."""

import pytest

from tests.harness.stories import ASSIGNED
from tests.harness.transcripts import Conversation, on_telegram


@pytest.mark.parametrize(
    "asked",
    [
        "/asignar 1",
        "/criticidad 1",
        "/categoria 1",
        "(a «queda con») ponelo en alta",
        "(a «queda con») cerralo",
    ],
)
@on_telegram
def test_a_question_ends_with_its_ticket(chat: Conversation, asked: str) -> None:
    chat(
        ASSIGNED
        + f"""
        Julia > {asked}
        Julia < …
        Julia > /cerrar 1 era el cable
        Julia < Cerré el Ticket 1.…
        Ana < …
        Marta < …
        Julia > /tecnicos
        Julia < Tickets abiertos de cada técnico…
    """
    )
