"""Strangers: who an unknown chat is (by code, by their own number, by a lead's word), and what waits for the answer."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum, auto

from bot.actions.people import letting_in
from bot.conversation import carry_out, edits
from bot.conversation.part import Part
from bot.conversation.routing import answers
from bot.dialogue import typed
from bot.dialogue.engine import Forms
from bot.dialogue.form import Form, Question
from bot.dialogue.pickers import language_named
from bot.dialogue.questions import CHATTER
from bot.language import phones, stickers, words
from bot.language.meaning import Asked
from bot.replies.steps import Topic
from bot.replies.turn import Turn
from store.errors import Refused
from store.messages import inbox
from store.people import approvals, chats, invitations, people
from store.tables import Person

REMIND = timedelta(hours=6)
MOST_WAITING = 20
_CLAUSE = re.compile(r"TK-…|[.,;!?\n]")


class Met(Enum):
    """What becomes of a stranger's message."""

    DONE = auto()
    WAITS = auto()
    KNOWN = auto()
    """We know now who they are: it may be heard as anybody's."""


def meet(forms: Forms) -> Met:
    """Takes what a stranger did."""
    turn, inbound = forms.turn, forms.turn.heard.inbound
    if inbound.kind == "edit":
        edits.take(forms, Part([turn.heard]), True)
    if inbound.kind not in ("message", "press", "contact"):
        return Met.DONE
    if not _is_from_a_sticker(turn):
        code = invitations.looks_like(inbound.text)
        if code is not None:
            return _take_code(turn, code)
        if invitations.is_an_attempt(inbound.text):
            turn.say("refused.no_such_code")
            return Met.DONE
    if inbound.kind == "contact" and (owner := _owner_of(turn, inbound.number)):
        letting_in.recognise_by_contact(turn, owner)
        return Met.DONE
    if fits := _who_have_this_number(turn):
        return _recognise_or_ask(turn, fits)
    return _by_access(forms)


def _by_access(forms: Forms) -> Met:
    """What the desk's configuration does with somebody whom nothing identifies."""
    turn, access = forms.turn, forms.turn.desk.settings.desk.access
    if access == "open" and turn.heard.inbound.kind == "message":
        letting_in.make_client(turn)
        return Met.KNOWN
    if access == "closed":
        _say_seldom(turn, "door.closed")
        return Met.DONE
    return _ask_who(forms)


def say_left(turn: Turn) -> None:
    """To somebody who was deactivated: once, and then silence for hours."""
    if turn.heard.inbound.kind in ("message", "press"):
        _say_seldom(turn, "door.left")


def keep(turn: Turn) -> Met:
    """A message that says something waits (20 at most); commands, a ticket's bare number and greetings do not."""
    inbound = turn.heard.inbound
    addressed = words.addressed(inbound.text)
    bare = words.command(inbound.text) is not None or (addressed is not None and not addressed[1].strip())
    says = inbound.files or (inbound.text and not bare) or _is_from_a_sticker(turn)
    waits = inbound.kind == "message" and says and not is_full(turn)
    return Met.WAITS if waits else Met.DONE


def _is_from_a_sticker(turn: Turn) -> bool:
    """It tells where somebody is, and lets nobody in."""
    return stickers.said(turn.desk.texts, turn.heard.inbound.text) is not None


def is_full(turn: Turn) -> bool:
    return inbox.count_waiting(turn.session, turn.chat.id) >= MOST_WAITING


def _take_code(turn: Turn, code: str) -> Met:
    met = _keep_beside_a_code(turn)
    sender = f"{turn.chat.channel}:{turn.chat.address}"
    if not invitations.may_guess(turn.session, sender, turn.now):
        _say_seldom(turn, "door.too_many_guesses")
        return met
    try:
        person = invitations.spend(turn.session, code, turn.chat, turn.now)
    except Refused as refused:
        if not invitations.was_good(turn.session, code):
            invitations.count_guess(turn.session, sender, turn.now)
        turn.say(f"refused.{refused.key}", **refused.values)
        return met
    letting_in.welcome(turn, person, waits=met is Met.WAITS)
    return met


def _keep_beside_a_code(turn: Turn) -> Met:
    """Words that say more than the code wait, and files do; these without the words that only hand it over."""
    inbound = turn.heard.inbound
    if _says_more(turn, invitations.hidden(inbound.text)):
        return keep(turn)
    if not inbound.files:
        return Met.DONE
    inbox.replace_text(turn.session, turn.heard.id, "")
    return keep(turn)


def _says_more(turn: Turn, text: str) -> bool:
    """Whether there is more beside a code than small talk and a few words that hand it over: «mi código es»."""
    texts = turn.desk.texts
    names = {words.fold(texts.say(language, "web.door.code")).split()[-1] for language in texts.languages}

    def hands_over(clause: str) -> bool:
        said = words.fold(clause).split()
        return len(said) <= 5 and not names.isdisjoint(said)

    return not all(turn.read(clause).is_small_talk or hands_over(clause) for clause in _CLAUSE.split(text))


def _owner_of(turn: Turn, number: str) -> Person | None:
    """The client who has that number, where exactly one has it."""
    typed = number if number.startswith("+") else f"+{number}"
    phone = phones.read(typed, turn.desk.settings.desk.region, "")
    found = _without_former_owners(
        turn, people.by_phone(turn.session, phones.candidates(phone.e164)) if phone else []
    )
    return found[0] if len(found) == 1 else None


def _without_former_owners(turn: Turn, found: Sequence[Person]) -> list[Person]:
    """All but those from whom this chat was taken: their number would make it theirs again."""
    return [person for person in found if person.id not in turn.memory.get(chats.NOT_OF, ())]


def _who_have_this_number(turn: Turn) -> list[Person]:
    """The clients whose number the channel says the sender has, until a lead has been asked; and those who had it
    before it came with another name."""
    number, doubt = turn.heard.inbound.sender.phone, turn.memory.get("doubt", ())
    if approvals.latest(turn.session, turn.chat.id) is not None:
        return []
    found = _without_former_owners(
        turn, people.by_phone(turn.session, phones.candidates(number)) if number else []
    )
    before = [person for id_ in doubt if (person := people.get(turn.session, id_)) and person not in found]
    return [*before, *found]


def _recognise_or_ask(turn: Turn, fits: Sequence[Person]) -> Met:
    """One that fits is who it is, unless the number has come with another name; else the leads are asked, the sender
    nothing: what they wrote waits."""
    if len(fits) == 1 and not turn.memory.get("doubt"):
        letting_in.recognise(turn, fits[0])
        return Met.KNOWN
    _say_seldom(turn, "door.waiting")
    letting_in.ask_leads_which(turn, fits)
    return keep(turn)


def _ask_who(forms: Forms) -> Met:
    """Name and company, once; what else the stranger writes is kept for the day when a lead lets them in."""
    turn, inbound, form = forms.turn, forms.turn.heard.inbound, forms.top
    latest = approvals.latest(turn.session, turn.chat.id)
    if latest is not None:
        _say_seldom(turn, f"door.{latest.state}")
        return keep(turn)
    if form is None:
        said, introduction = turn.read(inbound.text, Asked.NAME), _introduction(turn)
        if language := language_named(turn.desk.texts, said):
            turn.speak(language)
        asks_alone = language and not (said.rest or inbound.files)
        introduces_alone = introduction and _is_no_more_than(turn, introduction)
        met = Met.DONE if asks_alone or introduces_alone else keep(turn)
        carry_out.step(forms, lambda: turn.ask(Topic.INTRODUCE, introduction))
        return met
    question = form.asked
    if inbound.kind == "press":
        turn.toast()
        carry_out.step(forms, lambda: _press(forms, inbound.press))
    elif inbound.text and not inbound.files and question is not None:
        met = keep(turn) if _says_something_else(form, question, inbound.text) else Met.DONE
        carry_out.step(forms, lambda: answers.answer_by_words(forms, form, question, inbound.text))
        return met
    else:
        return keep(turn)
    return Met.DONE


def _introduction(turn: Turn) -> dict[str, str]:
    """Who they are, where their first message says so, with a name that begins like one."""
    name, company = turn.read_introduction(turn.heard.inbound.text)
    if not name[:1].isupper() or turn.read_line(name).person != name:
        return {}
    return {"name": name, "company": company} if company else {"name": name}


def _is_no_more_than(turn: Turn, introduction: Mapping[str, str]) -> bool:
    """Whether a message only says who somebody is: «me llamo Rosa Díaz y trabajo en Ruiz Hnos»."""
    said = turn.read(turn.heard.inbound.text, Asked.NAME)
    told = (said.value.strip(), said.company.strip(), said.rest)
    return not turn.heard.inbound.files and told == (
        introduction["name"],
        introduction.get("company", ""),
        "",
    )


def _says_something_else(form: Form, question: Question, text: str) -> bool:
    """Whether it tells of a problem, or is neither an answer nor small talk: «ya te lo dije», where a name is asked."""
    if typed.choice(form, question, text) is not None:
        return False
    said = form.turn.read(text, question.asked_now(form))
    chatter = said.meaning in CHATTER and not said.rest
    answered = chatter or typed.would_answer(form, question, text)
    return not answered or bool(form.turn.read_line(text).problem)


def _press(forms: Forms, data: str) -> None:
    if forms.top is not None:
        answers.press(forms, forms.top, data)


def _say_seldom(turn: Turn, key: str) -> None:
    """Says it once, and again only after hours: a stranger is not answered for ever."""
    told = turn.memory.get("told", {})
    if key in told and turn.now - datetime.fromisoformat(told[key]) < REMIND:
        return
    turn.memory["told"] = {**told, key: turn.now.isoformat()}
    turn.say(key, name=turn.desk.settings.desk.name)
