"""What the desk made for itself once and must find again: its signing key."""

import secrets
from collections.abc import Callable

from sqlalchemy.orm import Session

from store import upsert
from store.tables import Setting


def once(session: Session, name: str, make: Callable[[], str]) -> str:
    """The value kept under a name; made now where there is none, the same for all who ask at once."""
    found = session.get(Setting, name)
    if found is None:
        new = dict(name=name, value=make())
        found = upsert.insert_or_touch(session, Setting, new, ["name"], {"name": name})
    return str(found.value)


def secret_key(session: Session) -> str:
    return once(session, "secret_key", lambda: secrets.token_urlsafe(32))
