"""Old tickets and their files are forgotten where the settings say so; nothing that waits for anybody."""

import logging
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import select

from bot.clock import forgetting
from store.files.photos import Missing
from store.tables import Entry, File, InboxMessage, OutboxMessage, Ticket, TicketWord
from tests.harness.stories import CLOSED, ONE
from tests.harness.transcripts import Conversation, on_both_stores

PHOTO = """
    Marta > (foto) así quedó
    -- 10 s
    Marta < ...
    Ana < ...
"""


@pytest.fixture
def settings(request: pytest.FixtureRequest) -> dict[str, Any]:
    return {"retention": {"files": "10d", "closed_tickets": "60d", "payloads": "30d"}}


def left(chat: Conversation, table: type[Any]) -> int:
    with chat.desk.store.read() as session:
        return len(session.execute(select(table)).all())


@on_both_stores
def test_files_go_first_then_the_ticket_and_the_log_says_so(
    chat: Conversation, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    chat(CLOSED.replace("Ana > /cerrar 1", PHOTO + "    Ana > /cerrar 1", 1))
    chat(ONE.replace("Ticket 1", "Ticket 2").replace("No imprime la caja 2", "Otra cosa"))
    assert left(chat, File) == 1
    chat.desk.later(days=11)
    forgetting.sweep(chat.desk.desk)
    forgetting.forget(chat.desk.desk)
    assert (left(chat, File), left(chat, Ticket)) == (0, 2)
    with pytest.raises(Missing):
        chat.desk.photos.read(sha256(chat.photos[0]).hexdigest())
    chat.desk.later(days=60)
    forgetting.sweep(chat.desk.desk)
    assert [ticket["number"] for ticket in chat.desk.tickets()] == [2]
    for table in (Entry, TicketWord, OutboxMessage, InboxMessage):
        with chat.desk.store.read() as session:
            assert 1 not in set(session.scalars(select(table.ticket_id)))
    assert "tickets: 1, closed or deleted" in caplog.text and "imprime" not in caplog.text


@on_both_stores
def test_what_its_client_deleted_is_forgotten_as_late_as_what_was_closed(chat: Conversation) -> None:
    chat(
        ONE.replace(
            "[Omitir]\n    Marta > [Confirmar]", "(foto)\n    Marta > [Listo]\n    Marta > [Confirmar]"
        )
    )
    chat("""
        Julia < ...
        -- 70 d
        Marta > /eliminar 1
        Marta < ...
        Marta > [Eliminar]
        Marta < Eliminé el Ticket 1.
        Julia < ...
    """)
    for days, files, tickets in ((9, 1, 1), (2, 0, 1), (48, 0, 1), (2, 0, 0)):
        chat.desk.later(days=days)
        forgetting.sweep(chat.desk.desk)
        assert (left(chat, File), left(chat, Ticket)) == (files, tickets)


@on_both_stores
def test_what_waits_for_somebody_stays(chat: Conversation) -> None:
    chat(CLOSED)
    chat("Marta < ...")
    chat.phone("Marta").says("volvió a fallar todo")
    chat.desk.settle()
    chat.desk.later(days=100)
    forgetting.sweep(chat.desk.desk)
    assert [ticket["number"] for ticket in chat.desk.tickets()] == [1]


@on_both_stores
def test_an_open_ticket_is_never_forgotten(chat: Conversation) -> None:
    chat(ONE)
    chat.desk.later(days=1000)
    forgetting.sweep(chat.desk.desk)
    assert len(chat.desk.tickets()) == 1
