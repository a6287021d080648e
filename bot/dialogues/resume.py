"""«¿Seguimos?»: a dialogue that fell silent for a day, met by a new message."""

from collections.abc import Sequence

from bot import dialogue, followup, routing, words
from bot.form import Choice, Dialogue, Form, Question
from bot.questions import Pick
from bot.turn import Heard, Turn


def go_on_or_not(form: Form) -> Sequence[Choice]:
    return [Choice("go_on", "go_on", key="go_on"), Choice("afresh", "afresh", key="start_again")]


def decide(form: Form) -> None:
    """«Seguir» reads the message as the pending answer; the others let the dialogue go and hear it as a free one."""
    old, pieces = dialogue.current(form.turn), followup.load(form.turn.session, form.waiting)
    if form.answers["how"] == "go_on":
        _go_on(form.turn, old, pieces)
    else:
        _let_go(form.turn, old, pieces, again=True)


def _go_on(turn: Turn, old: Form | None, pieces: Sequence[Heard]) -> None:
    """One answers after the other; what is left when the dialogue has all that it asked for is free talk."""
    for place, piece in enumerate(pieces):
        now = dialogue.current(turn)
        question = (now.asked or now.next()) if now else None
        if old is None or now is None or question is None or now.state is not old.state:
            routing.respond(turn, pieces[place:])
            return
        turn.heard = piece
        if piece.inbound.files or (question.collects and not _chooses(now, question, piece)):
            routing.goes.to_form(turn, [piece], now)
        else:
            dialogue.take_text(now, piece.inbound.text, question)


def _chooses(form: Form, question: Question, piece: Heard) -> bool:
    text = piece.inbound.text
    return dialogue.by_words(form, question, text) is not None or dialogue.reads(form, text, question)


def _let_go(turn: Turn, old: Form | None, pieces: Sequence[Heard], *, again: bool) -> None:
    if old is not None:
        dialogue.finish(old)
    if old is not None and again and all(_is_small(turn, piece.inbound.text) for piece in pieces):
        given = {name: old.answers[name] for name in old.state.get("given", ()) if name in old.answers}
        dialogue.start(turn, old.dialogue.name, given, waiting=old.waiting, files=old.files)
        return
    kept = followup.load(turn.session, old.waiting) if old is not None and again else []
    routing.respond(turn, [*kept, *pieces])


def _is_small(turn: Turn, text: str) -> bool:
    return words.Talk(turn.desk.texts).is_small(text)


def drop(form: Form) -> None:
    """«Cancelar»."""
    pieces = followup.load(form.turn.session, form.waiting)
    _let_go(form.turn, dialogue.current(form.turn), pieces, again=False)


resume = Dialogue("resume", (Pick("how", options=go_on_or_not, collects=True),), then=decide, cancelled=drop)
