"""What the desk made for itself once and must find again: its signing key, its templates, how far it read."""

import secrets
from collections.abc import Callable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from store.tables import Setting
from store.transactions import upsert


def once(session: Session, name: str, make: Callable[[], str]) -> str:
    """The value kept under a name; made now where there is none, the same for all who ask at once."""
    found = recall(session, name)
    if found is not None:
        return found
    upsert.insert_or_replace(session, Setting, [dict(name=name, value=make())], ())
    return session.scalars(select(Setting.value).where(Setting.name == name)).one()


def recall(session: Session, name: str) -> str | None:
    """The value kept under a name; None where there is none."""
    return session.scalar(select(Setting.value).where(Setting.name == name))


def put(session: Session, name: str, value: str) -> None:
    """Keeps a value, whatever was there before."""
    upsert.insert_or_replace(session, Setting, [dict(name=name, value=value)], ("value",))


def forget(session: Session, name: str) -> None:
    """Removes a name and its value, if it is there."""
    session.execute(delete(Setting).where(Setting.name == name))


def secret_key(session: Session) -> str:
    """What sessions and links are signed with, the same for every process of this store."""
    return once(session, "secret_key", lambda: secrets.token_urlsafe(32))
