"""What the staff have told to clients, or note: to those tickets that they name, and to no other."""

import pytest

from tests.harness.stories import ASSIGNED, BOTH_OF_ANA
from tests.harness.transcripts import Conversation, elsewhere, on_telegram, on_whatsapp


@pytest.mark.parametrize("said", ["avisale a marta que llego a las 2", "decile que voy a las 2"])
@on_whatsapp
def test_an_hour_is_no_ticket(chat: Conversation, said: str) -> None:
    chat(BOTH_OF_ANA + f"Ana > {said}\nAna < No sé a qué ticket va …")
    assert chat.thread(2) == []


@on_telegram
def test_the_number_of_whom_it_is_for_is_its_ticket_and_no_other(chat: Conversation) -> None:
    chat(BOTH_OF_ANA + "Ana > decile al 1 que voy a las 2\nAna < …(Ticket 1).\nMarta < …: voy a las 2")
    assert (chat.thread(1), chat.thread(2)) == (["voy a las 2"], [])


@pytest.mark.parametrize("said", ["decile al 1 y al 2 que paso mañana", "responder 1 y 2: paso mañana"])
@on_telegram
def test_several_are_told_the_same(chat: Conversation, said: str) -> None:
    chat(
        BOTH_OF_ANA
        + f"""
        Ana > {said}
        Ana < Se lo mandé a Marta (Ticket 1).
        Ana < Se lo mandé a Marta (Ticket 2).
        Marta < …Ticket 1: paso mañana
        Marta < …Ticket 2: paso mañana
        Ana > nota 1, 2: llevar escalera
        Ana < Nota guardada en el Ticket 1.
        Ana < Nota guardada en el Ticket 2.
        Ana > cerrar 1 y 2: listo
        Ana < ...
        Marta < ...
        Ana > reabrí el 1 y el 2
        Ana < Reabrí el Ticket 1. Ya le avisé a Marta.
        Ana < Reabrí el Ticket 2. Ya le avisé a Marta.
        Marta < Ana reabrió tu Ticket 1…
        Marta < Ana reabrió tu Ticket 2…
    """
    )
    assert chat.thread(1) == chat.thread(2) == ["paso mañana", "llevar escalera"]


@elsewhere
def test_a_note_is_asked_about_and_never_offered_to_the_client(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > nota: falta el toner
        Ana < ¿Lo anoto en el Ticket 1? «falta el toner»
        Ana > sí
        Ana < Nota guardada en el Ticket 1.
        -- 40 min
        Ana > nota interna: pedir uno
        Ana < ¿En cuál va la nota? …
          [Ticket 1 · …] [Cancelar]
        Ana > 1
        Ana < Nota guardada en el Ticket 1.
    """
    )


@pytest.mark.parametrize(
    "said", ["/responder 1 8080", "responder 1 8080", "/responder 1 2 y 3 son las tomas"]
)
@on_telegram
def test_a_number_in_what_is_told_is_no_ticket(chat: Conversation, said: str) -> None:
    told = said.partition(" 1 ")[2]
    chat(BOTH_OF_ANA + f"Ana > {said}\nAna < …(Ticket 1).\nMarta < …: {told}")
    assert (chat.thread(1), chat.thread(2)) == ([told], [])
