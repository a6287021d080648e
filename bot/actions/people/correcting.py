"""Undoes mistakes with people, for the leads in the chat and for the terminal: each with whoever must hear of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions import menus
from bot.channels.messages import Reply
from bot.desk import Desk
from bot.replies import compose
from bot.replies.people import unattended
from store.people import changes, chats
from store.tables import Chat, Person, Ticket


def edit(
    desk: Desk,
    session: Session,
    person: Person,
    values: Mapping[str, str],
    now: datetime,
    by: Person | None = None,
) -> None:
    """Corrects some of `changes.FIELDS`. Raises Refused."""
    role = person.role
    left = changes.edit(session, person, values, now, by)
    if person.role != role:
        menus.offer_anew(desk, session, person, now, besides=by)
    unattended.no_longer_theirs(desk, session, person, left, now)


def deactivate(
    desk: Desk, session: Session, person: Person, now: datetime, by: Person | None = None
) -> Sequence[Ticket]:
    """Returns the open tickets that they leave, of which the leads hear. Raises Refused for the last lead."""
    left = changes.deactivate(session, person, now, by)
    unattended.left(desk, session, person, left, now)
    return left


def reactivate(
    desk: Desk, session: Session, person: Person, now: datetime, by: Person | None = None
) -> Chat | None:
    """Returns the chat where they hear that they are back, None where they have none left."""
    changes.reactivate(session, person, now, by)
    chat = chats.of(session, [person.id], desk.shut_before()).get(person.id)
    if chat is not None:
        compose.say(desk, session, chat, Reply("door.back", {"desk": desk.settings.desk.name}), now, None)
    return chat


def take_chat(
    desk: Desk, session: Session, chat: Chat, person: Person, now: datetime, by: Person | None = None
) -> None:
    """A chat that is linked to the wrong person is nobody's again."""
    chats.unlink(session, chat, now, by)
    unattended.lost_chat(desk, session, chat, person, now)
