"""Who may come in: approving strangers, inviting, linking another channel, undoing a link."""

from bot.actions import admitting, entrance
from bot.channels.messages import Label, Reply
from bot.dialogue import engine
from bot.language import words
from bot.replies.turn import Turn
from store.people import approvals, chats, invitations
from store.people import people as known_people
from store.tables import Approval, Chat

SHOWN = 40


def people(turn: Turn, args: str) -> None:
    """Everybody, by role."""
    voice = turn.voice
    lines = []
    for role, found in (
        ("lead", known_people.leads(turn.session)),
        ("technician", known_people.technicians(turn.session)),
        ("client", known_people.clients(turn.session, SHOWN)),
    ):
        names = [f"{p.name} ({p.company})" if p.company else p.name for p in found]
        lines.append(voice(f"people.{role}", n=len(found), names=", ".join(names) or voice("nothing")))
    turn.say(Reply("plain", {"text": "\n".join(lines)}, labels=(Label("invite", "invite"),)))


def invite(turn: Turn, args: str) -> None:
    engine.start(turn, "invite", {"name": args} if args else {})


def approve(turn: Turn, args: str) -> None:
    """«Aprobar»: asks which company, where there is doubt, and lets the stranger in."""
    approval = _waiting(turn, args)
    if approval is not None:
        engine.start(turn, "approve", {"approval": approval.id})


def known(turn: Turn, args: str) -> None:
    """«Ya es cliente»: asks whom."""
    approval = _waiting(turn, args)
    if approval is not None:
        engine.start(turn, "known", {"approval": approval.id})


def is_them(turn: Turn, args: str) -> None:
    """«Es Marta»: of those whose number the stranger has, this one."""
    id_, _, person = args.partition(" ")
    approval = _waiting(turn, id_)
    if approval is not None and person.isdecimal():
        admitting.recognise(turn, approval, int(person))


def reject(turn: Turn, args: str) -> None:
    approval = _waiting(turn, args)
    if approval is not None:
        admitting.reject(turn, approval)


def _waiting(turn: Turn, args: str) -> Approval | None:
    """The approval, where nobody has decided it; else says who did."""
    approval = approvals.lock(turn.session, words.whole(args) or 0)
    if approval is None:
        return None
    if approval.state != "waiting":
        admitting.say_decided(turn, approval)
        return None
    return approval


def link(turn: Turn, args: str) -> None:
    """«Vincular otro canal»: a 10-minute code, after a warning."""
    code = invitations.make(turn.session, turn.person, turn.now, invitations.OWN_CHANNEL)
    turn.say("link_code", code=code, links=entrance.links(turn.desk, code))


def unlink(turn: Turn, args: str) -> None:
    """«No fui yo»: the other chat is no longer this person's."""
    other = turn.session.get(Chat, words.whole(args) or 0)
    if other is None or other.person_id != turn.person.id or other.id == turn.chat.id:
        turn.say("unlinked_already")
        return
    chats.unlink(turn.session, other, turn.now, turn.person)
    turn.say("unlinked")
