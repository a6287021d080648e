"""What sounds like an order and may be none is asked first: questions, conditions, plans, and what others want."""

import pytest

from tests.harness.stories import ASSIGNED, BOTH_OF_ANA
from tests.harness.transcripts import Conversation, on_telegram

OF_BOTH = (
    BOTH_OF_ANA
    + """
        Julia < ...
    """
)


@pytest.mark.parametrize(
    "said",
    [
        "cómo cierro el 1?",
        "mañana cierro el 1",
        "me falta cerrar el 1",
        "estoy por cerrar el 1",
        "si mañana anda cerramos el 1",
        "puedo cerrar el 1, marta?",
        "marta me pidió cerrar el 1",
        "ojalá cierre el 1 hoy",
        "casi cierro el 1",
    ],
)
@on_telegram
def test_what_only_speaks_of_closing_closes_nothing(chat: Conversation, said: str) -> None:
    chat(
        ASSIGNED
        + f"""
        Ana > {said}
        Ana < ¿Cerramos el Ticket 1?
          [Sí] [No]
        Ana > no
        Ana < ¿Se lo mando a Marta (Ticket 1)? «{said}»
    """
    )
    assert chat.desk.ticket(1)["status"] == "open"


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("voy a cerrar el 1 cuando llegue el repuesto", "cuando llegue el repuesto"),
        ("quiero cerrar el 1 pero marta no contesta", "pero marta no contesta"),
        ("para cerrar el 1 necesito la clave", "necesito la clave"),
        ("antes de cerrar el 1 llamá a marta", "llamá a marta"),
    ],
)
@on_telegram
def test_what_a_doubtful_closing_goes_on_with_is_no_solution(
    chat: Conversation, said: str, left: str
) -> None:
    chat(
        ASSIGNED
        + f"""
        Ana > {said}
        Ana < ¿Cerramos solo el Ticket 1? Con «{left}» no hago nada.
          [Sí] [No]
    """
    )


@on_telegram
def test_what_a_pause_parts_from_the_closing_behind_it_may_be_its_solution(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > cambié el cable, cerrá el 1
        Ana < ¿Cerramos el Ticket 1 con esta solución? «cambié el cable»
          [Sí] [No]
        Ana > sí
        Ana < Cerré el Ticket 1. …
        Marta < …Solución: cambié el cable …
    """
    )


@pytest.mark.parametrize("said", ["listo, cerrá el 1: era el cable", "quiero cerrar el 1, era el cable"])
@on_telegram
def test_a_plain_closing_is_done_at_once(chat: Conversation, said: str) -> None:
    chat(
        ASSIGNED
        + f"Ana > {said}\nAna < Cerré el Ticket 1. …\nMarta < Ana cerró tu Ticket 1. Solución: era el cable …"
    )


@on_telegram
def test_the_order_said_twice_is_no_solution(chat: Conversation) -> None:
    chat(ASSIGNED + "Ana > el 1 ya está, cerralo\nAna < ¿Con qué cerramos el Ticket 1? …")


@pytest.mark.parametrize(
    "said",
    [
        "el 1 lo tiene beto?",
        "el 1 es de beto?",
        "le pasaste el 1 a beto?",
        "quién le dio el 1 a beto?",
        "¿el 1 es crítico?",
        "ya cerraron el 1?",
        "is 1 urgent?",
    ],
)
@on_telegram
def test_who_asks_how_it_is_sees_the_ticket(chat: Conversation, said: str) -> None:
    chat(OF_BOTH + f"Julia > {said}\nJulia < Ticket 1\nEstado: Abierto\n… Ana Torres …")


@pytest.mark.parametrize(
    "said",
    [
        "y si le damos el 1 a beto?",
        "me pasás el 1 a beto?",
        "podés pasarle el 1 a beto?",
        "cuando termine pasale el 1 a beto",
        "mañana pasale el 1 a beto",
        "capaz el 1 es para beto",
        "maybe give 1 to beto",
    ],
)
@on_telegram
def test_what_is_asked_or_planned_is_asked_about(chat: Conversation, said: str) -> None:
    chat(OF_BOTH + f"Julia > {said}\nJulia < ¿Le asigno el Ticket 1 a Beto?\n[Sí] [No]")


@on_telegram
def test_what_an_assignment_goes_on_with_is_not_lost(chat: Conversation) -> None:
    chat(
        OF_BOTH
        + """
        Julia > pasale el 1 a beto cuando vuelva
        Julia < ¿Le asigno el Ticket 1 a Beto? Con «cuando vuelva» no hago nada.
    """
    )


@on_telegram
def test_a_doubt_about_a_ticket_that_is_not_theirs_is_not_asked(chat: Conversation) -> None:
    chat(
        OF_BOTH
        + """
        Beto > mañana cierro el 1
        Beto < No encuentro el Ticket 1 …
        Beto < No sé a qué ticket va «mañana cierro el 1».…
    """
    )
