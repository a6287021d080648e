"""What a lead decides about a stranger: a new client, one whom we know already, or nobody for us."""

from bot.actions import entrance
from bot.channels.messages import Reply
from bot.replies import compose, views
from bot.replies.turn import Turn
from store.people import approvals, chats, people
from store.tables import Approval, Chat, Person


def approve(turn: Turn, approval: Approval, company: str | None) -> None:
    """A new client, with what they wrote meanwhile."""
    chat = _decided(turn, approval, "approved")
    if chat is not None:
        company = company or approval.company
        person = people.add(turn.session, approval.name, "client", company=company, now=turn.now)
        _open_to(turn, chat, person)


def recognise(turn: Turn, approval: Approval, person_id: int) -> None:
    """«Ya es cliente»: the chat is one more of somebody whom we know."""
    person = people.get(turn.session, person_id)
    if person is not None and person.role == "client" and person.active:
        chat = _decided(turn, approval, "approved")
        if chat is not None:
            _open_to(turn, chat, person)


def reject(turn: Turn, approval: Approval) -> None:
    chat = _decided(turn, approval, "rejected")
    if chat is not None:
        told = {**chat.memory.get("told", {}), "door.rejected": turn.now.isoformat()}
        chat.memory = {**chat.memory, "told": told}
        compose.say(turn.desk, turn.session, chat, Reply("door.rejected"), turn.now, turn.person.id)
        chats.save(turn.session, chat)
        turn.say("rejected", name=approval.name)


def _decided(turn: Turn, approval: Approval, state: str) -> Chat | None:
    """The stranger's chat, locked, where this lead's word is the first and still of use; else says why it is not."""
    chat = chats.lock(turn.session, approval.chat_id)
    before = approvals.decide(turn.session, approval, state, turn.person, turn.now)
    if before is not None:
        say_decided(turn, approval)
    elif chat is not None and chat.person is not None:  # came in by a code meanwhile
        turn.say("entered_already", name=chat.person.name)
    else:
        return chat
    return None


def say_decided(turn: Turn, approval: Approval) -> None:
    """Of two leads the first one's word stands; the other hears who it was."""
    by = people.get(turn.session, approval.decided_by_id or 0)
    turn.say(f"decided.{approval.state}", name=approval.name, who=by.name if by else "")


def _open_to(turn: Turn, chat: Chat, person: Person) -> None:
    chats.link(turn.session, chat, person, turn.now, turn.person)
    chat.memory = {}
    compose.offer_menu(turn.desk, turn.session, chat, turn.commands, turn.now)
    welcome = Reply("door.welcome", {"name": views.first_name(person), "desk": turn.desk.settings.desk.name})
    compose.say(turn.desk, turn.session, chat, welcome, turn.now, turn.person.id)
    entrance.hear_what_waits(turn, chat)
    chats.save(turn.session, chat)
    turn.say("approved", name=person.name)
