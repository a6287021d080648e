"""What a message means while it is heard at once: a command, a choice, an answer, an edit.

What means none of these is part of a burst, and `routing` finds its place.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot import commands
from bot.actions import opt_out
from bot.channels.messages import Inbound
from bot.commands import everyone
from bot.conversation import edits, routing
from bot.dialogue import engine
from bot.dialogue.form import Form
from bot.language import words
from bot.replies import window
from bot.replies.turn import Turn
from store.errors import Refused
from store.messages import sent_lookup
from store.tickets import tickets

Act = Callable[[Turn], None]

OFFERS_LAST = timedelta(days=2)


def nothing(turn: Turn) -> None:
    """Nothing is left to be done."""


def pressed_too_fast(turn: Turn) -> None:
    """The press changes nothing; the app hears of it, so that it does not wait."""
    if turn.heard.inbound.acknowledge:
        turn.toast("too_fast")


def understand(turn: Turn) -> Act | None:
    """What to do at once; None where the message is free text or files."""
    inbound = turn.heard.inbound
    special = {
        "press": press,
        "edit": edits.take,
        "blocked": nothing,
        "unblocked": nothing,
        "contact": _contact,
    }
    if inbound.kind in special and not _is_a_foreign_button(inbound):
        return special[inbound.kind]
    if inbound.files:
        return _captioned(turn, inbound)
    if inbound.unreadable or not inbound.text.strip():
        return None
    return _forwarded(turn) if inbound.forwarded else _text(turn, inbound)


def _forwarded(turn: Turn) -> Act | None:
    """Another's words run nothing and choose nothing; at a question for free text they are its answer."""
    form = engine.current(turn)
    asked = form.asked if form else None
    if asked is None or not asked.takes_text or asked.collects or _fell_silent(turn):
        return None
    return _hear_forwarded


def _hear_forwarded(turn: Turn) -> None:
    form = engine.current(turn)
    if form is not None and form.asked is not None:
        engine.hear(form, turn.heard.inbound.text, form.asked)


def _text(turn: Turn, inbound: Inbound) -> Act | None:
    form = engine.current(turn)
    if (asked := opt_out.asked_for(turn)) is not None:
        return asked
    if words.fold(inbound.text) in turn.desk.texts.words("news.see") and window.waits(
        turn.session, turn.chat
    ):
        return nothing  # what they want to see goes out because they wrote
    if words.command(inbound.text) is not None:
        return _typed_command(turn, inbound)
    if form is not None and form.dialogue.name != "resume" and _fell_silent(turn):
        return _ask_to_resume
    if routing.fits.quoted(turn, [turn.heard]):
        return None
    if addressed := words.addressed(inbound.text):
        return _shown_by_number(*addressed)
    if form is not None and (act := _for_the_form(turn, form, inbound)):
        return act
    return _offered(turn, inbound, 1) or _typed_command(turn, inbound) or _offered(turn, inbound)


def is_place_in_a_list(turn: Turn) -> bool:
    """A bare number, no question being open: the place that it has in the list that was on the screen."""
    return engine.current(turn) is None and words.number(turn.heard.inbound.text) is not None


def _is_a_foreign_button(inbound: Inbound) -> bool:
    """A button that we did not make (of a template, say): its label is what they said."""
    data = inbound.press
    ours = _is_of_a_form(data) or commands.pressed(data) is not None
    return inbound.kind == "press" and bool(inbound.text.strip()) and not ours


def _fell_silent(turn: Turn) -> bool:
    after, last = turn.desk.settings.reminders.resume_after, turn.chat.last_inbound_at
    return bool(after and last and turn.now - last >= after)


def _ask_to_resume(turn: Turn) -> None:
    engine.start(turn, "resume", waiting=[turn.heard.id])


def _shown_by_number(number: int, rest: str) -> Act | None:
    """«#121» alone shows it; with more it is free text for its thread."""
    return None if rest.strip() else lambda turn: everyone.view(turn, str(number))


def _for_the_form(turn: Turn, form: Form, inbound: Inbound) -> Act | None:
    """The open question's choice or answer. Only the ways out interrupt a question for free text."""
    question = form.asked
    if question is None or engine.is_older(form, inbound):
        return None
    if (shown := _place_in_last_list(turn, form, inbound)) is not None:
        return _pressing(shown)
    if (choice := engine.by_words(form, question, inbound.text)) is not None:
        return lambda turn: engine.choose(form, question, choice)
    if words.fold(inbound.text) in turn.desk.texts.words("talk.help"):
        return everyone.help_with_form

    def hears(turn: Turn) -> None:
        engine.hear(form, inbound.text, question)

    if question.takes_text and (not question.collects or engine.reads(form, inbound.text, question)):
        return hears
    other = _typed_command(turn, inbound) or _offered(turn, inbound)
    return other or (None if question.collects else hears)


def _place_in_last_list(turn: Turn, form: Form, inbound: Inbound) -> str | None:
    """A number is a place in the list as they saw it, which may differ from what could be chosen by now."""
    place = words.number(inbound.text)
    last = sent_lookup.recently(turn.session, turn.chat.id, turn.now - OFFERS_LAST, 1) if place else ()
    options = last[0].content.get("options", ()) if last else ()
    if place is None or place > len(options):
        return None
    data: str = options[place - 1][1]
    return data if data.startswith(f"{form.dialogue.name}.") else None


def _typed_command(turn: Turn, inbound: Inbound) -> Act | None:
    call = commands.read(turn.desk.texts, inbound.text)
    if call is None or (words.command(inbound.text) is None and _is_hello(turn, inbound.text)):
        return None
    return lambda turn: run(turn, _with_quoted_ticket(turn, call))


def _captioned(turn: Turn, inbound: Inbound) -> Act | None:
    """A command that takes files, as their caption: «/nota 121 miren el cable». Any other caption is somebody's words,
    as is one of a command that they may not use, or that names no ticket."""
    alone = engine.current(turn) is None and not inbound.quoted
    if inbound.forwarded or not (alone or words.command(inbound.text)):
        return None
    call = commands.read(turn.desk.texts, inbound.text)
    command = call.command if call else None
    if call is None or command is None or command.name not in commands.TAKE_FILES:
        return None
    call = _with_quoted_ticket(turn, call)
    names_it = not command.about_ticket or words.tickets(call.args.split()[:1])[0]
    return _running_with_files(call) if names_it and turn.role in command.roles else None


def _running_with_files(call: commands.Call) -> Act:
    """Where it is refused, what came with it is offered another home."""

    def act(turn: Turn) -> None:
        try:
            run(turn, call)
        except Refused:
            turn.homeless.append(turn.heard.id)
            raise

    return act


def _with_quoted_ticket(turn: Turn, call: commands.Call) -> commands.Call:
    """«/cerrar listo» as a reply to a message about a ticket means that ticket."""
    command, numbers = call.command, words.tickets(call.args.split()[:1])[0]
    quoted = turn.heard.inbound.quoted
    if command is None or not command.about_ticket or numbers or not quoted:
        return call
    place = routing.fits.quoted(turn, [turn.heard])
    ticket = place and place.ticket_id and tickets.by_id(turn.session, turn.person, place.ticket_id)
    return replace(call, args=f"{ticket.number} {call.args}") if ticket else call


def _is_hello(turn: Turn, text: str) -> bool:
    """«hola» may be the beginning of a burst: it is heard with what follows."""
    return words.fold(text) in turn.desk.texts.words("talk.hello")


def run(turn: Turn, call: commands.Call) -> None:
    """Runs a command where the role may; a question that was open is asked again after it."""
    if call.command is None:
        turn.say("unknown_command")
    elif turn.role not in call.command.roles:
        turn.say("not_available")
    else:
        before = engine.current(turn)
        call.command.run(turn, call.args)
        after = engine.current(turn)
        if (
            before is not None
            and after is not None
            and after.state is before.state
            and turn.asked is not before.state
            and call.command.name != "cancel"
        ):
            engine.ask_again(turn)


def _offered(turn: Turn, inbound: Inbound, most: int = 12) -> Act | None:
    """A choice of something that we said lately: its label, or its number while it is the last thing that we said. Once
    people have talked on, a question that is past has no answers any more: «Listo» may be said to somebody."""
    talked = False
    for place, row in enumerate(
        sent_lookup.recently(turn.session, turn.chat.id, turn.now - OFFERS_LAST, most)
    ):
        options = [
            each for each in row.content.get("options") or () if not (talked and _is_of_a_form(each[1]))
        ]
        chosen = words.chosen(inbound.text, [label for label, _ in options], numbered=place == 0)
        if chosen is not None:
            return _pressing(options[chosen][1])
        talked = talked or row.entry_id is not None
    return None


def _is_of_a_form(data: str) -> bool:
    return ":" in data.partition(" ")[0]


def press(turn: Turn) -> None:
    """A button: what it carries is untrusted, and is checked as if it were typed."""
    turn.toast()
    _pressing(turn.heard.inbound.press)(turn)


def _pressing(data: str) -> Act:
    def act(turn: Turn) -> None:
        form = engine.current(turn)
        if _is_of_a_form(data):
            if form is None or not engine.press(form, data):
                _stale(turn)
            return
        call = commands.pressed(data)
        if call is None:
            _stale(turn)
        else:
            run(turn, call)

    return act


def _stale(turn: Turn) -> None:
    """An old question's button: it answers nothing any more, and the open question, if any, is asked again."""
    if engine.current(turn) is None:
        turn.say("old_button")
    else:
        engine.ask_again(turn)


def _contact(turn: Turn) -> None:
    """A shared contact of somebody who is known already: it may answer the question for the phone."""
    form = engine.current(turn)
    if form is not None and form.asked is not None and form.asked.takes_text:
        engine.take_text(form, turn.heard.inbound.text, form.asked)
    else:
        turn.say("unreadable")
