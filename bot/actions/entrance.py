"""The door: who an unknown chat is (by code, by their own number, by a lead's word), and what waits for the answer."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.channels.messages import Reply
from bot.commands import everyone
from bot.desk import Desk
from bot.dialogue import engine
from bot.language import phones, words
from bot.replies import compose, notices, views
from bot.replies.turn import Turn
from store.database import ring
from store.errors import Refused
from store.files import files
from store.messages import inbox
from store.people import approvals, chats, invitations, people
from store.tables import Chat, Person
from store.tickets import lists

REMIND = timedelta(hours=6)
MOST_WAITING = 20
_CLAUSE = re.compile(r"TK-…|[.,;!?\n]")


def meet(turn: Turn) -> bool:
    """Takes what a stranger did. True where they are known now and their message may be heard as anybody's."""
    inbound = turn.heard.inbound
    code = invitations.looks_like(inbound.text)
    if inbound.kind not in ("message", "press", "contact"):
        return False
    if code is not None:
        _keep_beside_a_code(turn)
        _try_code(turn, code)
    elif inbound.kind == "contact" and _by_own_number(turn, inbound.text):
        return False
    elif fits := _who_have_this_number(turn):
        return _recognise_or_ask(turn, fits)
    elif turn.desk.settings.desk.access == "open" and inbound.kind == "message":
        return _make_client(turn)
    elif turn.desk.settings.desk.access == "closed":
        _say_seldom(turn, "door.closed")
    else:
        _ask_who(turn)
    return False


def _keep_beside_a_code(turn: Turn) -> None:
    """Words that say more than the code wait, and files do; these without the words that only hand it over."""
    if _says_more(turn, invitations.hidden(turn.heard.inbound.text)):
        keep(turn)
    elif turn.heard.inbound.files:
        keep(turn)
        inbox.retell(turn.session, turn.heard.id, "")


def _says_more(turn: Turn, text: str) -> bool:
    """Whether there is more beside a code than small talk and a few words that hand it over: «mi código es»."""
    texts, talk = turn.desk.texts, words.Talk(turn.desk.texts)
    names = {words.fold(texts.say(language, "web.door.code")).split()[-1] for language in texts.languages}

    def hands_over(clause: str) -> bool:
        said = words.fold(clause).split()
        return len(said) <= 5 and not names.isdisjoint(said)

    return not all(talk.is_small(clause) or hands_over(clause) for clause in _CLAUSE.split(text))


def _try_code(turn: Turn, code: str) -> None:
    sender = f"{turn.chat.channel}:{turn.chat.address}"
    if not invitations.may_guess(turn.session, sender, turn.now):
        _say_seldom(turn, "door.too_many_guesses")
        return
    try:
        person = invitations.spend(turn.session, code, turn.chat, turn.now)
    except Refused as refused:
        invitations.count_guess(turn.session, sender, turn.now)
        turn.say(f"refused.{refused.key}", **refused.values)
        return
    _let_in(turn, person)


def _by_own_number(turn: Turn, number: str) -> bool:
    """A client's own contact, when exactly one person has that number."""
    phone = phones.read(
        number if number.startswith("+") else f"+{number}", turn.desk.settings.desk.region, ""
    )
    found = people.by_phone(turn.session, phones.candidates(phone.e164)) if phone else []
    if len(found) != 1:
        return False
    chats.link(turn.session, turn.chat, found[0], turn.now)
    _let_in(turn, found[0])
    announce(turn, found[0])
    return True


def _who_have_this_number(turn: Turn) -> list[Person]:
    """The clients whose number the channel says the sender has, until a lead has been asked; and those who had it
    before it came with another name."""
    number, doubt = turn.heard.inbound.sender.phone, turn.memory.get("doubt", ())
    if approvals.latest(turn.session, turn.chat.id) is not None:
        return []
    found = people.by_phone(turn.session, phones.candidates(number)) if number else []
    before = [person for id_ in doubt if (person := people.get(turn.session, id_)) and person not in found]
    return [*before, *found]


def _recognise_or_ask(turn: Turn, fits: Sequence[Person]) -> bool:
    """One that fits is who it is, unless the number has come with another name; of two a lead says which."""
    if len(fits) > 1 or turn.memory.get("doubt"):
        _ask_which(turn, fits)
        return False
    turn.memory.clear()
    chats.link(turn.session, turn.chat, fits[0], turn.now)
    compose.offer_menu(turn.desk, turn.session, turn.chat, turn.commands, turn.now)
    notices.linked(turn, fits[0])
    announce(turn, fits[0])
    return True


def _ask_which(turn: Turn, fits: Sequence[Person]) -> None:
    """Asks the leads first, and the sender nothing: what they wrote waits."""
    sender = turn.heard.inbound.sender
    name = _plain_name(sender.name or sender.username or sender.phone, turn.chat.address)
    approval = approvals.ask(turn.session, turn.chat, name, None, turn.now)
    approval.fits = [person.id for person in fits]
    keep(turn)
    _say_seldom(turn, "door.waiting")
    notices.asks_who_it_is(turn, approval)


def _plain_name(name: str, address: str) -> str:
    try:
        return people.one_line(name, "name")
    except Refused:
        return address[: people.LONGEST_NAME]


def announce(turn: Turn, person: Person) -> None:
    """The leads hear that somebody was recognised by their number."""
    values = {"name": person.name, "channel": lambda voice: voice(f"channels.{turn.chat.channel}")}
    turn.tell([lead.id for lead in turn.leads], Reply("notice.recognised", values))


def _make_client(turn: Turn) -> bool:
    """With `access = "open"` whoever writes is a client."""
    sender = turn.heard.inbound.sender
    name = _plain_name(sender.name or sender.username, turn.chat.address)
    person = people.add(turn.session, name, "client", now=turn.now)
    chats.link(turn.session, turn.chat, person, turn.now)
    return True


def _ask_who(turn: Turn) -> None:
    """Name and company, once; what else the stranger writes is kept for the day when a lead lets them in."""
    inbound, form = turn.heard.inbound, engine.current(turn)
    latest = approvals.latest(turn.session, turn.chat.id)
    if latest is not None:
        keep(turn)
        _say_seldom(turn, f"door.{latest.state}")
    elif form is None:
        keep(turn)
        engine.start(turn, "introduce")
    elif inbound.kind == "press":
        turn.toast()
        engine.press(form, inbound.press)
    elif inbound.text and not inbound.files and form.asked is not None:
        engine.take_text(form, inbound.text, form.asked)
    else:
        keep(turn)


def keep(turn: Turn) -> None:
    """A message that says something waits (20 at most); commands, a ticket's bare number and greetings do not."""
    inbound = turn.heard.inbound
    addressed = words.addressed(inbound.text)
    bare = words.command(inbound.text) is not None or (addressed is not None and not addressed[1].strip())
    says = inbound.files or (inbound.text and not bare)
    if inbound.kind == "message" and says and inbox.count_waiting(turn.session, turn.chat.id) < MOST_WAITING:
        turn.keep_waiting = True


def _say_seldom(turn: Turn, key: str) -> None:
    """Says it once, and again only after hours: a stranger is not answered for ever."""
    told = turn.memory.get("told", {})
    if key in told and turn.now - datetime.fromisoformat(told[key]) < REMIND:
        return
    turn.memory["told"] = {**told, key: turn.now.isoformat()}
    turn.say(key, name=turn.desk.settings.desk.name)


def say_left(turn: Turn) -> None:
    """To somebody who was deactivated: once, and then silence for hours."""
    if turn.heard.inbound.kind in ("message", "press"):
        _say_seldom(turn, "door.left")


def ask_leads(turn: Turn, name: str, company: str | None) -> None:
    """The stranger said who they are: the leads are asked."""
    approval = approvals.ask(turn.session, turn.chat, name, company, turn.now)
    turn.memory["told"] = {"door.waiting": turn.now.isoformat()}
    turn.say("door.asked", name=name.split()[0])
    notices.asks_to_enter(turn, approval.id, name, approval.company)


def hear_what_waits(turn: Turn, chat: Chat) -> None:
    """What was written before we knew who it was is heard now, files and all; with it, what came beside the proof."""
    ids = [row.id for row in inbox.waiting(turn.session, chat.id)]
    files.approve_of_messages(turn.session, [*ids, turn.heard.id], turn.now)
    if ids or turn.keep_waiting:
        chat.hear_at = turn.now
        ring(turn.session, "hear")


def _let_in(turn: Turn, person: Person) -> None:
    turn.memory.clear()
    compose.offer_menu(turn.desk, turn.session, turn.chat, turn.commands, turn.now)
    turn.say("door.welcome", name=views.first_name(person), desk=turn.desk.settings.desk.name)
    everyone.menu(turn, "")
    notices.linked(turn, person)
    hear_what_waits(turn, turn.chat)
    if person.role == "lead":
        _catch_up(turn, person)


def _catch_up(turn: Turn, person: Person) -> None:
    """The first lead to have a chat gets, once, what waited for one."""
    others = [lead.id for lead in turn.leads if lead.id != person.id]
    if chats.of(turn.session, others):
        return
    for approval in approvals.waiting(turn.session)[:5]:
        chat = turn.session.get_one(Chat, approval.chat_id)
        turn.say(notices.card_of(turn.session, chat, approval))
    if lists.unassigned(turn.session, 1):
        turn.say("door.unassigned")
        turn.commands["unassigned"].run(turn, "")


def links(desk: Desk, code: str) -> str:
    """Where to tap with a code, a line for each channel that has such a link."""
    found = (channel.invitation_link(code) for channel in desk.channels.values())
    return "\n".join(link for link in found if link)
