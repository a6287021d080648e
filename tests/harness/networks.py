"""No network call inside a transaction: whoever calls a provider with one open fails the test."""

import threading
from collections.abc import Callable
from functools import wraps
from inspect import iscoroutine
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from bot.channels.telegram.client import Client as Telegram
from bot.channels.whatsapp import media
from bot.channels.whatsapp.client import Client as Twilio
from store.database import StoreSession

CALLS = ((Telegram, "run"), (Twilio, "run"), (media.Media, "fetch"))
"""By which a thread waits for a provider."""


class CalledInside(AssertionError):
    """A provider was called while this thread had a transaction open: all that it has locked waits with it."""


_open = threading.local()


def _begin(session: Session, transaction: SessionTransaction, connection: Any) -> None:
    # A Database's; a migration's is no concern of ours.
    if not transaction.nested and isinstance(session, StoreSession):
        _here().add(id(session))


def _end(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        _here().discard(id(session))


def _here() -> set[int]:
    """The sessions of this thread that are in a transaction."""
    if not hasattr(_open, "sessions"):
        _open.sessions = set()
    sessions: set[int] = _open.sessions
    return sessions


event.listen(Session, "after_begin", _begin)
event.listen(Session, "after_transaction_end", _end)


def _outside(call: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(call)
    def checked(*args: Any, **more: Any) -> Any:
        if _here():
            for work in filter(iscoroutine, args):
                work.close()
            raise CalledInside(f"{call.__qualname__} inside a transaction")
        return call(*args, **more)

    return checked


@pytest.fixture(autouse=True)
def no_network_inside_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    for owner, name in CALLS:
        monkeypatch.setattr(owner, name, _outside(getattr(owner, name)))
