"""A form that had fallen silent goes on, begins anew, or is let go; what was said meanwhile is heard accordingly."""

from bot.actions.tickets import followups
from bot.conversation import bursts, carry_out
from bot.conversation.part import Part
from bot.conversation.routing import answers, places
from bot.dialogue import typed
from bot.dialogue.engine import Forms
from bot.dialogue.form import Form, Question
from bot.replies.steps import Ask, Resume


def take(forms: Forms, decision: Resume) -> None:
    """«Seguir» reads the messages that waited as the pending answers; the others let the form go and hear them as free
    ones."""
    old, part = forms.top, Part(followups.load(forms.turn.session, decision.waiting))
    if decision.how == "go_on":
        _go_on(forms, old, part)
    elif decision.how == "afresh":
        _begin_anew(forms, old, part)
    else:
        _drop(forms, old, part)


def _go_on(forms: Forms, old: Form | None, part: Part) -> None:
    """One message answers after the other; what is left when the form has all that it asked for is free talk."""
    if not part.pieces:
        forms.ask_again()
    for place, piece in enumerate(part.pieces):
        form = forms.top
        question = (form.asked or form.next()) if form else None
        if old is None or form is None or question is None or form.state is not old.state:
            bursts.respond(forms, part.of(part.pieces[place:]))
            return
        _hear(forms.of(forms.turn.about(piece)), question)


def _hear(forms: Forms, question: Question) -> None:
    """As its answer; what the question has no use for is offered a place."""
    part = Part([forms.turn.heard])
    carry_out.step(forms, lambda: _answer(forms, question, part))
    carry_out.offer_places(forms)


def _answer(forms: Forms, question: Question, part: Part) -> None:
    form, inbound = forms.top, part.pieces[0].inbound
    assert form is not None
    if form.asked is None:
        forms.ask(form, question)
    chooses = typed.choice(form, question, inbound.text) is not None
    answered = chooses or typed.reads(form, question, inbound.text)
    if not inbound.files and (answered or not question.collects):
        answers.answer_by_words(forms, form, question, inbound.text)
    elif asked := answers.open_form(forms, part):
        answers.join_form(forms, part, asked)
    else:
        forms.ask_again()
        forms.turn.unplaced += part.ids


def _begin_anew(forms: Forms, old: Form | None, part: Part) -> None:
    """What waited in the form is free talk again, with the messages. Where these say nothing, the form itself begins
    anew."""
    if old is not None:
        forms.end(old)
    if old is None:
        bursts.respond(forms, part)
    elif places.is_small(forms.turn, part):
        given = {name: old.answers[name] for name in old.state.get("given", ()) if name in old.answers}
        ask = Ask(old.dialogue.topic, given, old.waiting, old.files)
        carry_out.step(forms, lambda: forms.begin(ask))
    else:
        nowhere = sorted(set(old.unplaced()) & set(old.waiting))
        waited = followups.load(forms.turn.session, nowhere)
        bursts.respond(forms, part.of([*waited, *part.pieces]))


def _drop(forms: Forms, old: Form | None, part: Part) -> None:
    if old is not None and not part.pieces:
        carry_out.step(forms, lambda: forms.cancel(old))
        return
    if old is not None:
        forms.end(old)
    bursts.respond(forms, part)
