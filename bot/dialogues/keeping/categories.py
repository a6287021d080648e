"""The lead keeps the list of categories."""

from bot.actions import category_list
from bot.dialogue.form import Dialogue, Form
from bot.dialogue.pickers import KeptName
from bot.dialogue.questions import Text
from bot.replies.steps import Topic


def add_it(form: Form) -> None:
    category_list.add(form.turn, form.answers["name"])


def rename_it(form: Form) -> None:
    category_list.rename(form.turn, form.answers["category"], form.answers["name"])


def retire_it(form: Form) -> None:
    category_list.retire(form.turn, form.answers["category"])


add_category = Dialogue(Topic.ADD_CATEGORY, (Text("name", line=True),), then=add_it)
rename_category = Dialogue(
    Topic.RENAME_CATEGORY,
    (KeptName("category"), Text("name", line=True)),
    then=rename_it,
)
retire_category = Dialogue(Topic.RETIRE_CATEGORY, (KeptName("category"),), then=retire_it)
