"""No provider is called inside a transaction: any test in which one is fails."""

import pytest
from sqlalchemy import text

from tests.harness.networks import CalledInside
from tests.harness.transcripts import Conversation, on_both_stores


@on_both_stores
def test_a_call_inside_a_transaction_is_noticed(chat: Conversation) -> None:
    line = chat.desk.line
    line.client.username = None
    with chat.desk.store.write() as session:
        session.execute(text("SELECT 1"))
        with pytest.raises(CalledInside):
            line.ask_name()
    line.ask_name()


@on_both_stores
def test_inviting_asks_no_provider(chat: Conversation) -> None:
    chat.desk.line.ask_name()
    chat("""
        Julia > /invitar Rosa Díaz
        Julia > [Cliente]
        Julia > [Omitir]
        Julia < …Rosa Díaz ya puede entrar. …https://t.me/…
    """)
