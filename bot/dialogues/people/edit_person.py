"""«Cambiar»: a lead corrects one thing about a person."""

from collections.abc import Callable, Mapping, Sequence

from bot.actions.people import directory
from bot.dialogue.form import Choice, Dialogue, Form
from bot.dialogue.pickers import Language
from bot.dialogue.questions import Phone, Pick, Text
from bot.dialogues.people.company import Company
from bot.replies.steps import Topic
from store.people import changes, people

NONE = Choice("none", "", key="none")
"""No company, no phone."""


def fields(form: Form) -> Sequence[Choice]:
    return [Choice(name, name, key=f"field_{name}") for name in changes.FIELDS]


def chosen(name: str) -> Callable[[Form], bool]:
    return lambda form: form.answers.get("field") == name


def roles(form: Form) -> Sequence[Choice]:
    return [Choice(role, role, key=f"role_{role}") for role in people.ROLES]


class CompanyOrNone(Company):
    def choices(self, form: Form) -> Sequence[Choice]:
        return [*super().choices(form), NONE]


class PhoneOrNone(Phone):
    def choices(self, form: Form) -> Sequence[Choice]:
        return [*super().choices(form), NONE]


def whose(form: Form) -> Mapping[str, object]:
    person = people.get(form.turn.session, form.answers["person"])
    return {"name": person.name if person else ""}


def is_somebody(form: Form) -> bool:
    return people.get(form.turn.session, form.answers["person"]) is not None


def edit_it(form: Form) -> None:
    name = form.answers["field"]
    value = form.answers[name]
    directory.edit(
        form.turn, form.answers["person"], {name: value["e164"] if isinstance(value, dict) else value}
    )


edit_person = Dialogue(
    Topic.EDIT_PERSON,
    (
        Pick("field", options=fields),
        Text("name", line=True, least=2, when=chosen("name")),
        CompanyOrNone("company", line=True, when=chosen("company")),
        PhoneOrNone("phone", when=chosen("phone")),
        Pick("role", options=roles, when=chosen("role")),
        Language("language", when=chosen("language")),
    ),
    then=edit_it,
    possible=is_somebody,
    values=whose,
)
