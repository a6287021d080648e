"""The staff close and reopen in their own words: asked where it is in doubt, and nothing of what they tell is lost."""

import pytest

from tests.harness.stories import ASSIGNED, BOTH_OF_ANA, CLOSED
from tests.harness.transcripts import Conversation, elsewhere, on_telegram, on_whatsapp


def test_a_closing_that_tells_its_solution_is_asked_with_it(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > cerrar, se cambió el cable
        Ana < ¿Cerramos el Ticket 1 con esta solución? «se cambió el cable»
          [Sí] [No]
        Ana > sí
        Ana < Cerré el Ticket 1. …
        Marta < Ana cerró tu Ticket 1. Solución: se cambió el cable …
    """
    )


@on_telegram
def test_who_is_asked_whether_to_close_may_say_how_it_was_solved(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > cerra
        Ana < ¿Cerramos el Ticket 1?
          [Sí] [No]
        Ana > se cambio el cable
        Ana < …¿Cerramos el Ticket 1 con esta solución? «se cambio el cable»
          [Sí] [No]
        Ana > no
        Ana < ¿Se lo mando a Marta (Ticket 1)? «…se cambio el cable»
        Ana > cancelar
        Ana < Cancelado…
        Ana > cerra
        Ana < ¿Cerramos el Ticket 1?
        Ana > se cambio el cable
        Ana < …¿Cerramos el Ticket 1 con esta solución? «se cambio el cable»
        Ana > sí
        Ana < Cerré el Ticket 1. …
        Marta < Ana cerró tu Ticket 1. Solución: se cambio el cable …
    """
    )


@on_telegram
@pytest.mark.parametrize("told", ["era el cable suelto", "era el cable sulto"])
def test_a_word_of_a_solution_is_no_order(chat: Conversation, told: str) -> None:
    chat(
        ASSIGNED
        + f"""
        Ana > cerra el 1 {told}
        Ana < Cerré el Ticket 1. …
        Marta < Ana cerró tu Ticket 1. Solución: {told} …
    """
    )


@elsewhere
def test_a_closing_that_may_be_of_several_asks_which_and_keeps_its_solution(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Ana > cerralo, cambié el cable
        Ana < ¿Cuál cerramos? …
          [Ticket 2 · …] [Ticket 1 · …] [Cancelar]
        Ana > [Ticket 1]
        Ana < Cerré el Ticket 1. …
        Marta < …Solución: cambié el cable …
    """
    )


@pytest.mark.parametrize(
    "said", ["cerrar 1 y 2: corte de luz", "cerré el 1 y el 2, corte de luz", "/cerrar 1, 2 - corte de luz"]
)
def test_several_are_closed_with_one_solution(chat: Conversation, said: str) -> None:
    chat(
        BOTH_OF_ANA
        + f"""
        Ana > {said}
        Ana < Cerré el Ticket 1. …
        Ana < Cerré el Ticket 2. …
        Marta < Ana cerró tu Ticket 1. Solución: corte de luz …
        Marta < Ana cerró tu Ticket 2. Solución: corte de luz …
    """
    )


@on_telegram
def test_of_several_without_a_solution_each_is_asked_for_its_own(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Ana > cerrá 1 2
        Ana < ¿Con qué cerramos el Ticket 1? …
        Ana > era la ficha
        Ana < Cerré el Ticket 1. …
        Ana < ¿Con qué cerramos el Ticket 2? …
        Marta < …Solución: era la ficha …
        Ana > cambié la clave
        Ana < Cerré el Ticket 2. …
        Marta < …Solución: cambié la clave …
    """
    )


@on_telegram
def test_a_number_in_a_solution_is_no_ticket(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Ana > cerrar 1 2 metros de cable
        Ana < Cerré el Ticket 1. …
        Marta < …Solución: 2 metros de cable …
    """
    )
    assert chat.desk.ticket(2)["status"] == "open"


@pytest.mark.parametrize(
    "said", ["cerrá el 1, gracias", "cerré el 1 y el 2, gracias", "cerrar 1 y 2 gracias"]
)
@on_telegram
def test_a_courtesy_is_no_solution(chat: Conversation, said: str) -> None:
    chat(BOTH_OF_ANA + f"Ana > {said}\nAna < ¿Con qué cerramos el Ticket 1? …")


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("cerré el 1 y el 2 mañana lo veo", "y el 2 mañana lo veo"),
        ("cerrar 1 y 2 mañana lo veo", "mañana lo veo"),
        ("listo el 1 y el 2 lo dejo para mañana", "y el 2 lo dejo para mañana"),
        ("(a «Ticket 1 · ») cerré el 1 y el 2 mañana lo veo", "y el 2 mañana lo veo"),
        ("close 1 and 2 I'll see tomorrow", "and 2 I'll see tomorrow"),
        ("fecha o 1 e o 2 amanhã vejo", "e o 2 amanhã vejo"),
    ],
)
@on_telegram
def test_a_ticket_that_may_belong_to_what_follows_is_not_closed(
    chat: Conversation, said: str, rest: str
) -> None:
    chat(
        BOTH_OF_ANA
        + f"""
        Ana > {said}
        Ana < ¿Cerramos solo el Ticket 1? Con «{rest}» no hago nada.
          [Sí] [No]
        Ana > sí
        Ana < ¿Con qué cerramos el Ticket 1? …
        Ana > era el cable
        Ana < Cerré el Ticket 1. …
        Marta < …Solución: era el cable …
    """
    )
    assert chat.desk.ticket(2)["status"] == "open"


@on_telegram
def test_who_reopens_says_why(chat: Conversation) -> None:
    chat(
        CLOSED
        + """
        Ana > reabrí el 1, sigue sin andar
        Ana < Reabrí el Ticket 1. Ya le avisé a Marta.
        Ana < …(Ticket 1).
        Marta < Ana reabrió tu Ticket 1…
        Marta < …: sigue sin andar
    """
    )


@elsewhere
def test_cancelling_a_doubt_asks_nothing_more(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > cerrar, se cambió el cable
        Ana < ¿Cerramos el Ticket 1 con esta solución? «se cambió el cable»
        Ana > cancelar
        Ana < Cancelado.
    """
    )
    assert chat.desk.ticket(1)["status"] == "open"


@on_telegram
def test_a_doubt_about_several_names_them_all(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Ana > (a «Ticket 1 · ») cerrar 1 y 2: corte de luz
        Ana < ¿Cerramos los tickets 1 y 2 con esta solución? «corte de luz»
        Ana > sí
        Ana < Cerré el Ticket 1. …
        Ana < Cerré el Ticket 2. …
        Marta < ...
    """
    )


@on_telegram
def test_a_no_to_a_solution_with_a_number_in_it_offers_it_to_its_client(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Ana > (a «Ticket 1 · ») cerrar, 2 metros de cable
        Ana < ¿Cerramos el Ticket 1 con esta solución? «2 metros de cable»
        Ana > no
        Ana < ¿Se lo mando a Marta (Ticket 1)? «cerrar, 2 metros de cable»
    """
    )


@pytest.mark.parametrize(
    "said",
    [
        "cerrá los dos",
        "cerralos",
        "cerrá ambos",
        "los dos ya están",
        "ya quedaron los dos",
        "close both",
        "os dois já estão resolvidos",
        "(a «Ticket 1 · ») cerrá los dos",
    ],
)
@on_telegram
def test_both_are_closed_after_one_yes_each_with_its_solution(chat: Conversation, said: str) -> None:
    chat(
        BOTH_OF_ANA
        + f"""
        Ana > {said}
        Ana < ¿Cerramos los tickets 1 y 2?
          [Sí] [No]
        Ana > sí
        Ana < ¿Con qué cerramos el Ticket 1? …
        Ana > era la ficha
        Ana < Cerré el Ticket 1. …
        Ana < ¿Con qué cerramos el Ticket 2? …
        Marta < …Solución: era la ficha …
    """
    )


@on_whatsapp
def test_both_are_closed_with_the_solution_that_is_told(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Ana > cerrá los dos, era la ficha
        Ana < ¿Cerramos los tickets 1 y 2 con esta solución? «era la ficha»
        Ana > no
        Ana < No sé a qué ticket va «cerrá los dos, era la ficha». …
        Ana > cancelar
        Ana < …
        Ana > cerralo, cambié el cable
        Ana < ¿Cuál cerramos? …
        Ana > los dos
        Ana < Cerré el Ticket 1. …
        Ana < Cerré el Ticket 2. …
        Marta < …Solución: cambié el cable …
        Marta < …Solución: cambié el cable …
    """
    )


@on_telegram
def test_more_than_there_are_is_asked_about(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + "Ana > cerrá los tres\nAna < ¿Cuál cerramos? …\n[Ticket 2 · …] [Ticket 1 · …] [Cancelar]"
    )


@pytest.mark.parametrize("said", ["cerrá todo y volvé a abrirlo", "los dos ya están"])
@on_telegram
def test_what_is_told_of_things_is_for_the_client(chat: Conversation, said: str) -> None:
    chat(ASSIGNED + f"Ana > {said}\nAna < ¿Se lo mando a Marta (Ticket 1)? «{said}»")


@on_telegram
def test_what_is_told_in_reply_is_for_the_client(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + "Ana > (a «Ticket 1 · ») los dos ya están\nAna < (recibido)\nMarta < …: los dos ya están"
    )
