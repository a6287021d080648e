"""«Borrarme»: one confirmation."""

from collections.abc import Sequence

from bot.actions.people import privacy
from bot.dialogue.form import CANCEL, Choice, Dialogue, Form
from bot.dialogue.questions import Pick
from bot.language.meaning import Asked, Meaning
from bot.replies.steps import Topic


def sure(form: Form) -> Sequence[Choice]:
    return [Choice("yes", "yes", key="erase_yes")]


def ask_leads(form: Form) -> None:
    privacy.ask_leads(form.turn)


erase_me = Dialogue(
    Topic.ERASE_ME,
    (
        Pick(
            "sure",
            options=sure,
            asked=Asked.DELETE_SURE,
            means={Meaning.YES: "yes", Meaning.NO: CANCEL},
        ),
    ),
    then=ask_leads,
)
