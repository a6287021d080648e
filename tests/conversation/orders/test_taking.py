"""A technician wants a ticket for themselves: they are told who gives it, and no client hears of it."""

import pytest

from tests.harness.stories import ASSIGNED, BOTH_OF_ANA
from tests.harness.transcripts import Conversation, on_telegram, on_whatsapp


@pytest.mark.parametrize(
    "said",
    [
        "yo agarro el 14",
        "lo tomo yo el 14",
        "me quedo con el 14",
        "el 14 lo hago yo",
        "del 14 me encargo yo",
        "asigname el 14",
        "agarro el 14",
        "I'll take 14",
        "eu fico com o 14",
        "(a «te asignó») yo agarro el 14",
    ],
)
@on_telegram
def test_who_gives_it_is_said(chat: Conversation, said: str) -> None:
    chat(
        ASSIGNED
        + f"""
        Ana > {said}
        Ana < Los tickets los asigna Julia. Pedile el Ticket 14, y apenas te lo dé te llega por acá.
          [Mis pendientes]
    """
    )
    assert chat.thread(1) == []


@on_whatsapp
def test_what_is_theirs_already_is_said(chat: Conversation) -> None:
    chat.hire("Paula Paz", "lead")
    chat(
        BOTH_OF_ANA
        + """
        Ana > yo me quedo con el 1 y el 14
        Ana < El Ticket 1 ya es tuyo.
        Ana < Los tickets los asignan Julia y Paula. Pediles el Ticket 14, …
    """
    )


@pytest.mark.parametrize("said", ["yo lo agarro", "el 1 lo veo mañana"])
@on_telegram
def test_what_may_be_said_to_the_client_is_offered_to_them(chat: Conversation, said: str) -> None:
    chat(ASSIGNED + f"Ana > {said}\nAna < ¿Se lo mando a Marta (Ticket 1)? «{said}»")
