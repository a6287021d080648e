"""How the open question is answered: by a button, by a typed label or number, by a text, by files."""

from collections.abc import Sequence
from typing import Any

from bot.dialogue.engine import Forms
from bot.dialogue.form import BACK, CANCEL, SKIP, Choice, Form, Question, Unusable
from bot.language import words
from bot.replies.turn import Turn
from store.errors import Refused

WAYS_OUT = ((CANCEL, "cancel"), (BACK, "back"), (SKIP, "skip"), ("done", "done"))


def press(forms: Forms, form: Form, data: str) -> bool:
    """Whether a button answers the open question; an old question's button never does."""
    head, _, value = data.partition(":")
    question = form.asked
    if question is None or head != f"{form.dialogue.topic}.{question.name}.{form.state['run']}":
        return False
    choices = [*form.choices(question), *question.understood(form)]
    choice = next((c for c in choices if c.value == value), None)
    if choice is None:
        return False
    choose(forms, form, question, choice)
    return True


def choose(forms: Forms, form: Form, question: Question, choice: Choice) -> None:
    if choice.value == CANCEL:
        forms.cancel(form)
        return
    if choice.value == BACK:
        form.go_back(question)
    elif not question.steps_aside(form, choice):
        form.answer(question, question.skipped(form) if choice.value == SKIP else choice.answer)
    forms.advance(form)


def take_text(forms: Forms, form: Form, question: Question, text: str) -> None:
    """What somebody typed while this was asked: a choice by its label or number, else the answer itself."""
    choice = by_words(form, question, text)
    if choice is not None:
        choose(forms, form, question, choice)
    else:
        hear(forms, form, question, text)


def hear(forms: Forms, form: Form, question: Question, text: str) -> None:
    """Takes a text as the answer to the open question, or says what is expected and asks again."""
    try:
        answer = _read(form, question, text)
    except Unusable as unusable:
        _refuse(forms, form, question, unusable)
        return
    form.sources[question.name] = form.turn.heard.id
    form.answer(question, answer)
    forms.advance(form)


def reads(form: Form, question: Question, text: str) -> bool:
    """Whether a text answers the question, be it with what the store will refuse."""
    try:
        _read(form, question, text)
    except Unusable:
        return False
    except Refused:
        return True
    return True


def _read(form: Form, question: Question, text: str) -> Any:
    """«omitir», «listo» alone are never an answer, even where there is nothing to skip."""
    if is_way_out(form.turn, text):
        raise Unusable
    return question.read(form, text)


def gather(
    forms: Forms,
    form: Form,
    question: Question,
    file_ids: Sequence[int],
    caption: str,
    *,
    quiet: bool = False,
) -> None:
    """Takes files that came while this was asked, with their caption. `quiet`: without asking again."""
    form.files.extend(file_ids)
    answer = question.gather(form, caption)
    if answer is not None:
        form.sources[question.name] = form.turn.heard.id
        form.answer(question, answer)
        forms.advance(form)
        return
    if caption and question.captions_to:
        form.add_text(question.captions_to, caption)
    if not quiet:
        forms.say(form, question, prefix="files_kept" if question.wording(form) == "ask" else "")


def is_way_out(turn: Turn, text: str) -> bool:
    """«cancelar», «volver», «omitir», «listo» alone."""
    return any(_says(turn, key, text) for _, key in WAYS_OUT)


def by_words(form: Form, question: Question, text: str) -> Choice | None:
    """The choice that a typed label or number makes; the ways out are known in every language, whatever their label
    says now."""
    choices, voice = form.choices(question), form.turn.voice
    labels = [choice.text or voice(f"labels.{choice.key}", **choice.values) for choice in choices]
    place = words.chosen(text, labels)
    if place is not None:
        return choices[place]
    way = next((value for value, key in WAYS_OUT if _says(form.turn, key, text)), None)
    return next((c for c in [*choices, *question.understood(form)] if c.value == way), None)


def _says(turn: Turn, key: str, text: str) -> bool:
    return words.fold(text) in {words.fold(word) for word in turn.desk.texts.words(f"talk.{key}")}


def _refuse(forms: Forms, form: Form, question: Question, unusable: Unusable) -> None:
    """Never the same sentence twice in a row: a repeated mistake gets a more concrete example."""
    tries = form.state["tries"] = form.state.get("tries", 0) + 1
    key = unusable.key or f"{form.dialogue.topic}.{question.name}.{'again' if tries % 2 else 'again_more'}"
    if not form.turn.desk.texts.has(key):
        key = "again" if tries % 2 else "again_more"
    forms.say(form, question, prefix=key, **unusable.values)
