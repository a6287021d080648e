"""Commands: typed with or without slash, as the caption of files, or asked for by a step before."""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from bot.actions.tickets import followups
from bot.commands import COMMANDS
from bot.conversation.part import Part
from bot.conversation.routing import places
from bot.dialogue.engine import Forms
from bot.language import days, meaning, words
from bot.language.meaning import FREE_TEXT, Asked, Meaning
from bot.language.texts import Texts
from bot.replies import acts
from bot.replies.acts import Act
from bot.replies.turn import Turn
from store.errors import NotFound, Refused
from store.messages import inbox
from store.tickets import tickets

ANY_DAY = date(2000, 1, 1)
"""Today, where only whether a text names a day matters; of a leap year."""


INSTEAD = {acts.MINE: acts.PENDING, acts.READY_ANSWERS: acts.READY}
"""What somebody means by the word of a command that is not for them."""

WANTS_WORDS = FREE_TEXT | {Asked.IMAGE}
"""Questions whose answer may be any words, also those of a command."""


@dataclass(frozen=True)
class Call:
    """A command with what came after its word; `act` is None for a «/word» that we do not know."""

    act: Act | None
    args: str


def unmistakable(forms: Forms, part: Part) -> Call | None:
    """A command that is one whatever is open: with its slash, or the caption of files that go where its words go; or a
    ready answer («r saludo») in reply to a message about its ticket, which no channel's client is to get as words."""
    if part.has_files:
        return _captioned(forms, part)
    if part.typed is None:
        return None
    call = read(forms.turn.desk.texts, part.typed)
    if words.command(part.typed) is None and not _is_a_ready_answer(forms, part, call):
        return None
    return _with_quoted_ticket(forms, part, call) if call else None


def _is_a_ready_answer(forms: Forms, part: Part, call: Call | None) -> bool:
    quotes = bool(part.pieces[0].inbound.quoted)
    return (
        quotes and call is not None and call.act is acts.READY and bool(forms.turn.roles & acts.READY.roles)
    )


def typed(forms: Forms, part: Part) -> Call | None:
    """A command by its word or label alone; but «hola» may be the beginning of a burst: it is heard with what
    follows."""
    if part.typed is None:
        return None
    call = read(forms.turn.desk.texts, part.typed)
    if (
        call is None
        or forms.turn.read(part.typed).meaning is Meaning.GREETING
        or _is_doubtful(forms.turn, call)
    ):
        return None
    return _with_quoted_ticket(forms, part, _as_theirs(forms.turn, call))


def _as_theirs(turn: Turn, call: Call) -> Call:
    """«mis tickets» of the staff are their pending ones, «respuestas» of a technician the ready answers to send."""
    other = INSTEAD.get(call.act) if call.act and turn.roles.isdisjoint(call.act.roles) else None
    return replace(call, act=other) if other and turn.roles & other.roles else call


def _is_doubtful(turn: Turn, call: Call) -> bool:
    """«cerrar 1 y 2 mañana lo veo», «nota: 8080» with a ticket in focus: which ticket is meant is asked."""
    if call.act is acts.CLOSE:
        return meaning.runs_on(call.args)
    says = call.act in (acts.NOTE, acts.RESPOND) and is_no_ticket(turn, call.args)
    return says and followups.open_in_focus(turn) is not None


def is_no_ticket(turn: Turn, text: str) -> bool:
    """Whether it is a number, or several, and none of a ticket of theirs."""
    is_number = text[:1].isdecimal() and not any(map(str.isalpha, text))
    numbers = words.tickets(text.split())[0] if is_number else []
    return is_number and not any(tickets.is_known(turn.session, turn.person, number) for number in numbers)


def beside_choices(forms: Forms, part: Part) -> Call | None:
    """A command by its word while a question is open that no free text answers."""
    form = forms.top
    question = form.asked if form else None
    if form is None or question is None or question.asked_now(form) in WANTS_WORDS:
        return None
    call = typed(forms, part)
    return call if call and call.act not in (None, acts.CANCEL, acts.HELP) else None


def _captioned(forms: Forms, part: Part) -> Call | None:
    """«/nota 121 miren el cable» under a photo, or any command with its slash. Another caption is somebody's words,
    as is one of a command that they may not use, or that names no ticket."""
    inbound = part.pieces[0].inbound
    alone = forms.top is None and not inbound.quoted
    if len(part.pieces) > 1 or inbound.forwarded or not (alone or words.command(inbound.text)):
        return None
    call = read(forms.turn.desk.texts, inbound.text)
    if call is None or call.act is None or not (call.act.takes_files or words.command(inbound.text)):
        return None
    act, call = call.act, _with_quoted_ticket(forms, part, call)
    names_it = not act.about_ticket or words.number_and_text(call.args)[0] is not None
    return call if names_it and forms.turn.roles & act.roles else None


def _with_quoted_ticket(forms: Forms, part: Part, call: Call) -> Call:
    """«/cerrar listo» as a reply to a message about a ticket means that ticket."""
    if call.act is None or not call.act.about_ticket or words.number_and_text(call.args)[0] is not None:
        return call
    quoted, turn = places.quoted(forms, part), forms.turn
    if quoted is None or quoted.ticket_id is None:
        return call
    try:
        number = tickets.by_id(turn.session, turn.person, quoted.ticket_id).number
    except NotFound as lost:  # by now; the command is refused in words
        number = lost.number
    return replace(call, args=f"{number} {call.args}")


def carry_out(forms: Forms, part: Part, call: Call) -> None:
    """Files that came with a command that has no use for them, or that is refused, are offered a place."""
    turn = forms.turn
    try:
        run(forms, call.act, call.args)
    except Refused:
        if part.has_files:
            turn.unplaced += part.ids
        raise
    if part.has_files and call.act and not call.act.takes_files:
        inbox.replace_text(turn.session, part.ids[0], "")
        turn.unplaced += part.ids


def run(forms: Forms, act: Act | None, args: str) -> None:
    """Carries a command out where the role may; what it interrupts is asked again afterwards."""
    turn = forms.turn
    if act is None:
        turn.say("unknown_command")
        turn.unplaced += [turn.heard.id] if args else []
    elif turn.roles.isdisjoint(act.roles):
        turn.say(f"not_available.{_whose(act)}")
    else:
        forms.interrupted = True
        COMMANDS[act](turn, args)


def _whose(act: Act) -> str:
    """Who may use it, where not everybody may."""
    if act.roles == acts.CLIENTS:
        return "client"
    return "lead" if act.roles == acts.LEADS else "staff"


def pressed(data: str) -> Call | None:
    """The command that a button carries."""
    name, _, args = data.partition(" ")
    act = acts.ACTS.get(name)
    return Call(act, args) if act else None


def read(texts: Texts, text: str) -> Call | None:
    """The command that a text is, with or without slash; None where it is plain talk.

    Without slash it is the whole message: the word or the label, alone or followed by ticket numbers only; some may be
    followed by a number and more text («responder 121 …»), some by any («buscar …»), some by a day.
    """
    slash = words.command(text)
    if slash is not None:
        return Call(_with_slash(texts, slash[0]), slash[1].strip())
    folded = words.fold(text)
    for phrase, act in _by_first_word(texts).get(_first_word(folded), ()):
        if folded == phrase:
            return Call(act, "")
        if folded.startswith(phrase + " "):
            rest = _rest(text, phrase)
            if act.takes_words or (act.takes_day and days.read(texts, rest, ANY_DAY)):
                return Call(act, rest)
            numbers, others = words.tickets(rest.split())
            if numbers and (not others or (act.takes_text and _begins_with_number(rest))):
                return Call(act, rest)
    return None


def _begins_with_number(rest: str) -> bool:
    return re.match(r"#?\d", rest) is not None


def _rest(text: str, phrase: str) -> str:
    """What follows the phrase, to the letter: as many words of the text as the phrase has are left out."""
    return text.strip().split(maxsplit=len(phrase.split()))[-1]


def _with_slash(texts: Texts, word: str) -> Act | None:
    """The command of this word, be it with a slip of the fingers: «/asginar»."""
    known = _by_word(texts)
    return known.get(word) or known.get(meaning.nearest(word, known) or "")


@cache
def _by_word(texts: Texts) -> dict[str, Act]:
    return {
        words.fold(word): act
        for act in acts.ACTS.values()
        if act.typed
        for word in texts.words(f"commands.{act.name}.words")
    }


@cache
def _by_first_word(texts: Texts) -> dict[str, list[tuple[str, Act]]]:
    """Words and labels, each with its command: most messages begin with none of their words."""
    found: dict[str, list[tuple[str, Act]]] = {}
    for phrase, act in _by_phrase(texts).items():
        found.setdefault(_first_word(phrase), []).append((phrase, act))
    return found


def _first_word(folded: str) -> str:
    return folded.partition(" ")[0]


def _by_phrase(texts: Texts) -> dict[str, Act]:
    labels = {
        words.fold(texts.find(language, f"labels.{act.name}")): act
        for act in acts.ACTS.values()
        if act.typed
        for language in texts.languages
        if texts.has(f"labels.{act.name}")
    }
    return {**_by_word(texts), **labels}


def told(turn: Turn, text: str) -> str | None:
    """What of a text went into a thread or a problem: without the «#121», or the command that writes, which brought it
    there; None where it is neither."""
    if addressed := words.addressed(text):
        return addressed[1]
    call = read(turn.desk.texts, text)
    if call is None or call.act is None or not call.act.takes_files or call.act is acts.OPEN:
        return None
    return words.number_and_text(call.args)[1]
