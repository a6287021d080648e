"""What a lead decides about a stranger: a new client, one whom we know already, or nobody for us."""

from bot.actions import menus
from bot.actions.people import letting_in
from bot.channels.messages import Reply
from bot.replies import compose, views
from bot.replies.steps import Topic
from bot.replies.turn import Turn
from store.people import approvals, chats, people
from store.tables import Approval, Chat, Person


def begin_approving(turn: Turn, approval_id: int) -> None:
    """«Aprobar»: asks which company, where there is doubt, and lets the stranger in."""
    if _undecided(turn, approval_id):
        turn.ask(Topic.APPROVE, {"approval": approval_id})


def begin_recognising(turn: Turn, approval_id: int) -> None:
    """«Ya es cliente»: asks whom."""
    if _undecided(turn, approval_id):
        turn.ask(Topic.KNOWN, {"approval": approval_id})


def approve(turn: Turn, approval: Approval, company: str | None) -> None:
    """A new client, with what they wrote meanwhile."""
    chat = _decide(turn, approval, "approved")
    if chat is not None:
        company = company or approval.company
        person = people.add(
            turn.session, approval.name, "client", company=company, now=turn.now, by=turn.person
        )
        _open_to(turn, chat, person)


def recognise(turn: Turn, approval_id: int, person_id: int) -> None:
    """The chat is one more of a client whom we know."""
    approval, person = _undecided(turn, approval_id), people.get(turn.session, person_id)
    if approval and person is not None and person.role == "client" and person.active:
        chat = _decide(turn, approval, "approved")
        if chat is not None:
            _open_to(turn, chat, person)


def reject(turn: Turn, approval_id: int) -> None:
    approval = _undecided(turn, approval_id)
    chat = _decide(turn, approval, "rejected") if approval else None
    if approval and chat is not None:
        told = {**chat.memory.get("told", {}), "door.rejected": turn.now.isoformat()}
        chat.memory = {**chat.memory, "told": told}
        compose.say(turn.desk, turn.session, chat, Reply("door.rejected"), turn.now, turn.person.id)
        chats.save(turn.session, chat)
        turn.say("rejected", name=approval.name)


def _undecided(turn: Turn, approval_id: int) -> Approval | None:
    """The approval, locked, where nobody has decided it; else says who did."""
    approval = approvals.lock(turn.session, approval_id)
    if approval is not None and approval.state != "waiting":
        _say_decided(turn, approval)
        return None
    return approval


def _decide(turn: Turn, approval: Approval, state: str) -> Chat | None:
    """The stranger's chat, locked, where this lead's word is the first and still of use; else says why it is not."""
    chat = chats.lock(turn.session, approval.chat_id)
    before = approvals.decide(turn.session, approval, state, turn.person, turn.now)
    if before is not None:
        _say_decided(turn, approval)
    elif chat is not None and chat.person is not None:  # came in by a code meanwhile
        turn.say("entered_already", name=chat.person.name)
    else:
        return chat
    return None


def _say_decided(turn: Turn, approval: Approval) -> None:
    """Of two leads the first one's word stands; the other hears who it was."""
    by = people.get(turn.session, approval.decided_by_id or 0)
    turn.say(f"decided.{approval.state}", name=approval.name, who=by.name if by else "")


def _open_to(turn: Turn, chat: Chat, person: Person) -> None:
    chats.link(turn.session, chat, person, turn.now, turn.person)
    chat.memory = {}
    menus.offer(turn.desk, turn.session, chat, turn.now)
    welcome = Reply("door.welcome", {"name": views.first_name(person), "desk": turn.desk.settings.desk.name})
    compose.say(turn.desk, turn.session, chat, welcome, turn.now, turn.person.id)
    letting_in.hear_what_waits(turn, chat)
    chats.save(turn.session, chat)
    turn.say("approved", name=person.name)
