"""Ready answers: how the lead keeps them, and how the staff send one."""

from collections.abc import Sequence

from bot.actions import ready_answers
from bot.dialogue.form import CANCEL, Choice, Dialogue, Form, Unusable
from bot.dialogue.pickers import KeptName, TicketNumber
from bot.dialogue.questions import Pick, Text
from bot.dialogues import write
from bot.language.meaning import Asked, Meaning
from bot.replies.people import naming
from bot.replies.steps import Topic
from store.errors import Refused
from store.keeping import ready_answers as kept
from store.tickets import tickets

WHICH = KeptName("answer", find=kept.find, all_of_them=kept.all_of_them, unknown="ready.unknown")


class NewName(Text):
    """A name that none has yet."""

    def read(self, form: Form, text: str) -> str:
        try:
            return kept.new_name(form.turn.session, super().read(form, text))
        except Refused as refused:
            raise Unusable(f"refused.{refused.key}", **refused.values) from refused


class Wording(Text):
    """A text whose blanks can all be filled in."""

    def read(self, form: Form, text: str) -> str:
        try:
            return ready_answers.checked(form.turn.desk.texts, super().read(form, text))
        except Refused as refused:
            raise Unusable(f"refused.{refused.key}", **refused.values) from refused


def any_kept(form: Form) -> bool:
    return kept.any_kept(form.turn.session)


def send_or_not(form: Form) -> Sequence[Choice]:
    return [Choice("send", "send", key="send")]


def shown(form: Form) -> dict[str, object]:
    """As the client will read it, once it is known which and for which ticket."""
    number, answer_id = form.answers.get("ticket"), form.answers.get("answer")
    if number is None or answer_id is None:
        return {"number": number}
    ticket = tickets.get(form.turn.session, form.turn.person, number)
    text = ready_answers.filled(form.turn, answer_id, ticket)
    return {"number": number, "client": naming.client(form.turn.session, ticket.requester), "text": text}


def send_it(form: Form) -> None:
    ready_answers.send(form.turn, form.answers["ticket"], str(shown(form)["text"]))


def add_it(form: Form) -> None:
    ready_answers.add(form.turn, form.answers["name"], form.answers["text"])


def change_it(form: Form) -> None:
    ready_answers.change(form.turn, form.answers["answer"], form.answers["text"])


def delete_it(form: Form) -> None:
    ready_answers.delete(form.turn, form.answers["answer"])


ready = Dialogue(
    Topic.READY,
    (
        TicketNumber("ticket", act="write", options=write.recent),
        WHICH,
        Pick(
            "sure",
            options=send_or_not,
            asked=Asked.YES_NO,
            means={Meaning.YES: "send", Meaning.NO: CANCEL},
        ),
    ),
    then=send_it,
    values=shown,
    possible=any_kept,
)
add_ready = Dialogue(Topic.ADD_READY, (NewName("name", line=True), Wording("text")), then=add_it)
change_ready = Dialogue(Topic.CHANGE_READY, (WHICH, Wording("text")), then=change_it, possible=any_kept)
delete_ready = Dialogue(Topic.DELETE_READY, (WHICH,), then=delete_it, possible=any_kept)
