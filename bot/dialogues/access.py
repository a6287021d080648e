"""Coming in: what a stranger is asked, and what a lead decides."""

from collections.abc import Sequence

from bot.actions.people import admitting, inviting, letting_in
from bot.dialogue.form import Choice, Dialogue, Form
from bot.dialogue.pickers import PersonName
from bot.dialogue.questions import Pick, Text
from bot.replies.acts import CLIENT
from bot.replies.steps import Topic
from store.folding import fold
from store.people import approvals, people
from store.people import companies as known_companies
from store.tables import Approval


def introduced(form: Form) -> None:
    letting_in.ask_leads_who(form.turn, form.answers["name"], form.answers["company"])


introduce = Dialogue(
    Topic.INTRODUCE,
    (
        Text("name", line=True, least=2, ways_out=False),
        Text("company", line=True, optional=True, ways_out=False),
    ),
    then=introduced,
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


class Company(Text):
    def choices(self, form: Form) -> Sequence[Choice]:
        said, *known = companies(form)
        new = Choice("new", said, key="new_company", values={"name": said})
        return [new, *(Choice(str(place), name, text=name) for place, name in enumerate(known))]


def who(form: Form) -> dict[str, object]:
    approval = approval_of(form)
    return {"name": approval.name, "said": approval.company or form.turn.voice("nothing")}


def approve_it(form: Form) -> None:
    admitting.approve(form.turn, approval_of(form), form.answers.get("company"))


approve = Dialogue(
    Topic.APPROVE,
    (Company("company", line=True, when=lambda form: not company_is_known(form)),),
    then=approve_it,
    values=who,
)


def link_it(form: Form) -> None:
    admitting.recognise(form.turn, form.answers["approval"], form.answers["person"])


known = Dialogue(Topic.KNOWN, (PersonName("person", roles=(CLIENT,)),), then=link_it, values=who)


def roles(form: Form) -> Sequence[Choice]:
    return [Choice(role, role, key=f"role_{role}") for role in people.ROLES]


def invite_them(form: Form) -> None:
    answers = form.answers
    inviting.invite(form.turn, answers["name"], answers["role"], answers.get("company"))


invite = Dialogue(
    Topic.INVITE,
    (
        Text("name", line=True, least=2),
        Pick("role", options=roles),
        Text("company", line=True, optional=True, when=lambda form: form.answers.get("role") == CLIENT),
    ),
    then=invite_them,
)
