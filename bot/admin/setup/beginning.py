"""The first steps of a desk that was set up: known to the providers, and its first lead invited."""

from collections.abc import Iterator

from bot.admin import hooks
from bot.admin.people import entering, roster
from bot.admin.people.roster import Newcomer
from bot.admin.trouble import Trouble
from bot.channels.channel import Misconfigured, TryLater, Undeliverable
from bot.desk import Desk
from bot.pictures import codes
from store.people import chats, invitations, people
from store.tables import Person

LEAD = "lead"


def register(desk: Desk) -> Iterator[str]:
    """Tells the providers where we are; what stands in the way can be mended later."""
    try:
        yield from hooks.register(desk)
    except (Trouble, TryLater, Undeliverable, Misconfigured) as error:
        yield f"✗ {error}"
        yield "  Once that is mended, run: ticketero hook"


def has_lead(desk: Desk) -> bool:
    """Whether there is one, with or without a chat."""
    return bool(_leads(desk))


def invite_lead(desk: Desk, name: str | None) -> Iterator[str]:
    """The invitation of the first lead, who is added by this name, as links, and the first of them as a code. One who
    has a chat needs none. Raises Trouble."""
    now = desk.now()
    with desk.store.write() as session:
        if name is not None:
            lead = roster.add(session, Newcomer(name, LEAD), desk.settings.desk, now)
        elif any(chats.linked_to(session, lead.id) for lead in _leads(desk)):
            yield "There is a lead with a chat."
            return
        else:
            lead = session.get_one(Person, _leads(desk)[0].id)
        code = invitations.make(session, lead, now)
    yield from entering.invitation(desk, lead, code, now)
    links = [entering.link(channel, code) or "" for channel in desk.channels.values()]
    if link := next((link for link in links if link.startswith("http")), ""):
        yield codes.blocks(link)


def _leads(desk: Desk) -> list[Person]:
    with desk.store.read() as session:
        return [person for person in people.everybody(session) if person.active and person.role == LEAD]
