"""What is looked up once a transaction: a round of many messages asks the same of the store again and again."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sqlalchemy.orm import Session

T = TypeVar("T")


def once(session: Session, key: tuple[Hashable, ...], find: Callable[[], T]) -> T:
    """What was found for this key before in the transaction, else what `find` finds now."""
    found: dict[tuple[Hashable, ...], Any] = session.info.setdefault("found", {})
    if key not in found:
        found[key] = find()
    value: T = found[key]
    return value


def forget(session: Session, person_id: int | None = None) -> None:
    """Something changed: what was found is looked up again; only where a person is in the key, if one is named."""
    found = session.info.get("found", {})
    for key in [key for key in found if person_id is None or person_id in key]:
        del found[key]
