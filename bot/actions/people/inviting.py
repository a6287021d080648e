"""The people of the desk, their invitations, and the chats that they link and unlink themselves."""

from bot.actions.people import letting_in
from bot.channels.messages import Reply
from bot.replies import acts
from bot.replies.turn import Turn
from store.people import chats, invitations, people
from store.tables import Chat, Person

MOST_CLIENTS = 40


def list_people(turn: Turn) -> None:
    """Everybody, by role."""
    voice = turn.voice
    lines = []
    for role, found in (
        ("lead", people.leads(turn.session)),
        ("technician", people.technicians(turn.session)),
        ("client", people.clients(turn.session, MOST_CLIENTS)),
    ):
        names = [f"{p.name} ({p.company})" if p.company else p.name for p in found]
        lines.append(voice(f"people.{role}", n=len(found), names=", ".join(names) or voice("nothing")))
    turn.say(Reply("plain", {"text": "\n".join(lines)}, labels=(acts.INVITE.button(),)))


def invite(turn: Turn, name: str, role: str, company: str | None) -> None:
    """A new person, and the code that lets them in."""
    _say_code(turn, people.add(turn.session, name, role, company=company, now=turn.now))


def invite_again(turn: Turn, person_id: int) -> None:
    """Another code for somebody whom we know; the one before it is void."""
    person = people.get(turn.session, person_id)
    if person is not None and person.active:
        _say_code(turn, person)


def _say_code(turn: Turn, person: Person) -> None:
    code = invitations.make(turn.session, person, turn.now)
    turn.say("invited", name=person.name, code=code, links=letting_in.links(turn.desk, code))


def link_another(turn: Turn) -> None:
    """«Vincular otro canal»: a 10-minute code, after a warning."""
    code = invitations.make(turn.session, turn.person, turn.now, invitations.OWN_CHANNEL)
    turn.say("link_code", code=code, links=letting_in.links(turn.desk, code))


def unlink(turn: Turn, chat_id: int) -> None:
    """«No fui yo»: another chat of theirs is no longer this person's."""
    other = turn.session.get(Chat, chat_id)
    if other is None or other.person_id != turn.person.id or other.id == turn.chat.id:
        turn.say("unlinked_already")
        return
    chats.unlink(turn.session, other, turn.now, turn.person)
    turn.say("unlinked")
