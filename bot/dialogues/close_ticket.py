"""Closing a ticket, with the solution that staff must give; deleting one, after a confirmation."""

from collections.abc import Sequence

from bot.actions.tickets import closing, followups
from bot.dialogue.form import Choice, Dialogue, Form, Unusable
from bot.dialogue.pickers import are_open
from bot.dialogue.questions import YES_OR_NO, Text, YesOrNo
from bot.language.meaning import Asked, Meaning
from bot.replies import acts
from bot.replies.steps import Do, Topic
from store.errors import NotFound
from store.tickets import permissions, tickets


def is_client(form: Form) -> bool:
    """Whether they close what they asked for themselves."""
    try:
        ticket = tickets.get(form.turn.session, form.turn.person, form.answers["ticket"])
    except NotFound:  # by now; the closing itself is refused in words
        return False
    return permissions.is_clients_side(form.turn.person, ticket)


def asks(form: Form) -> str:
    return "ask_client" if is_client(form) else "ask"


def close_it(form: Form) -> None:
    told = list(form.sources.values()) or closing.that_told(form.turn, form.answers["solution"] or "")
    closing.close(form.turn, form.answers["ticket"], form.answers["solution"], form.files, told)
    if then := form.answers.get("then"):
        form.turn.next.append(Do(acts.CLOSE, " ".join(map(str, then))))


def delete_it(form: Form) -> None:
    closing.delete(form.turn, form.answers["ticket"], form.answers["sure"] == "yes")


def number(form: Form) -> dict[str, object]:
    return {"number": form.answers["ticket"]}


TELLS_NOTHING = {
    Asked.TEXT: frozenset({Meaning.GREETING, Meaning.NO}),
    Asked.LAST_WORD: frozenset({Meaning.GREETING, Meaning.YES}),
}
"""What is neither a solution nor a last word, by what is asked: «todavía no», a client's «sí»."""


class Solution(Text):
    """What staff must tell; a client may add a word, or say «no» to that."""

    def asked_now(self, form: Form) -> Asked:
        return Asked.LAST_WORD if is_client(form) else Asked.TEXT

    def read(self, form: Form, text: str) -> str:
        asked = self.asked_now(form)
        said = form.turn.read(text, Asked.NOTHING if asked is Asked.TEXT else asked)
        if said.meaning in TELLS_NOTHING[asked] and not said.rest:
            raise Unusable
        return super().read(form, text)

    def again(self, form: Form, which: str) -> str:
        return f"{which}_client" if is_client(form) and which != "stuck" else which


close_ticket = Dialogue(
    Topic.CLOSE_TICKET,
    (Solution("solution", asked=Asked.TEXT, optional=is_client, asks=asks),),
    then=close_it,
    takes_files=True,
    values=number,
    stands=are_open,
)


ALL, DELETE = "all", "delete"


class CloseIt(YesOrNo):
    """«los dos» says more than yes: then all are asked about. «borralo» is no yes: then that is asked."""

    def understood(self, form: Form) -> Sequence[Choice]:
        return [Choice(ALL, ALL), Choice(DELETE, DELETE)]


def close_or_not(form: Form) -> None:
    turn = form.turn
    if form.answers["sure"] == ALL:
        closing.begin_all(turn, closing.all_of(turn), "", ())
    elif form.answers["sure"] == DELETE:
        _ask_to_delete(form)
    elif form.answers["sure"] == "yes":
        closing.close(turn, form.answers["ticket"], None, (), ())
    else:
        _keep_what_is_told(form)
        turn.say(closing.stays_open(turn, form.answers["ticket"]))


def _ask_to_delete(form: Form) -> None:
    turn = form.turn
    _keep_what_is_told(form)
    closing.begin_deleting(turn, tickets.get(turn.session, turn.person, form.answers["ticket"], "delete"))


def _keep_what_is_told(form: Form) -> None:
    """What they say of the ticket beside their answer stays in its thread; another matter is asked about."""
    turn, told = form.turn, form.turn.heard
    said = turn.read(told.inbound.text)
    if told.id not in turn.unplaced or Meaning.OTHER_MATTER in {said.meaning, *said.also}:
        return
    ticket = tickets.get(turn.session, turn.person, form.answers["ticket"], "write")
    if ticket.status == "open":
        turn.unplaced.remove(told.id)
        followups.add(turn, ticket, [told])


close_sure = Dialogue(
    Topic.CLOSE_SURE,
    (
        CloseIt(
            "sure",
            asked=Asked.CLOSE_SURE,
            means={**YES_OR_NO, Meaning.CLOSE_ALL: ALL, Meaning.DELETE: DELETE},
        ),
    ),
    then=close_or_not,
    values=number,
    stands=are_open,
)


def close_all_or_none(form: Form) -> None:
    """After a «no» what they told besides is offered a place."""
    turn, answers = form.turn, form.answers
    if answers["sure"] == "yes":
        closing.close_all(turn, still_open(form), answers["said"], form.waiting)
    else:
        turn.say("close_all.cancelled", **numbers(form))
        turn.unplaced += form.waiting


def still_open(form: Form) -> list[int]:
    """Those of the tickets that are open by now. Raises Refused where none is."""
    turn, asked = form.turn, form.answers["tickets"]
    known = [number for number in asked if tickets.is_known(turn.session, turn.person, number)]
    found = [tickets.get(turn.session, turn.person, number) for number in known]
    still = [ticket.number for ticket in found if ticket.status == "open"]
    if not still:
        tickets.expect_open(found)
        raise NotFound(asked[0])
    return still


def numbers(form: Form) -> dict[str, object]:
    still = still_open(form)
    return {"numbers": form.turn.voice.list([str(number) for number in still]), "n": len(still)}


close_all = Dialogue(
    Topic.CLOSE_ALL,
    (YesOrNo("sure", asked=Asked.CLOSE_SURE, means={**YES_OR_NO, Meaning.CLOSE_ALL: "yes"}),),
    then=close_all_or_none,
    values=numbers,
)

delete_ticket = Dialogue(
    Topic.DELETE_TICKET,
    (YesOrNo("sure", yes="delete_yes", asked=Asked.DELETE_SURE),),
    then=delete_it,
    values=number,
    stands=are_open,
)
