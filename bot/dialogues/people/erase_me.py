"""«Borrarme»: one confirmation."""

from collections.abc import Sequence

from bot.actions.people import privacy
from bot.dialogue.form import Choice, Dialogue, Form
from bot.dialogue.questions import Pick
from bot.replies.steps import Topic


def sure(form: Form) -> Sequence[Choice]:
    return [Choice("yes", "yes", key="erase_yes")]


def ask_leads(form: Form) -> None:
    privacy.ask_leads(form.turn)


erase_me = Dialogue(Topic.ERASE_ME, (Pick("sure", options=sure),), then=ask_leads)
