"""An edited message changes what it said in the thread, and nothing else: no command runs, nothing reopens."""

import pytest

from bot.conversation import flood
from store.tables import Entry
from tests.harness.stories import ASSIGNED, ONE
from tests.harness.transcripts import Conversation, on_telegram

pytestmark = on_telegram


def test_an_edit_changes_the_thread_and_the_readers_copy_in_place(chat: Conversation) -> None:
    chat.on(Julia="webchat")
    chat(
        ASSIGNED
        + """
        Marta > no anda el mause
        Marta < (recibido)
        Ana < …Ticket 1: no anda el mause
        Marta > (corrige «no anda el mause») no anda el mouse
        Ana < …Ticket 1: no anda el mouse
        Julia > /ticket 1
        Julia < …no anda el mouse …editado…
    """
    )
    [entry] = chat.desk.ticket(1)["thread"]
    assert entry["text"] == "no anda el mouse"
    assert entry["former_texts"] == ["no anda el mause"]
    assert entry["edited"]
    assert not any("mause" in bubble.text for bubble in chat.phone("Ana").screen())


def test_what_addressed_the_ticket_stays_out_of_its_text(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Marta > #1 no anda el mause
        Marta < (recibido)
        Ana < …: no anda el mause
        Marta > (corrige «#1 no anda el mause») #1 no anda el mouse
        Ana < …: no anda el mouse
    """
    )
    assert chat.desk.ticket(1)["thread"][0]["text"] == "no anda el mouse"


@pytest.mark.parametrize("edited", ["/eliminar 1", "/cerrar 1 listo", "[Confirmar]", "confirmar", "cancelar"])
def test_an_edit_never_runs_a_command_nor_chooses(chat: Conversation, edited: str) -> None:
    chat(
        ASSIGNED
        + """
        Marta > hace un ruido raro
        Marta < (recibido)
        Ana < …hace un ruido raro
        Marta > /nuevo
        Marta < … (1/4)
    """
    )
    marta = chat.phone("Marta")
    marta.corrects("hace un ruido raro", edited)
    chat("""
        Ana < …
    """)
    ticket = chat.desk.ticket(1)
    assert ticket["status"] == "open"
    assert ticket["thread"][0]["text"] == edited
    assert chat.told("Marta") == []


def test_an_edit_of_a_command_or_of_nothing_we_know_changes_nothing(chat: Conversation) -> None:
    chat(
        ONE
        + """
        Marta > /ticket 1
        Marta < Ticket 1 …
    """
    )
    before = chat.desk.changes()
    chat("""
        Marta > (corrige «/ticket 1») /eliminar 1
    """)
    assert chat.desk.changes() == before


def test_an_edit_in_a_closed_ticket_reopens_nothing(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Marta > no anda
        Marta < (recibido)
        Ana < …no anda
        Ana > /cerrar 1 Listo el cable
        Ana < Cerré…
        Marta < …
        Marta > (corrige «no anda») no anda nada
        Ana < …no anda nada
    """
    )
    ticket = chat.desk.ticket(1)
    assert (ticket["status"], ticket["thread"][0]["text"]) == ("closed", "no anda nada")


def test_an_edit_while_the_burst_waits_is_heard_as_edited(chat: Conversation) -> None:
    chat(ASSIGNED)
    marta = chat.phone("Marta")
    marta.says("no anda el mause")
    marta.corrects("no anda el mause", "no anda el mouse")
    chat("""
        Marta < (recibido)
        Ana < …Ticket 1: no anda el mouse
    """)
    [entry] = chat.desk.ticket(1)["thread"]
    assert entry["text"] == "no anda el mouse"


def test_a_staff_edit_reaches_the_client(chat: Conversation) -> None:
    chat.on(Marta="webchat")
    chat(
        ASSIGNED
        + """
        Ana > #1 probá apagando
        Ana < (recibido)
        Marta < …probá apagando
        Ana > (corrige «#1 probá apagando») #1 probá reiniciando
        Marta < …probá reiniciando
    """
    )


def test_an_edited_note_is_never_shown_to_the_client(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > /nota 1 la clave es 1234
        Ana < Nota guardada en el Ticket 1.
        Ana > (corrige «/nota 1 la clave es 1234») /nota 1 la clave es 5678
    """
    )
    assert chat.told("Marta") == []
    [entry] = chat.desk.ticket(1)["thread"]
    assert (entry["text"], entry["internal"]) == ("la clave es 5678", True)


@pytest.mark.parametrize("command", ["/responder 1", "responder #1", "#1"])
def test_an_edited_answer_keeps_its_command_out_of_the_thread(chat: Conversation, command: str) -> None:
    told = "(recibido)" if command == "#1" else "Se lo mandé a Marta (Ticket 1)."
    chat(
        ASSIGNED
        + f"""
        Ana > {command} ya boy
        Ana < {told}
        Marta < …: ya boy
        Ana > (corrige «{command} ya boy») {command} ya voy
        Marta < …: ya voy
    """
    )
    assert chat.desk.ticket(1)["thread"][0]["text"] == "ya voy"


def test_an_edit_amid_a_flood_is_no_second_message(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Marta > no anda el mause
        Marta < (recibido)
        Ana < …no anda el mause
    """
    )
    for _ in range(flood.MOST + 1):
        chat.phone("Marta").says("/ticket 1")
    chat("""
        Marta < ...
        Marta > (corrige «no anda el mause») no anda el mouse
        Ana < …no anda el mouse
    """)
    [entry] = chat.desk.ticket(1)["thread"]
    assert (entry["text"], entry["former_texts"]) == ("no anda el mouse", ["no anda el mause"])


def test_who_lost_the_ticket_changes_nothing_that_they_wrote(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > (a «te asignó») paso a la mañana
        Ana < (recibido)
        Marta < …paso a la mañana
        Julia > /asignar 1 julia
        Julia < …
        Ana < …
        Marta < …
        Ana > (corrige «paso a la mañana») paso a la tarde
        Ana < No encuentro el Ticket 1 entre los tuyos.
    """
    )
    assert chat.thread() == ["paso a la mañana"]


def test_what_stands_in_a_deleted_ticket_stays_as_it_was(chat: Conversation) -> None:
    chat(
        ONE
        + """
        Julia < ...
        Marta > #1 hace ruido
        Marta < (recibido)
        Julia < …
        Marta > /eliminar 1
        Marta < …
        Marta > [Eliminar]
        Marta < …
        Julia < …
        Marta > (corrige «#1 hace ruido») #1 hace humo
        Marta < No encuentro el Ticket 1 entre los tuyos.
    """
    )
    assert [entry.text for entry in chat.desk.rows(Entry)] == ["hace ruido"]
