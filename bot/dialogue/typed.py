"""What a text says while a question is open: one of its choices, or the answers that it gives."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any

from bot.dialogue import corrections
from bot.dialogue.form import WAYS_OUT, Choice, Form, Question, Unusable
from bot.dialogue.questions import number_in
from bot.language import meaning, words
from bot.language.meaning import Meaning
from store.errors import Refused

TELLS = frozenset({Meaning.CLOSE, Meaning.WORKS, Meaning.STILL_FAILS})
"""What is told of the ticket that is chosen: «el 12 ya está»."""


def choice(form: Form, question: Question, text: str) -> Choice | None:
    """The choice that a text makes: by its label, its number, or by what it means."""
    choices, voice = form.choices(question), form.turn.voice
    labels = [each.text or voice(f"labels.{each.key}", **each.values) for each in choices]
    place = words.chosen(text, labels)
    if place is not None:
        return choices[place]
    spelled = _by_spelling(choices, text)
    if spelled is not None:
        tells = question.collects and form.turn.read(text).meaning in TELLS
        return replace(spelled, rest=text if tells else "")
    said = form.turn.read(text, question.asked_now(form), labels)
    if said.meaning is Meaning.LABEL:
        assert said.place is not None
        return replace(choices[said.place], rest=said.rest) if said.certain else None
    meant = question.meant(form, said)
    found = next((c for c in [*choices, *question.understood(form)] if c.value == meant), None)
    return (
        replace(found, rest=said.rest, told=said.value) if found else corrections.made(form, question, said)
    )


def _by_spelling(choices: Sequence[Choice], text: str) -> Choice | None:
    if not any(each.spellings for each in choices):
        return None
    typed = {words.fold(text), "" if meaning.asks(text) else meaning.core(text)}
    return next((each for each in choices if not typed.isdisjoint(each.spellings)), None)


def reads(form: Form, question: Question, text: str) -> bool:
    """Whether a text answers the question, be it with what the store will refuse."""
    try:
        answers(form, question, text)
    except Unusable:
        return False
    except Refused:
        return True
    return True


def would_answer(form: Form, question: Question, text: str) -> bool:
    """Whether a text answers the question, without a trace of the attempt in the form."""
    return reads(Form(form.turn, form.dialogue, deepcopy(form.state)), question, text)


def answers(form: Form, question: Question, text: str) -> Mapping[str, Any]:
    """The answers that a text gives. «omitir», «listo» alone are none, even where there is nothing to skip."""
    said = form.turn.read(text, question.asked_now(form))
    if said.meaning in WAYS_OUT and not said.rest:
        raise Unusable
    return _number_alone(form, question, text) or question.read_all(form, text)


def _number_alone(form: Form, question: Question, text: str) -> Mapping[str, Any] | None:
    line = form.turn.read_line(text) if question.number_to else None
    if line is None or line.person or line.problem or not (number := number_in(form, line.phone)):
        return None
    return {question.number_to: number}
