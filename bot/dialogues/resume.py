"""«¿Seguimos?»: a dialogue that fell silent for a day, met by a new message."""

from collections.abc import Sequence

from bot import dialogue, followup, routing, words
from bot.form import Choice, Dialogue, Form
from bot.questions import Pick


def go_on_or_not(form: Form) -> Sequence[Choice]:
    return [Choice("go_on", "go_on", key="go_on"), Choice("afresh", "afresh", key="start_again")]


def decide(form: Form) -> None:
    """«Seguir» reads the message as the pending answer; the others let the dialogue go and hear it as a free one."""
    old = dialogue.current(form.turn)
    if form.answers["how"] == "go_on":
        if old is not None:
            _answer(form, old)
        return
    _let_go(form, old, again=True)


def _answer(form: Form, old: Form) -> None:
    pieces = followup.load(form.turn.session, form.waiting)
    question = old.asked or old.next()
    for piece in pieces:
        if question is None:
            break
        form.turn.heard = piece
        if piece.inbound.files:
            routing.goes.to_form(form.turn, [piece], old)
        else:
            dialogue.take_text(old, piece.inbound.text, question)
        old_now = dialogue.current(form.turn)
        question = old_now.asked if old_now else None


def _let_go(form: Form, old: Form | None, *, again: bool) -> None:
    if old is not None:
        dialogue.finish(old)
    pieces = followup.load(form.turn.session, form.waiting)
    if again and old is not None and all(_is_small(form, piece.inbound.text) for piece in pieces):
        dialogue.start(form.turn, old.dialogue.name)
    else:
        routing.respond(form.turn, pieces)


def _is_small(form: Form, text: str) -> bool:
    return words.Talk(form.turn.desk.texts).is_small(text)


def drop(form: Form) -> None:
    """«Cancelar»."""
    _let_go(form, dialogue.current(form.turn), again=False)


resume = Dialogue("resume", (Pick("how", options=go_on_or_not, collects=True),), then=decide, cancelled=drop)
