"""How a question is asked: in its words, with its choices, and never a third time in the same ones."""

from typing import Any

from bot.channels.messages import Reply
from bot.dialogue.form import Form, Question
from bot.language import words
from bot.language.sheets import Sheet


def ask(form: Form, question: Question, prefix: str = "", *, instead: bool = False, **values: Any) -> Reply:
    """The question as we ask it, after an optional sentence; `instead`: that says what is expected, and stands for a
    question that was asked twice."""
    voice, name = form.turn.voice, f"{form.dialogue.topic}.{question.name}"
    filled = {"n": len(form.files), **question.values(form), **form.dialogue.values(form), **values}
    text = voice(f"{name}.{question.wording(form)}", **filled)
    asked, between = text, "\n"
    if _said_twice(form, text):
        between = " "
        prefix, asked = _otherwise(form, question, name, prefix, "" if instead else text)
    place = _place(form, question) if form.dialogue.places else ""
    asked = f"{asked} ({place})".lstrip() if place else asked
    text = f"{voice(prefix, **filled)}{between}{asked}".strip() if prefix else asked
    labels = tuple(form.label(question, choice) for choice in form.choices(question))
    drawn = {key: value for key, value in filled.items() if isinstance(value, Sheet)}
    return Reply("plain", {"text": text, **drawn}, labels=labels)


def _said_twice(form: Form, text: str) -> bool:
    """Whether the question was asked twice in these very words: nobody is asked so a third time."""
    before, times = form.state.get("said", ("", 0))
    digest = words.digest(text)
    times = times + 1 if digest == before else 1
    form.state["said"] = [digest, times]
    return times > 2


def _otherwise(form: Form, question: Question, name: str, prefix: str, asked: str) -> tuple[str, str]:
    """How to ask in other words: what was wrong with the answer, or by turns one or the other sentence on what is
    expected. Where that would reproach them with an answer that they never gave, a sentence leads back instead."""
    which = "" if form.state["said"][1] % 2 else "_more"
    if prefix:
        return prefix, asked
    if question.takes_text and not question.collects:
        return f"asked_anew{which}", asked
    own = f"{name}.again{which}"
    return (own if form.turn.desk.texts.has(own) else f"again{which}"), asked


def _place(form: Form, question: Question) -> str:
    counted = [q.name for q in form.applicable() if q.takes_text or q.may_skip(form)]
    return f"{counted.index(question.name) + 1}/{len(counted)}" if question.name in counted else ""
