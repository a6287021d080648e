"""Lets people in: by a code, by their own number, or as strangers about whom the leads are asked."""

from collections.abc import Sequence

from bot.actions import menus
from bot.actions.people import cards
from bot.actions.tickets import listing
from bot.channels.messages import Sender
from bot.desk import Desk
from bot.replies import notices, views
from bot.replies.turn import Turn
from store.database import ring
from store.errors import Refused
from store.files import files
from store.messages import inbox
from store.people import approvals, chats, hearing, people
from store.tables import Chat, Person
from store.tickets import lists

MOST_CARDS = 5


def welcome(turn: Turn, person: Person, *, waits: bool = False) -> None:
    """They have shown who they are: a word of welcome, the menu, and what they wrote before is heard; with it, where it
    `waits`, what came beside the proof."""
    turn.memory.clear()
    menus.offer(turn.desk, turn.session, turn.chat, turn.now)
    turn.say("door.welcome", name=views.first_name(person), desk=turn.desk.settings.desk.name)
    menus.show(turn)
    cards.linked(turn, person)
    hear_what_waits(turn, turn.chat, this_too=waits)
    if person.role != "client":
        _say_what_is_theirs_to_solve(turn, person)
    if person.role == "lead":
        _say_what_waited_for_a_lead(turn, person)


def recognise(turn: Turn, person: Person) -> None:
    """The channel vouches for their number, which is this client's alone: no word is needed, the leads hear of it."""
    turn.memory.clear()
    chats.link(turn.session, turn.chat, person, turn.now)
    menus.offer(turn.desk, turn.session, turn.chat, turn.now)
    cards.linked(turn, person)
    cards.recognised(turn, person)


def recognise_by_contact(turn: Turn, person: Person) -> None:
    """They shared their own contact, whose number is this client's alone."""
    chats.link(turn.session, turn.chat, person, turn.now)
    welcome(turn, person)
    cards.recognised(turn, person)


def make_client(turn: Turn) -> None:
    """With `access = "open"` whoever writes is a client."""
    person = people.add(turn.session, _name_of(turn), "client", now=turn.now)
    chats.link(turn.session, turn.chat, person, turn.now)


def ask_leads_who(turn: Turn, name: str, company: str | None) -> None:
    """The stranger said who they are: the leads are asked, the stranger hears so."""
    approval = approvals.ask(turn.session, turn.chat, name, company, turn.now)
    turn.memory["told"] = {"door.waiting": turn.now.isoformat()}
    turn.say("door.asked", name=name.split()[0])
    cards.asks_to_enter(turn, approval.id, name, approval.company)


def ask_leads_which(turn: Turn, fits: Sequence[Person]) -> None:
    """The stranger's number is several clients': the leads say which of them it is."""
    approval = approvals.ask(turn.session, turn.chat, _name_of(turn), None, turn.now)
    approval.fits = [person.id for person in fits]
    cards.asks_who_it_is(turn, approval)


def hear_what_waits(turn: Turn, chat: Chat, *, this_too: bool = False) -> None:
    """What was written before we knew who it was is heard now, files and all; `this_too`: the message of this turn is
    about to wait as well."""
    ids = [row.id for row in inbox.waiting(turn.session, chat.id)]
    files.approve_of_messages(turn.session, [*ids, turn.heard.id], turn.now)
    if ids or this_too:
        chat.hear_at = turn.now
        ring(turn.session, "hear")


def links(desk: Desk, code: str) -> str:
    """Where to tap with a code, a line for each channel that has such a link."""
    found = (channel.invitation_link(code) for channel in desk.channels.values())
    return "\n".join(link for link in found if link)


def _name_of(turn: Turn) -> str:
    """What the channel calls the sender, where that can be a name; else the address."""
    sender: Sender = turn.heard.inbound.sender
    try:
        return people.one_line(sender.name or sender.username or sender.phone, "name")
    except Refused:
        return turn.chat.address[: people.LONGEST_NAME]


def _say_what_is_theirs_to_solve(turn: Turn, person: Person) -> None:
    """Who could be told nothing until now gets the tickets that they were given meanwhile, and their clients hear who
    attends them."""
    if hearing.elsewhere(turn.session, person.id, turn.chat.id):
        return
    given = lists.pending_of(turn.session, person)
    if given:
        listing.pending(turn)
    if not chats.had_one(turn.session, person.id, besides=turn.chat.id):
        for ticket in given:
            notices.attended(turn, ticket, person)


def _say_what_waited_for_a_lead(turn: Turn, person: Person) -> None:
    """The first lead to have a chat gets, once, what waited for one."""
    others = [lead.id for lead in turn.leads if lead.id != person.id]
    if turn.hearing(others):
        return
    for approval in approvals.waiting(turn.session)[:MOST_CARDS]:
        chat = turn.session.get_one(Chat, approval.chat_id)
        turn.say(cards.card_of(turn.session, chat, approval))
    if lists.unassigned(turn.session, turn.desk.silent_before(), 1):
        turn.say("door.unassigned")
        listing.unassigned(turn)
