"""Forgets for good: people who want it so, what is old, and the bytes of files that are nobody's any more; and lets go
of web chats that nobody can come back to.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy.orm import Session

from bot.channels.webchat import NAME, SESSION
from bot.desk import Desk
from bot.replies.people import unattended
from store.files import files
from store.files.photos import Missing
from store.people import changes, chats
from store.people.chats import sessions
from store.privacy import erase, expiry, others
from store.upkeep import retention

DAY = timedelta(days=1)  # so late may be known when a session was used
log = logging.getLogger(__name__)
T = TypeVar("T")


def forget(desk: Desk) -> None:
    """All that is due. Raises StoreAway."""
    while _erase_one(desk):
        pass
    _delete_discarded(desk)


def sweep(desk: Desk) -> None:
    """What is old, as [retention] says; what was forgotten is said in the log. Raises StoreAway."""
    now, keep = desk.now(), desk.settings.retention
    for _ in range(retention.MOST_BATCHES):
        if not desk.store.change(lambda session: retention.sweep(session, now, keep.payloads)):
            break
    desk.store.change(lambda session: expiry.forget_own_files(session, now))
    for what, age, some in (
        ("the files of tickets", keep.files, expiry.forget_files),
        ("tickets", keep.closed_tickets, expiry.forget_tickets),
    ):
        if age is not None and (count := _all(desk, some, now - age)):
            log.info("forgot %s: %d, closed or deleted more than %s ago", what, count, age)


def end_sessions(desk: Desk) -> None:
    """Whoever cannot come back into a web chat is not reached there. Raises StoreAway."""
    before = desk.now() - SESSION - DAY
    while desk.store.change(lambda session: _end_one(desk, session, before)):
        pass


def _end_one(desk: Desk, session: Session, before: datetime) -> bool:
    chat_id = sessions.unused(session, NAME, before)
    chat = chats.lock(session, chat_id) if chat_id else None
    if chat is not None and chat.closed_at is None:
        unattended.session_over(desk, session, chat, desk.now())
    return chat_id is not None


def _all(desk: Desk, some: Callable[[Session, datetime], int], before: datetime) -> int:
    total = 0
    while count := desk.store.change(lambda session: some(session, before)):
        total += count
    return total


def _erase_one(desk: Desk) -> bool:
    """What others were told and sent goes first, a batch a transaction, then all the rest at once. Where we die in
    between, it begins anew: until the last commit the person is known by all that it goes by."""
    label = desk.texts.voice(desk.settings.desk.language)("privacy.erased")
    with desk.store.read() as session:
        theirs = erase.decided(session)
    if theirs is None:
        return False
    reached: dict[str, int] = {}
    others.strip(partial(_read, desk), desk.store.change, theirs, label, reached)
    desk.store.change(lambda session: _erase_the_rest(desk, session, theirs.person, label, {**reached}))
    log.info("person %d is erased", theirs.person)
    return True


def _read(desk: Desk, task: Callable[[Session], T]) -> T:
    with desk.store.read() as session:
        return task(session)


def _erase_the_rest(
    desk: Desk, session: Session, person_id: int, label: str, reached: dict[str, int]
) -> None:
    person, now = erase.lock_decided(session, person_id), desk.now()
    if person is not None:
        erase.erase(session, person, label, now, reached)
        unattended.erased(desk, session, person, changes.open_tickets(session, person), now)


def _delete_discarded(desk: Desk) -> None:
    """The bytes go first: who dies in between looks for them again. What is not there may come back with its disk, and
    stays noted."""
    last = ""
    while hashes := _discarded(desk, last):
        deleted = [sha256 for sha256 in hashes if _delete_one(desk, sha256)]
        with desk.store.write() as session:
            files.forget_discarded(session, deleted)
        last = hashes[-1]


def _discarded(desk: Desk, after: str) -> Sequence[str]:
    with desk.store.write() as session:
        return files.discarded(session, after)


def _delete_one(desk: Desk, sha256: str) -> bool:
    """Somebody may send the very same bytes at this moment. Where they have told of them by the time they are gone,
    they are put back; where they tell of them later, they keep them once more (`Photos.keep`). False where there are
    none."""
    try:
        content = desk.photos.read(sha256)
    except Missing:
        return False
    desk.photos.delete(sha256)
    with desk.store.read() as session:
        is_somebodys = bool(files.somebodys(session, [sha256]))
    if is_somebodys:
        desk.photos.keep(content)
    return True
