"""«Mover» takes an album whole, though one of its photos comes late."""

from tests.harness.phones import photo
from tests.harness.stories import TWO_LATER
from tests.harness.transcripts import Conversation, on_telegram


def files(chat: Conversation, number: int) -> list[int]:
    """How many each entry of the thread has."""
    return [len(entry["files"]) for entry in chat.desk.ticket(number)["thread"]]


def late_sibling(chat: Conversation, caption: str = "") -> None:
    """Marta shows two photos; the second comes after the first has its place, and has words or none."""
    marta = chat.telegram("Marta")
    first, second = marta.updates("la tinta", photo(), photo())
    if caption:
        second["message"]["caption"] = caption
    marta.post(first)
    chat("""
        Marta < …Ticket 1…
          [Mover] [Es otro problema]
    """)
    marta.post(second)
    assert chat.told("Marta") == []


@on_telegram
def test_the_late_sibling_moves_with_its_album(chat: Conversation) -> None:
    chat(TWO_LATER + "> #1\n< Ticket 1 …")
    late_sibling(chat)
    assert files(chat, 1) == [2]
    chat("""
        > [Mover]
        < …
          [Ticket 2 · …] [Nuevo ticket] [Cancelar]
        > [Ticket 2]
        < …Ticket 2…
          [Mover] [Es otro problema]
    """)
    assert (chat.thread(1), chat.thread(2), files(chat, 2)) == ([], ["la tinta"], [2])


@on_telegram
def test_the_late_sibling_moves_with_its_words(chat: Conversation) -> None:
    chat(TWO_LATER + "> #1\n< Ticket 1 …")
    late_sibling(chat, "y el cartucho")
    assert files(chat, 1) == [1, 1]
    chat("""
        > [Mover]
        < ...
        > [Ticket 2]
        < …Ticket 2…
    """)
    assert (chat.thread(1), chat.thread(2), files(chat, 2)) == ([], ["la tinta\ny el cartucho"], [2])


OPENED = """
    > [Marta Gómez]
    > [Omitir]
    > [Listo]
    < …Problema reportado: la tinta …
    > [Confirmar]
    < Listo, abrí el Ticket 3. …
"""


@on_telegram
def test_the_late_sibling_moves_into_a_new_ticket(chat: Conversation) -> None:
    chat(TWO_LATER + "> #1\n< Ticket 1 …")
    late_sibling(chat)
    chat("> [Mover]\n> [Nuevo ticket]" + OPENED)
    assert chat.thread(1) == []
    assert len(chat.desk.ticket(3)["images"]) == 2


@on_telegram
def test_a_sibling_that_comes_while_the_new_ticket_is_being_opened_follows_its_album(
    chat: Conversation,
) -> None:
    chat(TWO_LATER + "> #1\n< Ticket 1 …")
    marta = chat.telegram("Marta")
    first, second, third = marta.updates("la tinta", photo(), photo(), photo())
    marta.post(first)
    chat("""
        < …Ticket 1…
        > [Mover]
        > [Nuevo ticket]
        < …persona afectada…
    """)
    third["message"]["caption"] = "y el cartucho"
    marta.post(second)
    marta.post(third)
    assert chat.told("Marta") == []
    chat(OPENED)
    assert chat.thread(1) == []
    assert len(chat.desk.ticket(3)["images"]) == 2
    assert (chat.thread(3), files(chat, 3)) == (["y el cartucho"], [1])
