"""Rosa, whom nobody knows yet."""

import pytest

from tests.harness.phones import TelegramPhone
from tests.harness.transcripts import Conversation


@pytest.fixture
def stranger(chat: Conversation) -> TelegramPhone:
    """Rosa is a name on the screen of her phone and nothing else."""
    chat.hire("Rosa Díaz", "client")
    with chat.desk.store.write() as session:
        session.delete(session.merge(chat.people["Rosa"]))
    phone = TelegramPhone(chat.desk, chat.people["Rosa"])
    chat.phones["Rosa"] = phone
    return phone
