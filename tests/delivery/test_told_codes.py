"""A code that was told in a chat is kept nowhere once it is out."""

from store.people import invitations
from store.tables import OutboxMessage
from tests.harness.transcripts import Conversation, on_both_stores


@on_both_stores
def test_a_code_that_was_told_is_kept_nowhere(chat: Conversation) -> None:
    chat("""
        Julia > /invitar Rosa Díaz
        Julia > [Cliente]
        Julia > [Omitir]
        Julia < Listo, Rosa Díaz ya puede entrar. …TK-…
    """)
    code = invitations.looks_like(chat.phone("Julia").newest().text)
    assert code is not None
    assert code not in str([row.content for row in chat.desk.rows(OutboxMessage)])
