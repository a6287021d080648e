"""An internal note never reaches the client, however its parts come and wherever it is moved."""

from tests.harness.phones import photo
from tests.harness.stories import ASSIGNED, BOTH_OF_ANA
from tests.harness.transcripts import Conversation, on_telegram, on_whatsapp


@on_whatsapp
def test_what_follows_a_note_with_a_photo_is_a_note_too(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > (foto) responder 1 fijate esto
        Ana < ...
        Marta < …fijate esto
          (archivos 1)
        Ana > (foto) nota 1 la clave del router
        Ana > (foto) y la del servidor es 1234
        Ana > (foto)
        Ana < ...
    """
    )
    assert chat.told("Marta") == []
    assert [entry["internal"] for entry in chat.desk.ticket(1)["thread"]] == [False, True, True]


@on_telegram
def test_the_rest_of_a_note_s_album_is_a_note_too(chat: Conversation) -> None:
    chat(ASSIGNED)
    ana = chat.telegram("Ana")
    first, second, third = ana.updates("/nota 1 la clave del router", *[photo() for _ in range(3)])
    second["message"]["caption"] = "y la del servidor es 1234"
    for update in (first, second, third):
        ana.post(update)
    chat("Ana < Nota guardada en el Ticket 1.")
    assert chat.told("Marta") == []
    assert all(entry["internal"] for entry in chat.desk.ticket(1)["thread"])
    assert sum(len(entry["files"]) for entry in chat.desk.ticket(1)["thread"]) == 3


@on_telegram
def test_a_photo_right_after_a_note_is_a_note(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > /responder 1 probá reiniciar
        Ana < Se lo mandé a Marta (Ticket 1).
        Marta < …probá reiniciar
        Ana > /nota 1 la clave del router está en la foto
        Ana < Nota guardada en el Ticket 1.
        Ana > (foto)
        Ana < (recibido)
    """
    )
    assert [entry["internal"] for entry in chat.desk.ticket(1)["thread"]] == [False, True, True]


@on_telegram
def test_quoting_what_we_said_of_a_moved_note_is_a_note(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Ana > /ticket 1
        Ana < ...
        Ana > la clave del router es 1234
        Ana < ...
        Ana > [Nota interna]
        Ana < Nota guardada en el Ticket 1.
        Ana > [Mover]
        Ana > [Ticket 2]
        Ana < Nota guardada en el Ticket 2.
        Ana > (a «Nota guardada en el Ticket 2») y la del servidor 5678
        Ana < (recibido)
    """
    )
    assert [entry["internal"] for entry in chat.desk.ticket(2)["thread"]] == [True, True]


@on_telegram
def test_quoting_one_s_own_note_is_a_note(chat: Conversation) -> None:
    chat(ASSIGNED)
    ana = chat.telegram("Ana")
    [note] = ana.updates("/nota 1 la clave es x")
    ana.post(note)
    ana.says("y la otra es z", quoting=str(note["message"]["message_id"]))
    chat("""
        Ana < Nota guardada en el Ticket 1.
        Ana < (recibido)
    """)
    assert chat.told("Marta") == []
    assert [entry["internal"] for entry in chat.desk.ticket(1)["thread"]] == [True, True]
