"""«¿Seguimos?»: a dialogue that fell silent for a day, met by a new message."""

from collections.abc import Sequence

from bot.dialogue.form import CANCEL, Choice, Dialogue, Form
from bot.dialogue.questions import Pick
from bot.language.meaning import Asked, Meaning
from bot.replies.steps import Resume, Topic


def go_on_or_not(form: Form) -> Sequence[Choice]:
    return [Choice("go_on", "go_on", key="go_on"), Choice("afresh", "afresh", key="start_again")]


def decide(form: Form) -> None:
    form.turn.next.append(Resume(form.answers["how"], form.waiting))


def drop(form: Form) -> None:
    """«Cancelar»."""
    form.turn.next.append(Resume("cancel", form.waiting))


resume = Dialogue(
    Topic.RESUME,
    (
        Pick(
            "how",
            options=go_on_or_not,
            collects=True,
            asked=Asked.YES_NO,
            means={Meaning.YES: "go_on", Meaning.NO: CANCEL},
        ),
    ),
    then=decide,
    cancelled=drop,
)
