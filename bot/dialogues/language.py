"""In which language we talk with this person."""

from collections.abc import Sequence

from bot.actions import menus
from bot.dialogue.form import Choice, Dialogue, Form
from bot.dialogue.questions import Pick
from bot.replies.steps import Topic


def languages(form: Form) -> Sequence[Choice]:
    texts = form.turn.desk.texts
    return [Choice(name, name, text=texts.find(name, "language_name")) for name in texts.languages]


def speak_it(form: Form) -> None:
    form.turn.person.language = form.answers["language"]
    form.turn.say("language_set")
    menus.show(form.turn)


language = Dialogue(Topic.LANGUAGE, (Pick("language", options=languages),), then=speak_it)
