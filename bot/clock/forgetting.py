"""Forgets for good: people who want it so, what is old, and the bytes of files that are nobody's any more."""

import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from bot.desk import Desk
from store.files import files
from store.privacy import erase, expiry
from store.upkeep import retention

log = logging.getLogger(__name__)


def forget(desk: Desk) -> None:
    """All that is due, a person a transaction. Raises StoreAway."""
    while _erase_one(desk):
        pass
    while _delete_some(desk):
        pass


def sweep(desk: Desk) -> None:
    """What is old, as [retention] says; what was forgotten is said in the log. Raises StoreAway."""
    now, keep = desk.now(), desk.settings.retention
    for _ in range(retention.MOST_BATCHES):
        if not desk.store.change(lambda session: retention.sweep(session, now, keep.payloads)):
            break
    desk.store.change(lambda session: expiry.forget_own_files(session, now))
    for what, age, some in (
        ("the files of closed tickets", keep.files, expiry.forget_files),
        ("closed tickets", keep.closed_tickets, expiry.forget_tickets),
    ):
        if age is not None and (count := _all(desk, some, now - age)):
            log.info("forgot %s: %d, closed more than %s ago", what, count, age)


def _all(desk: Desk, some: Callable[[Session, datetime], int], before: datetime) -> int:
    total = 0
    while count := desk.store.change(lambda session: some(session, before)):
        total += count
    return total


def _erase_one(desk: Desk) -> bool:
    label = desk.texts.voice(desk.settings.desk.language)("privacy.erased")
    with desk.store.write() as session:
        person = erase.decided(session)
        if person is None:
            return False
        person_id = person.id
        erase.erase(session, person, label, desk.now())
    log.info("person %d is erased", person_id)
    return True


def _delete_some(desk: Desk) -> bool:
    """The bytes go first: who dies in between deletes them again. Somebody may send the very same bytes meanwhile; then
    they are there, or their file is told to be lost."""
    with desk.store.write() as session:
        hashes = files.discarded(session)
    for sha256 in hashes:
        desk.photos.delete(sha256)
    if hashes:
        with desk.store.write() as session:
            files.forget_discarded(session, hashes)
    return bool(hashes)
