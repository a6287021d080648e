"""«¿Seguimos?»: a dialogue that fell silent for a day, met by a new message."""

from collections.abc import Sequence

from bot.actions import followups
from bot.conversation import routing
from bot.dialogue import engine
from bot.dialogue.form import Choice, Dialogue, Form, Question
from bot.dialogue.questions import Pick
from bot.replies.turn import Heard, Turn


def go_on_or_not(form: Form) -> Sequence[Choice]:
    return [Choice("go_on", "go_on", key="go_on"), Choice("afresh", "afresh", key="start_again")]


def decide(form: Form) -> None:
    """«Seguir» reads the message as the pending answer; the others let the dialogue go and hear it as a free one."""
    old, pieces = engine.current(form.turn), followups.load(form.turn.session, form.waiting)
    if form.answers["how"] == "go_on":
        _go_on(form.turn, old, pieces)
    else:
        _let_go(form.turn, old, pieces, again=True)


def _go_on(turn: Turn, old: Form | None, pieces: Sequence[Heard]) -> None:
    """One answers after the other; what is left when the dialogue has all that it asked for is free talk."""
    for place, piece in enumerate(pieces):
        now = engine.current(turn)
        question = (now.asked or now.next()) if now else None
        if old is None or now is None or question is None or now.state is not old.state:
            routing.respond(turn, pieces[place:])
            return
        turn.heard = piece
        _hear(now, question, piece)


def _hear(form: Form, question: Question, piece: Heard) -> None:
    """As its answer; what the question has no use for is offered a home."""
    turn, text = form.turn, piece.inbound.text
    if form.asked is None:
        engine.ask(form, question)
    chooses = engine.by_words(form, question, text) is not None or engine.reads(form, text, question)
    if not piece.inbound.files and (chooses or not question.collects):
        engine.take_text(form, text, question)
    elif routing.fits.open_form(turn, [piece]) is not None:
        routing.goes.to_form(turn, [piece], form)
    else:
        turn.homeless.append(piece.id)


def _let_go(turn: Turn, old: Form | None, pieces: Sequence[Heard], *, again: bool) -> None:
    """The message is free talk, and so is what waited in the dialogue, where they begin again. Where the message says
    nothing, the dialogue itself is begun again."""
    if old is not None:
        engine.finish(old)
    if old is None or not again:
        routing.respond(turn, pieces)
        return
    if routing.fits.is_small(turn, pieces):
        given = {name: old.answers[name] for name in old.state.get("given", ()) if name in old.answers}
        engine.start(turn, old.dialogue.name, given, waiting=old.waiting, files=old.files)
        return
    nowhere = set(engine.held(old)) & set(old.waiting)
    routing.respond(turn, [*followups.load(turn.session, sorted(nowhere)), *pieces])


def drop(form: Form) -> None:
    """«Cancelar»."""
    old, pieces = engine.current(form.turn), followups.load(form.turn.session, form.waiting)
    if old is not None and not pieces:
        engine.cancel(old)
    else:
        _let_go(form.turn, old, pieces, again=False)


resume = Dialogue("resume", (Pick("how", options=go_on_or_not, collects=True),), then=decide, cancelled=drop)
