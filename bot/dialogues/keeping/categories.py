"""The lead keeps the list of categories."""

from collections.abc import Sequence

from bot.actions import category_list
from bot.dialogue.form import Choice, Dialogue, Form
from bot.dialogue.questions import Pick, Text
from bot.replies.steps import Topic
from store.keeping import categories

MOST = 12


def all_of_them(form: Form) -> Sequence[Choice]:
    return [Choice(str(c.id), c.id, text=c.name) for c in categories.current(form.turn.session)[:MOST]]


def add_it(form: Form) -> None:
    category_list.add(form.turn, form.answers["name"])


def rename_it(form: Form) -> None:
    category_list.rename(form.turn, form.answers["category"], form.answers["name"])


def retire_it(form: Form) -> None:
    category_list.retire(form.turn, form.answers["category"])


add_category = Dialogue(Topic.ADD_CATEGORY, (Text("name", line=True),), then=add_it)
rename_category = Dialogue(
    Topic.RENAME_CATEGORY,
    (Pick("category", options=all_of_them), Text("name", line=True)),
    then=rename_it,
)
retire_category = Dialogue(Topic.RETIRE_CATEGORY, (Pick("category", options=all_of_them),), then=retire_it)
