"""What the staff sent by its number, or in reply, and was for another ticket: «Mover» is offered for it, too."""

import pytest

from tests.harness.stories import BOTH_OF_ANA
from tests.harness.transcripts import Conversation, on_both_stores, on_telegram, on_whatsapp


@pytest.mark.parametrize(
    "said",
    [
        "perdón, eso era para el 2",
        "me equivoqué, era el 2",
        "le erré, era del 2",
        "me equivoqué de ticket",
        "sorry, that was for ticket 2",
        "desculpa, era para o 2",
    ],
)
@on_telegram
def test_what_was_sent_by_a_command_is_moved_without_it(chat: Conversation, said: str) -> None:
    chat(
        BOTH_OF_ANA
        + f"""
        Ana > /responder 1 ya voy
        Ana < Se lo mandé a Marta (Ticket 1).
        Marta < …: ya voy
        Ana > {said}
        Ana < ¿Adónde lo paso?
          [Ticket 2 · …] [Cancelar]
        Ana > [Ticket 2]
        Ana < Se lo mandé a Marta (Ticket 2).
          [Mover]
        Marta < Ana (soporte técnico), Ticket 2: ya voy
    """
    )
    assert (chat.thread(1), chat.thread(2)) == ([], ["ya voy"])


@on_both_stores
def test_an_answer_in_reply_is_moved(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Ana > (a «Ticket 1 · ») ya voy
        Ana < (recibido)
        Marta < …: ya voy
        Ana > uy
        Ana > eso era para el 2
        Ana < ¿Adónde lo paso?
          [Ticket 2 · …] [Cancelar]
        Ana > [Ticket 2]
        Ana < Se lo mandé a Marta (Ticket 2).
          [Mover]
        Marta < Ana (soporte técnico), Ticket 2: ya voy
    """
    )


@on_whatsapp
def test_a_note_stays_one(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Ana > nota 1 la clave es 1234
        Ana < Nota guardada en el Ticket 1.
        Ana > lo anterior era del 2
        Ana < ¿Adónde lo paso? …
        Ana > [Ticket 2]
        Ana < Nota guardada en el Ticket 2.
          [Mover]
    """
    )
    assert [(entry["text"], entry["internal"]) for entry in chat.desk.ticket(2)["thread"]] == [
        ("la clave es 1234", True)
    ]


@on_telegram
def test_it_is_said_in_reply_to_one_s_own_message(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Ana > (a «Ticket 1 · ») ya voy
        Ana < (recibido)
        Marta < …: ya voy
    """
    )
    own = str(chat.telegram("Ana").said["ya voy"]["message_id"])
    chat.telegram("Ana").says("esto era para el 2", quoting=own)
    chat("""
        Ana < ¿Adónde lo paso?
          [Ticket 2 · …] [Cancelar]
    """)
    assert chat.thread(1) == ["ya voy"]


@on_telegram
def test_a_closing_is_no_message_to_be_moved(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Ana > /cerrar 1 era el cable
        Ana < ...
        Marta < ...
        Ana > me equivoqué, era el 2
        Ana < ¿Se lo mando a Marta (Ticket 1)? «me equivoqué, era el 2»
    """
    )


@on_telegram
def test_a_number_that_is_no_ticket_of_a_client_misplaces_nothing(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Marta > #1 el interno es el 11
        Marta < ...
        Ana < ...
        Marta > me equivoqué, era el 12
        Marta < …Ticket 1…
        Ana < …Ticket 1: me equivoqué, era el 12
    """
    )
