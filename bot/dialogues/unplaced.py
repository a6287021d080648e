"""Messages that wait for a place: which ticket, whether a closed one opens again, and «Mover»."""

from collections.abc import Sequence

from bot.actions.tickets import closing, followups, moving, opening
from bot.dialogue.form import CANCEL, Choice, Dialogue, Form, Unusable
from bot.dialogue.pickers import TicketPick, ticket_choices
from bot.dialogue.questions import Pick
from bot.language.meaning import Asked, Meaning, Reading
from bot.replies.acts import CLIENT
from bot.replies.steps import Topic
from store.tickets import lists, moves, tickets

NEW, REOPEN, NONE = "new", "reopen", "none"
AND_A_NEW_ONE = 2  # choices, where one ticket is open
OFFERED = 4


def places(form: Form) -> Sequence[Choice]:
    """Their open tickets and «Nuevo ticket»; it alone, once they said that it is of none of them."""
    return only_new(form) if form.state.get("none") else [*_own(form), *only_new(form)]


def _own(form: Form) -> Sequence[Choice]:
    turn = form.turn
    offered = [ticket for ticket in followups.in_focus(turn) if ticket.status == "open"]
    offered += lists.open_of(turn.session, turn.person, OFFERED)
    unique = list({ticket.id: ticket for ticket in offered}.values())[:OFFERED]
    return ticket_choices(form, unique)


def asks(form: Form) -> str:
    """Where there is no ticket to choose, only a new one is offered."""
    return "ask" if len(places(form)) > 1 else "ask_new"


def wording(form: Form) -> dict[str, object]:
    pieces = followups.load(form.turn.session, form.waiting)
    return {"excerpt": followups.excerpt(form.turn, pieces), "number": form.answers.get("ticket")}


def go_there(form: Form) -> None:
    if form.answers["place"] == NEW:
        opening.begin_with(form.turn, form.waiting)
    else:
        moving.place(form.turn, form.waiting, form.answers["place"])


def reopen_or_not(form: Form) -> Sequence[Choice]:
    """It may be of one that is open, too, or of another that was solved just now."""
    return [Choice(REOPEN, REOPEN, key="reopen"), *_solved(form), *_own(form), *only_new(form)]


def _solved(form: Form) -> Sequence[Choice]:
    closed = [ticket for ticket in followups.in_focus(form.turn) if ticket.status == "closed"]
    return ticket_choices(form, [ticket for ticket in closed if ticket.number != form.answers["ticket"]])


def reopen_it(form: Form) -> None:
    again = form.answers["again"]
    if again == NEW:
        open_after(form)
    elif again == REOPEN:
        closing.reopen_with(form.turn, form.answers["ticket"], form.waiting)
    elif again in [choice.value for choice in _solved(form)]:
        closing.reopen_with(form.turn, again, form.waiting)
    else:
        moving.place(form.turn, form.waiting, again)


def only_new(form: Form) -> Sequence[Choice]:
    return [Choice(NEW, NEW, key="open")]


def open_after(form: Form) -> None:
    opening.begin_with(form.turn, form.waiting, after=form.answers["ticket"])


def other_places(form: Form) -> Sequence[Choice]:
    """Where a moved message may go."""
    turn = form.turn
    here = moves.places(turn.session, turn.chat.id, *_messages(form))
    own = [ticket for ticket in lists.open_of(turn.session, turn.person, 6) if ticket.id not in here]
    return [*ticket_choices(form, own), *(only_new(form) if turn.role == CLIENT else ())]


def move_it(form: Form) -> None:
    if form.answers["place"] == NEW:
        moving.move_to_a_new_one(form.turn, _messages(form))
    else:
        moving.move(form.turn, _messages(form), form.answers["place"])


def leave_it(form: Form) -> None:
    """«Cancelar»: what was to be moved stays, and the words that asked for it go where they would have gone."""
    turn = form.turn
    turn.say("cancelled")
    pieces = followups.load(turn.session, form.waiting)
    focus = followups.in_focus(turn, pieces[-1].said_at) if pieces and turn.role == CLIENT else []
    if len(focus) == 1 and focus[0].status == "open":
        followups.add(turn, focus[0], pieces)
        followups.acknowledge(turn, focus[0], pieces, by_focus=True)
    else:
        turn.unplaced += form.waiting


def _messages(form: Form) -> moving.Range:
    return form.answers["first"], form.answers["last"]


A_NEW_ONE = {Meaning.OPEN: NEW}


class Place(TicketPick):
    """«sí» is the only ticket, «no» none of them: then nothing but a new one is offered, and they answer that."""

    def asked_now(self, form: Form) -> Asked:
        return Asked.PLACE if len(places(form)) > 1 else Asked.YES_NO

    def understood(self, form: Form) -> Sequence[Choice]:
        return [Choice(NONE, None), *_own(form)]

    def meant(self, form: Form, said: Reading) -> str | None:
        if said.meaning not in (Meaning.YES, Meaning.NO, Meaning.OTHER_MATTER):
            return super().meant(form, said)
        offered = places(form)
        if (said.rest and not said.certain) or (said.rest and len(offered) > 1):
            return None
        if said.meaning is Meaning.YES:
            return offered[0].value if len(offered) <= AND_A_NEW_ONE else None
        return NEW if said.meaning is Meaning.OTHER_MATTER else NONE if len(offered) > 1 else CANCEL

    def steps_aside(self, form: Form, choice: Choice) -> bool:
        """Of none: the new one is offered alone."""
        form.state["none"] = choice.value == NONE
        return choice.value == NONE

    def read(self, form: Form, text: str) -> str:
        if len(places(form)) > 1:
            raise Unusable
        raise Unusable(f"{Topic.ANEW}.sure.{'again_more' if form.state.get('tries', 0) % 2 else 'again'}")


class Again(TicketPick):
    """«es otro problema» and no more is a new ticket; what is told besides waits with the rest."""

    def meant(self, form: Form, said: Reading) -> str | None:
        if said.meaning is Meaning.OTHER_MATTER:
            return None if said.rest else NEW
        return super().meant(form, said)


where = Dialogue(
    Topic.WHERE,
    (Place("place", options=places, collects=True, asks=asks, means=A_NEW_ONE),),
    then=go_there,
    values=wording,
)
reopen = Dialogue(
    Topic.REOPEN,
    (
        Again(
            "again",
            options=reopen_or_not,
            collects=True,
            asked=Asked.REOPEN,
            means={Meaning.YES: REOPEN, Meaning.NO: CANCEL, **A_NEW_ONE},
        ),
    ),
    then=reopen_it,
    values=wording,
)
anew = Dialogue(
    Topic.ANEW,
    (
        Pick(
            "sure",
            options=only_new,
            collects=True,
            asked=Asked.YES_NO,
            means={Meaning.YES: NEW, Meaning.NO: CANCEL, **A_NEW_ONE},
        ),
    ),
    then=open_after,
    values=wording,
)


class OtherPlace(TicketPick):
    """Any place but the one where it is."""

    def read_former(self, form: Form, value: str) -> int:
        turn, number = form.turn, int(super().read_former(form, value))
        here = moves.places(turn.session, turn.chat.id, *_messages(form))
        if tickets.get(turn.session, turn.person, number).id in here:
            raise Unusable("choice_gone")
        return number


move = Dialogue(
    Topic.MOVE,
    (OtherPlace("place", options=other_places, means=A_NEW_ONE),),
    then=move_it,
    cancelled=leave_it,
)
