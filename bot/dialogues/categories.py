"""The lead keeps the list of categories."""

from collections.abc import Sequence

from bot.commands import lead
from bot.dialogue.form import Choice, Dialogue, Form
from bot.dialogue.questions import Pick, Text
from store.tickets import categories as kept


def all_of_them(form: Form) -> Sequence[Choice]:
    return [Choice(str(c.id), c.id, text=c.name) for c in kept.current(form.turn.session)[:12]]


def add_it(form: Form) -> None:
    kept.add(form.turn.session, form.turn.person, form.answers["name"])
    lead.categories(form.turn, "")


def rename_it(form: Form) -> None:
    kept.rename(form.turn.session, form.turn.person, form.answers["category"], form.answers["name"])
    lead.categories(form.turn, "")


def retire_it(form: Form) -> None:
    kept.retire(form.turn.session, form.turn.person, form.answers["category"], form.turn.now)
    lead.categories(form.turn, "")


add_category = Dialogue("add_category", (Text("name", line=True),), then=add_it)
rename_category = Dialogue(
    "rename_category", (Pick("category", options=all_of_them), Text("name", line=True)), then=rename_it
)
retire_category = Dialogue("retire_category", (Pick("category", options=all_of_them),), then=retire_it)
