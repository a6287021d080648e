"""What is kept of a person: shown to them, and erased where they ask for it and a lead agrees."""

from bot.channels.messages import Reply
from bot.replies import acts, compose
from bot.replies.steps import Topic
from bot.replies.turn import Turn
from store.database import ring
from store.errors import Refused
from store.files import files
from store.people import chats, people
from store.privacy import erase
from store.tables import Person


def show(turn: Turn) -> None:
    """`/misdatos`: a file with all that is kept of them; it is made once this is committed."""
    file = files.announce(
        turn.session, files.OURS, files.about(turn.person.id), turn.now,
        kind="document", name=turn.voice("privacy.file"), content_type="application/json",
    )  # fmt: skip
    turn.say(Reply("privacy.data", files=(file.id,)))


def begin(turn: Turn) -> None:
    """`/borrarme`: one confirmation. Raises Refused where nobody would be left to decide."""
    if turn.role == acts.LEAD and len(turn.leads) == 1:
        raise Refused("last_lead", name=turn.person.name)
    turn.ask(Topic.ERASE_ME)


def ask_leads(turn: Turn) -> None:
    """They are sure: the leads decide, on a card. A lead who asks twice is no more urgent."""
    person = turn.person
    if not erase.ask(turn.session, person, turn.now):
        turn.say("privacy.asked_already")
        return
    turn.say("privacy.asked")
    labels = tuple(act.button(person.id) for act in (acts.ERASE, acts.KEEP))
    values = {"name": person.name, "company": person.company or (lambda voice: voice("nothing"))}
    turn.tell([lead.id for lead in turn.leads], Reply("notice.erase", values, labels=labels, lasts=True))


def decide(turn: Turn, person_id: int) -> None:
    """«Borrar»: of two leads the first decides."""
    person = _asking(turn, person_id)
    if person is not None:
        name = person.name
        erase.decide(turn.session, person, turn.now, turn.person)
        ring(turn.session, "forget")
        turn.say("privacy.erasing", name=name)


def refuse(turn: Turn, person_id: int) -> None:
    """«Rechazar»: they hear that what is kept stays."""
    person = _asking(turn, person_id)
    if person is None:
        return
    erase.refuse(turn.session, person, turn.person, turn.now)
    turn.say("privacy.refused", name=person.name)
    chat = chats.of(turn.session, [person.id], turn.desk.shut_before()).get(person.id)
    if chat is not None:
        compose.say(turn.desk, turn.session, chat, Reply("privacy.kept"), turn.now, turn.person.id)


def _asking(turn: Turn, person_id: int) -> Person | None:
    """Who asked for it, locked, where nobody has decided yet; else says so."""
    person = people.lock(turn.session, person_id)
    if person is None or person.erase_asked_at is None or person.erasing_since is not None:
        turn.say("privacy.decided")
        return None
    return person
