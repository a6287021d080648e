"""Invitations, by a lead or to a further chat of one's own, and the chats that people unlink themselves."""

from bot.actions.people import correcting, letting_in
from bot.replies.turn import Turn
from store.people import chats, invitations, people
from store.tables import Chat, Person


def invite(turn: Turn, name: str, role: str, company: str | None) -> None:
    """A new person, and the code that lets them in. Raises Refused."""
    _say_code(turn, people.add(turn.session, name, role, company=company, now=turn.now, by=turn.person))


def invite_again(turn: Turn, person_id: int) -> None:
    """Another code for somebody whom we know; the one before it is void. Who had left is back."""
    person = people.get(turn.session, person_id)
    if person is None:
        return
    if not person.active:
        correcting.reactivate(turn.desk, turn.session, person, turn.now, turn.person)
    _say_code(turn, person)


def _say_code(turn: Turn, person: Person) -> None:
    code = invitations.make(turn.session, person, turn.now, by=turn.person)
    turn.say("invited", name=person.name, code=code, links=letting_in.links(turn.desk, code))


def link_another(turn: Turn) -> None:
    """«Vincular otro canal»: a 10-minute code, after a warning."""
    code = invitations.make(turn.session, turn.person, turn.now, invitations.OWN_CHANNEL, turn.person)
    turn.say("link_code", code=code, links=letting_in.links(turn.desk, code))


def unlink(turn: Turn, chat_id: int) -> None:
    """«No fui yo»: another chat of theirs is no longer this person's."""
    other = turn.session.get(Chat, chat_id)
    if other is None or other.person_id != turn.person.id or other.id == turn.chat.id:
        turn.say("unlinked_already")
        return
    chats.unlink(turn.session, other, turn.now, turn.person)
    turn.say("unlinked")
