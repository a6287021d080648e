"""Who is writing to whom, as a page that asks now and then is told."""

from urllib.parse import unquote

import pytest

from tests.harness.stories import ASSIGNED
from tests.harness.transcripts import PLACES, Conversation

pytestmark = pytest.mark.parametrize("place", PLACES[1:2], indirect=True)


def types(chat: Conversation, who: str, quoting: str) -> None:
    """They press a key in the field, replying to what says so."""
    phone = chat.webchat(who)
    about = {**phone.browser.opens().hidden, "quoted": phone.showing(quoting).id}
    assert phone.browser.client.post("/chat/typing", data=about).status_code == 204


def writing_to(chat: Conversation, who: str) -> str:
    return unquote(chat.webchat(who).browser.client.get("/chat/news").headers["Writing"])


def test_it_is_seen_for_some_seconds_by_whom_it_is_for(chat: Conversation) -> None:
    chat(ASSIGNED)
    chat.told("Ana")
    types(chat, "Ana", "te asignó")
    assert writing_to(chat, "Marta") == "Ana"
    assert writing_to(chat, "Julia") == writing_to(chat, "Ana") == ""
    chat.desk.later(seconds=7)
    assert writing_to(chat, "Marta") == ""


def test_what_was_written_ends_it(chat: Conversation) -> None:
    chat(ASSIGNED)
    chat.told("Ana")
    types(chat, "Ana", "te asignó")
    chat("""
        Ana > (a «te asignó») ¿probaste reiniciarla?
        Marta < …: ¿probaste reiniciarla?
        """)
    assert writing_to(chat, "Marta") == ""


def test_an_internal_note_is_nobody_elses_matter(chat: Conversation) -> None:
    chat(ASSIGNED)
    chat("""
        Ana > /nota 1 llevar repuesto
        Ana < Nota guardada en el Ticket 1.
        Julia < ...
        """)
    types(chat, "Ana", "Nota guardada")
    assert writing_to(chat, "Marta") == writing_to(chat, "Julia") == ""
