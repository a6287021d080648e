"""A question of ours is open, and they want something else instead: «no lo borres, cerralo»."""

from collections.abc import Callable
from functools import partial

from bot.conversation.part import Part
from bot.conversation.routing import answers, calls
from bot.dialogue.engine import Forms
from bot.dialogue.form import CANCEL, Choice, Form, Question
from bot.dialogues.unplaced import NEW
from bot.language.meaning import Meaning, Reading
from bot.replies import acts
from bot.replies.steps import Topic

Deed = Callable[[], None]
OTHER_ACTS = {
    Topic.CLOSE_ALL: {Meaning.DELETE: acts.DELETE},
    Topic.DELETE_TICKET: {Meaning.CLOSE: acts.CLOSE},
}
"""What may be wanted of a ticket instead of what we ask about; it is asked about itself."""


def read(forms: Forms, part: Part) -> Deed | None:
    """What they want instead, where they tell nothing besides."""
    asked = answers.open_question(forms, part) if part.typed is not None else None
    if asked is None or part.typed is None:
        return None
    form, question = asked
    said, topic = forms.turn.read(part.typed), form.dialogue.topic
    if said.rest:
        return None
    if act := OTHER_ACTS.get(topic, {}).get(said.meaning):
        return partial(_carry_out, forms, form, act, said)
    if topic in (Topic.WHERE, Topic.ANEW) and len(form.choices(question)) == len((NEW, CANCEL)):
        return _of_a_new_one(forms, form, question, said, part.typed)
    return None


def _of_a_new_one(forms: Forms, form: Form, question: Question, said: Reading, text: str) -> Deed | None:
    """«borralo», «ya volvió, no hace falta» give up what a new ticket is offered for; «es otro problema» opens it."""
    if said.meaning is Meaning.OTHER_MATTER and said.certain:
        return partial(answers.make_choice, forms, form, question, Choice(NEW, NEW))
    answered = forms.turn.read(text, question.asked_now(form))
    solved = said.meaning is Meaning.WORKS and bool(answered.rest)
    if solved or (said.meaning is Meaning.DELETE and not said.tickets):
        return partial(forms.cancel, form)
    return None


def _carry_out(forms: Forms, form: Form, act: acts.Act, said: Reading) -> None:
    numbers = said.tickets or (form.answers.get("ticket", ""),)
    forms.end(form)
    calls.run(forms, act, str(numbers[0]))


def do_it(forms: Forms, part: Part, deed: Deed) -> None:
    deed()
