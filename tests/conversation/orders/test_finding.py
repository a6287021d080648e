"""Who somebody is and which ticket is meant, asked in the staff's own words."""

import pytest

from tests.harness.stories import ASSIGNED, ONE
from tests.harness.transcripts import Conversation, on_telegram


@on_telegram
def test_who_somebody_is_and_what_they_have(chat: Conversation) -> None:
    chat(
        ONE
        + """
        Julia < ...
        Julia > quién es marta
        Julia < Marta Gómez · Cliente …
        Julia > tickets de marta
        Julia < Esto encontré con «marta»: …
    """
    )


@on_telegram
def test_the_tickets_of_the_staff_are_those_that_wait_for_them(chat: Conversation) -> None:
    chat(ASSIGNED + "Ana > mis tickets\nAna < Tenés un ticket pendiente: …")


@pytest.mark.parametrize("said", ["dar de baja a beto", "beto ya no trabaja más acá", "el teléfono de beto"])
@on_telegram
def test_what_is_to_be_done_with_a_person_shows_their_card(chat: Conversation, said: str) -> None:
    chat(f"Julia > {said}\nJulia < Beto Sosa · Técnico …\n[Invitar de nuevo] [Cambiar] [Dar de baja]")


@pytest.mark.parametrize("said", ["buscá caja", "buscame el ticket de la caja", "hay algo de la caja?"])
@on_telegram
def test_a_ticket_is_found_by_the_words_that_they_remember(chat: Conversation, said: str) -> None:
    chat(ASSIGNED + f"Ana > {said}\nAna < Esto encontré con «caja»: … Ticket 1 …")
