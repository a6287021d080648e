"""What the desk made for itself once and must find again: its signing key, its templates, how far it read."""

import secrets
from collections.abc import Callable

from sqlalchemy import delete
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


def recall(session: Session, name: str) -> str | None:
    found = session.get(Setting, name)
    return found.value if found is not None else None


def put(session: Session, name: str, value: str) -> None:
    """Keeps a value, whatever was there before."""
    upsert.insert_or_touch(session, Setting, dict(name=name, value=value), ["name"], {"value": value})


def forget(session: Session, name: str) -> None:
    session.execute(delete(Setting).where(Setting.name == name))


def secret_key(session: Session) -> str:
    return once(session, "secret_key", lambda: secrets.token_urlsafe(32))
