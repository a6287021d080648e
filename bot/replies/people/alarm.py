"""What a person must act upon, told to the leads: that something hinders the desk, and that it is over."""

from collections.abc import Iterator
from datetime import datetime
from typing import TypeAlias

from sqlalchemy.orm import Session

from bot.channels.channel import Channel
from bot.channels.messages import Outbound, Reply
from bot.desk import Desk
from bot.language.texts import Voice
from bot.replies import compose
from store.health.alarms import Change
from store.health.symptoms import PHOTOS, QUEUE, SENDS, TOKEN
from store.people import chats, people
from store.tables import Alarm, Chat

FOR_LEADS = (PHOTOS, QUEUE, SENDS, TOKEN)

Told: TypeAlias = tuple[Channel, Outbound]


def tell(desk: Desk, session: Session, change: Change) -> list[Told]:
    """Tells the leads; returns what is to be sent to them past the outbox, once this transaction is committed."""
    begun = [(alarm, "alarm.begun") for alarm in change.begun]
    over = [(alarm, "alarm.over") for alarm in change.over]
    told = [(alarm, key) for alarm, key in (*begun, *over) if _kind(alarm) in FOR_LEADS]
    return [past for alarm, key in told for past in _tell(desk, session, alarm, key)]


def _tell(desk: Desk, session: Session, alarm: Alarm, key: str) -> Iterator[Told]:
    leads = [lead.id for lead in people.leads(session)]
    state = "is" if key == "alarm.begun" else "was"
    reply = Reply(key, {"what": lambda voice: _what(voice, alarm, state)})
    for chat in chats.of(session, leads, _speakable(desk, alarm)).values():
        channel = desk.channels.get(chat.channel)
        if channel is None:
            continue
        if _kind(alarm) == QUEUE and state == "is" and not channel.rereads:
            yield channel, _outbound(desk, chat, reply)
        else:
            compose.say(desk, session, chat, reply, desk.now(), None)


def _speakable(desk: Desk, alarm: Alarm) -> dict[str, datetime]:
    """Not by the channel that fails, where they have another."""
    return desk.shut_before() | ({_channel(alarm): desk.now()} if _channel(alarm) in desk.channels else {})


def _what(voice: Voice, alarm: Alarm, state: str) -> str:
    channel = _channel(alarm)
    return voice(f"alarm.{state}.{_kind(alarm)}", channel=voice(f"channels.{channel}") if channel else "")


def _outbound(desk: Desk, chat: Chat, reply: Reply) -> Outbound:
    voice = compose.voice_of(desk, chat)
    return Outbound(outbox_id=0, address=chat.address, kind="message", text=voice(reply.key, **reply.values))


def _kind(alarm: Alarm) -> str:
    return alarm.cause.partition(" ")[0]


def _channel(alarm: Alarm) -> str:
    return alarm.cause.partition(" ")[2]
