"""«Va al Ticket 2. ¿Era por otra cosa?» is a question, and may be answered as one."""

import pytest

from tests.harness.stories import BOTH_OF_ANA, TWO_LATER
from tests.harness.transcripts import Conversation, on_telegram

PUT = (
    BOTH_OF_ANA
    + """
    > no anda
    < …
    > [Ticket 2]
    < Va al Ticket 2. ¿Era por otra cosa?
    Ana < …
"""
)


@pytest.mark.parametrize(
    "said", ["sí", "si, es otra cosa", "si era por otra cosa", "es del 1", "pasalo al 1"]
)
@on_telegram
def test_that_it_was_about_something_else_asks_where_it_goes(chat: Conversation, said: str) -> None:
    chat(
        PUT
        + f"""
        > {said}
        < ¿Adónde lo paso?
          [Ticket 1 · …] [Nuevo ticket] [Cancelar]
        > [Ticket 1]
        < Va al Ticket 1. …
        Ana < ...
    """
    )
    assert (chat.thread(1), chat.thread(2)) == (["no anda"], [])


@pytest.mark.parametrize("said", ["no, está bien ahí", "ese es del 2", "mejor al 2", "no, es lo mismo"])
def test_that_it_is_right_there_is_told_to_nobody(chat: Conversation, said: str) -> None:
    chat(PUT)
    chat(f"> {said}")
    assert [bubble.text for bubble in chat.told("Ana") if said in bubble.text] == []
    assert chat.thread(2) == ["no anda", said]


@on_telegram
def test_what_was_quoted_to_the_wrong_ticket_may_be_moved_too(chat: Conversation) -> None:
    chat(
        TWO_LATER
        + """
        > /ticket 1
        < …
        > (a «Ticket 1») sigue el ruido
        < (recibido)
        Julia < …sigue el ruido
        > perdón, era para el 2
        < ¿Adónde lo paso?
          [Ticket 2 · …] [Nuevo ticket] [Cancelar]
    """
    )
