"""People want a ticket gone, or all that is kept on them, and say more than the wish."""

import pytest

from tests.harness.stories import ASSIGNED, ONE, TWO
from tests.harness.transcripts import Conversation, on_telegram


@on_telegram
@pytest.mark.parametrize(
    "said", ["borren el ticket por favor, fue un error", "quiero borrar un ticket que abri de mas"]
)
def test_who_wants_it_deleted_and_says_why_is_asked_one_thing(chat: Conversation, said: str) -> None:
    chat(
        ONE
        + f"""
        Julia < ...
        Marta > {said}
        Marta < ¿Eliminamos el Ticket 1?…
          [Eliminar] [No]
        Julia < …{said}
        Marta > sí
        Marta < Eliminé el Ticket 1.
        Julia < Marta Gómez eliminó el Ticket 1.
    """
    )
    assert chat.thread() == [said]


@on_telegram
def test_the_words_go_into_the_thread_of_the_ticket_that_they_choose(chat: Conversation) -> None:
    chat(
        TWO
        + """
        Julia < ...
        Marta > borren el ticket de la caja
        Marta < ¿Cuál eliminamos?…
        Marta > 2
        Marta < ¿Eliminamos el Ticket 1?…
        Julia < …Ticket 1: borren el ticket de la caja
        Marta > no
        Marta < Cancelado: el Ticket 1 queda como estaba.
    """
    )
    assert (chat.thread(1), chat.thread(2)) == (["borren el ticket de la caja"], [])


@on_telegram
@pytest.mark.parametrize(
    "said", ["quiero que borren mis datos", "eliminen todos mis datos del sistema", "please delete my data"]
)
def test_who_wants_their_data_erased_is_not_asked_about_a_ticket(chat: Conversation, said: str) -> None:
    chat(
        ONE
        + f"""
        Marta > {said}
        Marta < ¿Borramos todo lo que guardamos de vos…
        Marta > cancelar
        Marta < …
    """
    )
    assert chat.desk.ticket(1)["status"] == "open"


@on_telegram
def test_data_of_their_own_that_they_cannot_delete_are_a_problem(chat: Conversation) -> None:
    said = "no puedo borrar mis datos de la planilla de sueldos"
    chat(ONE + f"Marta > {said}\nMarta < (recibido)")
    assert chat.thread() == [said]


@on_telegram
@pytest.mark.parametrize("said", ["borralo, fue un error", "delete it please, it was a mistake"])
def test_delete_it_is_no_yes_to_closing(chat: Conversation, said: str) -> None:
    chat(
        ASSIGNED
        + f"""
        Marta > ya anda
        Marta < ¿Cerramos el Ticket 1?
        Ana < …ya anda
        Marta > {said}
        Marta < ¿Eliminamos el Ticket 1?…
        Ana < …{said}
        Marta > borralo
        Marta < Eliminé el Ticket 1.
        Ana < ...
    """
    )
    assert chat.desk.ticket(1)["status"] == "deleted"
    assert chat.thread(1) == ["ya anda", said]


@on_telegram
def test_delete_it_is_no_yes_to_opening(chat: Conversation) -> None:
    chat("""
        Marta > no anda internet
        Marta < ¿Abro un ticket con esto?…
        Marta > borralo
        Marta < Cancelado.
    """)


@on_telegram
@pytest.mark.parametrize("said", ["no", "mejor no", "no gracias"])
def test_a_no_erases_nothing(chat: Conversation, said: str) -> None:
    chat(f"""
        Marta > /borrarme
        Marta < ¿Borramos todo lo que guardamos de vos…
        Marta > {said}
        Marta < Cancelado: no se borra nada.
    """)
