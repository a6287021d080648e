"""Forgets for good: the people of whom nothing is to be kept, and the bytes of files that are nobody's any more."""

import logging

from bot.desk import Desk
from store.files import files
from store.privacy import erase

log = logging.getLogger(__name__)


def forget(desk: Desk) -> None:
    """All that is due, a person a transaction. Raises StoreAway."""
    while _erase_one(desk):
        pass
    while _delete_some(desk):
        pass


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
