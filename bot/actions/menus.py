"""The menu, the help, and the commands that a person's app offers."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.channels.messages import Reply
from bot.desk import Desk
from bot.language.texts import Voice
from bot.replies import acts, compose, views
from bot.replies.turn import Turn
from store.messages import outbox
from store.people import chats, people
from store.tables import Chat, Person

MENU = {
    acts.CLIENT: (acts.OPEN, acts.MINE, acts.HELP),
    acts.TECHNICIAN: (acts.PENDING, acts.OPEN, acts.HELP),
    acts.LEAD: (acts.UNASSIGNED, acts.BOARD, acts.OPEN, acts.PEOPLE, acts.HELP),
}


def show(turn: Turn, about: int | None = None) -> None:
    """What they may want; `about` is the number of the ticket that they may mean."""
    labels = tuple(act.button() for act in MENU[turn.role])
    values = {"name": views.first_name(turn.person), "number": about}
    if about is None:
        turn.say(Reply(f"menu.{turn.role}", values, labels=labels))
    else:
        turn.say(Reply("menu.about", values, labels=(acts.VIEW.button(about, key="view_ticket"), *labels)))


def help(turn: Turn) -> None:
    """How it works: to a client in four lines, to the staff with every command, a line each."""
    if turn.role == acts.CLIENT:
        turn.say(Reply("help.client", labels=(acts.LINK.button(), acts.COMMANDS.button())))
    else:
        commands(turn)


def commands(turn: Turn) -> None:
    """Every command of the role, a line each."""
    voice, channel = turn.voice, turn.desk.channels.get(turn.chat.channel)
    slash = "/" if channel is None or channel.slash else ""
    lines = [
        voice("help.line", slash=slash, word=_word(act, voice), what=_purpose(act, voice))
        for act in acts.typed_by(turn.roles)
    ]
    if address := manual(turn.desk):
        lines += ["", voice("help.manual", address=address)]
    values = {"commands": "\n".join(lines)}
    if turn.role == acts.CLIENT:
        turn.say(Reply("help.all", values))
    else:
        turn.say(Reply(f"help.{turn.role}", values, labels=(acts.LINK.button(),)))


def manual(desk: Desk) -> str:
    """Where the manuals are; "" for an address that opens on this machine alone."""
    address = desk.settings.web.public_url
    return f"{address}/ayuda" if address.startswith("https:") else ""


def offer(desk: Desk, session: Session, chat: Chat, now: datetime) -> None:
    """Gives the person's app the commands of their role, where the channel has such a menu."""
    channel, person = desk.channels.get(chat.channel), chat.person
    if channel is None or not channel.menus or person is None:
        return
    voice = compose.voice_of(desk, chat)
    options = [[_purpose(act, voice), _word(act, voice)] for act in acts.typed_by(people.roles_of(person))]
    outbox.put(session, chat.id, "menu", {"options": options}, now)


def offer_anew(
    desk: Desk, session: Session, person: Person, now: datetime, besides: Person | None = None
) -> None:
    """Their role is another one: their apps offer its commands, and what was asked in the former one is left, but where
    they changed it themselves (`besides`)."""
    for chat in chats.linked_to(session, person.id):
        if person is not besides:
            _leave_what_was_asked(session, chat)
        offer(desk, session, chat, now)


def _leave_what_was_asked(session: Session, chat: Chat) -> None:
    locked = chats.lock(session, chat.id)
    if locked is not None:
        locked.memory = {name: kept for name, kept in locked.memory.items() if name != "forms"}
        chats.save(session, locked)


def _word(act: acts.Act, voice: Voice) -> str:
    word: str = voice.texts.find(voice.language, f"commands.{act.name}.words")[0]
    return word


def _purpose(act: acts.Act, voice: Voice) -> str:
    return voice(f"commands.{act.name}.help")
