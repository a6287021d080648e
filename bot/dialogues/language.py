"""In which language we talk with this person."""

from bot.actions import menus
from bot.dialogue.form import Dialogue, Form
from bot.dialogue.pickers import Language
from bot.replies.steps import Topic


def speak_it(form: Form) -> None:
    form.turn.speak(form.answers["language"])
    form.turn.say("language_set")
    menus.show(form.turn)


language = Dialogue(Topic.LANGUAGE, (Language("language"),), then=speak_it)
