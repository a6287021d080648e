"""Coming in: what a stranger is asked, and what a lead decides."""

from collections.abc import Mapping, Sequence

from bot.actions.people import admitting, inviting, letting_in
from bot.dialogue.form import Choice, Dialogue, Form
from bot.dialogue.person import OfAStranger, OwnName
from bot.dialogue.pickers import PersonName
from bot.dialogue.questions import Pick, Text
from bot.dialogues.people.company import Company, new_company
from bot.dialogues.people.edit_person import roles
from bot.language import words
from bot.language.meaning import Asked, Meaning
from bot.replies.acts import CLIENT
from bot.replies.steps import Topic
from store.folding import fold
from store.people import approvals, by_name
from store.people import companies as known_companies
from store.tables import Approval, Person

MOST_ALIKE = 5


def introduced(form: Form) -> None:
    letting_in.ask_leads_who(form.turn, form.answers["name"], form.answers["company"])


def about_us(form: Form) -> dict[str, object]:
    return {"desk": form.turn.desk.settings.desk.name, "name": form.answers.get("name", "")}


def asks_company(form: Form) -> str:
    """Who said their name unasked has not been greeted yet."""
    return "ask_first" if "name" in form.state["given"] else "ask"


def asks_name(form: Form) -> str:
    """The greeting comes but once."""
    return "anew" if form.state.get("tries") or "name" in form.sources else "ask"


introduce = Dialogue(
    Topic.INTRODUCE,
    (
        OwnName(
            "name",
            line=True,
            least=2,
            asked=Asked.NAME,
            asks=asks_name,
            company_to="company",
        ),
        OfAStranger("company", line=True, asked=Asked.COMPANY, optional=True, asks=asks_company),
    ),
    then=introduced,
    values=about_us,
)


def approval_of(form: Form) -> Approval:
    approval = approvals.lock(form.turn.session, form.answers["approval"])
    assert approval is not None
    return approval


def company_is_known(form: Form) -> bool:
    said = fold(approval_of(form).company or "")
    return not said or said in map(fold, known_companies.known(form.turn.session))


def companies(form: Form) -> Sequence[str]:
    """What the stranger said, as new, and the existing ones that begin alike."""
    said = approval_of(form).company or ""
    known = known_companies.known(form.turn.session)
    return [said, *sorted(known, key=lambda name: fold(name)[:3] != fold(said)[:3])[:4]]


class StrangersCompany(Company):
    """What the stranger said, as new, and the existing ones that begin alike."""

    def choices(self, form: Form) -> Sequence[Choice]:
        if form.state.get("typed_company"):
            return super().choices(form)
        said, *known = companies(form)
        return [new_company(said), *(Choice(words.digest(name), name, text=name) for name in known)]


def who(form: Form) -> dict[str, object]:
    approval = approval_of(form)
    return {"name": approval.name, "said": approval.company or form.turn.voice("nothing")}


def approve_it(form: Form) -> None:
    admitting.approve(form.turn, approval_of(form), form.answers.get("company"))


approve = Dialogue(
    Topic.APPROVE,
    (StrangersCompany("company", line=True, when=lambda form: not company_is_known(form)),),
    then=approve_it,
    values=who,
)


def link_it(form: Form) -> None:
    admitting.recognise(form.turn, form.answers["approval"], form.answers["person"])


known = Dialogue(Topic.KNOWN, (PersonName("person", roles=(CLIENT,)),), then=link_it, values=who)


NEW = 0
"""What stands for a new person where one of that name is there."""


def of_that_name(form: Form) -> list[Person]:
    """Those whom the name may mean, those who left among them."""
    return by_name.find(form.turn.session, form.answers.get("name", ""), active=None)[:MOST_ALIKE]


def known_or_new(form: Form) -> Sequence[Choice]:
    """«Invitar de nuevo», by name where there are several, beside a new person."""
    found = of_that_name(form)
    called = by_name.told_apart(form.turn.session, found)
    again = [
        Choice(str(who.id), who.id, key="invite_again_one", values={"name": called[who.id]}) for who in found
    ]
    if len(found) == 1:
        again = [Choice(str(found[0].id), found[0].id, key="invite_again")]
    return [*again, Choice("new", NEW, key="somebody_else")]


def is_new(form: Form) -> bool:
    return not form.answers.get("known", NEW)


def invited(form: Form) -> Mapping[str, object]:
    found = of_that_name(form)
    called = by_name.told_apart(form.turn.session, found) if found else {}
    names = [by_name.called(who) if len(found) == 1 else called[who.id] for who in found]
    return {"names": form.turn.voice.list(names), "n": len(found)}


def invite_them(form: Form) -> None:
    answers = form.answers
    if is_new(form):
        inviting.invite(form.turn, answers["name"], answers["role"], answers.get("company"))
    else:
        inviting.invite_again(form.turn, answers["known"])


invite = Dialogue(
    Topic.INVITE,
    (
        Text("name", line=True, least=2),
        Pick(
            "known",
            options=known_or_new,
            when=lambda form: bool(of_that_name(form)),
            means={Meaning.NO: "new"},
        ),
        Pick("role", options=roles, when=is_new),
        Company(
            "company",
            line=True,
            optional=True,
            when=lambda form: is_new(form) and form.answers.get("role") == CLIENT,
        ),
    ),
    then=invite_them,
    values=invited,
)
