"""In which language we talk with this person."""

from collections.abc import Sequence

from bot.commands import everyone
from bot.dialogue.form import Choice, Dialogue, Form
from bot.dialogue.questions import Pick


def languages(form: Form) -> Sequence[Choice]:
    texts = form.turn.desk.texts
    return [Choice(name, name, text=texts.find(name, "language_name")) for name in texts.languages]


def speak_it(form: Form) -> None:
    form.turn.person.language = form.answers["language"]
    form.turn.say("language_set")
    everyone.menu(form.turn, "")


language = Dialogue("language", (Pick("language", options=languages),), then=speak_it)
