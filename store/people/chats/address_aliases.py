"""One chat, two names: WhatsApp knows people by their number, by an id of their account, or by both.

Either name alone finds the chat. A name that comes with another partner than the one we know (a number that changed
hands) is no proof of who it is: the linked chat keeps what is left of it, and the newcomer starts as a stranger.
"""

from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, lazyload

from store.tables import Chat, InboxMessage
from store.transactions import upsert

Names = frozenset[str]


def settle(session: Session, channel: str, address: str, other: str | None, now: datetime) -> Chat:
    """The chat of these names, locked until commit, with `address` as the one to answer to."""
    names = frozenset(filter(None, (address, other)))
    known = _known(session, channel, names)
    agreeing = [chat for chat in known if chat.person_id is None or len(_names(chat) | names) <= 2]
    if len({chat.person_id for chat in agreeing if chat.person_id}) > 1:
        agreeing = [chat for chat in agreeing if chat.person_id is None]
    agreeing.sort(key=lambda chat: (chat.person_id is None, chat.address != address))
    contradicting = [chat for chat in known if chat not in agreeing]
    for chat in contradicting:
        _keep_only(chat, _names(chat) - names)
    if agreeing:
        chat, *rest = agreeing
        for double in rest:
            _absorb(session, double, chat, now)
        session.flush()
        kept = names if len(names) == 2 else _names(chat) | names
    else:
        session.flush()
        chat, kept = _new(session, channel, address, now), names
    chat.address = address
    chat.other_address = next(iter(kept - {address}), None)
    if contradicting:
        chat.memory = {**chat.memory, "doubt": [each.person_id for each in contradicting]}
    return chat


def _known(session: Session, channel: str, names: Names) -> list[Chat]:
    query = (
        select(Chat)
        .where(Chat.channel == channel, or_(Chat.address.in_(names), Chat.other_address.in_(names)))
        .order_by(Chat.id)
        .options(lazyload(Chat.person))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def _names(chat: Chat) -> Names:
    return frozenset(filter(None, (chat.address, chat.other_address)))


def _keep_only(chat: Chat, left: Names) -> None:
    """What is not claimed by somebody else is still theirs; a chat without a name is over."""
    chat.address, chat.other_address = next(iter(left), f"{chat.address} (chat {chat.id})"), None


def _absorb(session: Session, double: Chat, chat: Chat, now: datetime) -> None:
    """Two chats turn out to be one: what waits in the double waits in the other, and the double is over."""
    waiting = update(InboxMessage).where(InboxMessage.chat_id == double.id, InboxMessage.state == "waiting")
    session.execute(waiting.values(chat_id=chat.id))
    chat.hear_at = chat.hear_at or double.hear_at
    double.address, double.other_address = f"{double.address} (chat {double.id})", None
    double.closed_at, double.hear_at = now, None


def _new(session: Session, channel: str, address: str, now: datetime) -> Chat:
    upsert.insert_new(session, Chat, dict(channel=channel, address=address, created_at=now, memory={}))
    chat = session.scalar(
        select(Chat)
        .where(Chat.channel == channel, Chat.address == address)
        .options(lazyload(Chat.person))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    assert chat is not None
    return chat
