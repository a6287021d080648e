"""Staff write to a client or leave a note: asked for the text, or asked where a free text should go."""

from collections.abc import Sequence

from bot.actions.tickets import followups, relaying
from bot.dialogue.form import CANCEL, Choice, Dialogue, Form, Unusable
from bot.dialogue.pickers import TicketNumber
from bot.dialogue.questions import Pick, Text
from bot.language.meaning import Asked, Meaning
from bot.replies.acts import LEAD
from bot.replies.people import naming
from bot.replies.steps import Topic
from bot.replies.turn import Heard
from store.errors import NotFound
from store.tables import Ticket
from store.tickets import lists, tickets

MOST = 6
AS_IT_IS = "as_it_is"


def write_it(form: Form) -> None:
    """Adds the text, and what files came with it, to the thread."""
    turn, internal = form.turn, bool(form.answers.get("internal"))
    ticket = _locked(form, internal)
    source = form.sources.get("text")
    followups.write(turn, ticket, form.answers["text"], form.files, source=source, internal=internal)
    followups.still_takes_files(turn, ticket, internal=internal)


def send_it(form: Form) -> None:
    """Takes the waiting messages where the writer said."""
    turn, internal = form.turn, form.answers["how"] == "note"
    ticket = _locked(form, internal)
    pieces = _pieces(form)
    followups.add(turn, ticket, pieces, internal=internal)
    followups.still_takes_files(turn, ticket, internal=internal)
    followups.offer_to_move(turn, ticket, pieces, internal=internal)


def _pieces(form: Form) -> Sequence[Heard]:
    """What waits; where it asks us to tell something, that, unless they want their words sent as they are."""
    pieces = followups.load(form.turn.session, form.waiting)
    if not form.answers.get("relays") or form.answers.get("how") == AS_IT_IS:
        return pieces
    return [relaying.as_told(form.turn, piece) for piece in pieces]


def _locked(form: Form, internal: bool) -> Ticket:
    permission = "note" if internal else "write"
    return tickets.get(form.turn.session, form.turn.person, form.answers["ticket"], permission, lock=True)


def send_or_note(form: Form) -> Sequence[Choice]:
    pieces = followups.load(form.turn.session, form.waiting) if form.answers.get("relays") else []
    tells = any(relaying.told(form.turn, piece.inbound.text) for piece in pieces)
    as_it_is = [Choice(AS_IT_IS, AS_IT_IS, key="send_as_it_is")] if tells else []
    return [Choice("send", "send", key="send"), Choice("note", "note", key="note"), *as_it_is]


def recent(form: Form) -> Sequence[Ticket]:
    """The tickets that this chat was about lately, then their own; a lead's are all that are open."""
    turn = form.turn
    lately, own = followups.in_focus(turn), lists.open_of(turn.session, turn.person, MOST)
    others = lists.newest(turn.session, MOST) if turn.role == LEAD else ()
    return list({ticket.id: ticket for ticket in [*lately, *own, *others]}.values())[:MOST]


def about(form: Form) -> dict[str, object]:
    """The client's name and the ticket, and the beginning of what was written."""
    number = form.answers.get("ticket")
    try:
        ticket = tickets.get(form.turn.session, form.turn.person, number) if number else None
    except NotFound:  # by now; the choice itself is refused in words
        ticket = None
    return {
        "number": number,
        "client": naming.client(form.turn.session, ticket.requester) if ticket else "",
        "excerpt": followups.excerpt(form.turn, _pieces(form)),
    }


class Message(Text):
    """What is marked as a note is not for a client: «nota: es moroso»."""

    def read(self, form: Form, text: str) -> str:
        said = form.turn.read(text)
        if said.meaning is Meaning.NOTE and said.value and not form.answers.get("internal"):
            raise Unusable(f"{form.dialogue.topic}.{self.name}.a_note", number=form.answers["ticket"])
        return super().read(form, text)


def asks(form: Form) -> str:
    return "ask_note" if form.answers.get("internal") else "ask"


write = Dialogue(
    Topic.WRITE,
    (Message("text", files_say="", asked=Asked.TEXT, asks=asks),),
    then=write_it,
    takes_files=True,
    values=about,
)

send_to = Dialogue(
    Topic.SEND_TO,
    (
        TicketNumber("ticket", act="write", options=recent, collects=True),
        Pick(
            "how",
            options=send_or_note,
            collects=True,
            asked=Asked.YES_NO,
            means={Meaning.YES: "send", Meaning.NO: CANCEL},
        ),
    ),
    then=send_it,
    values=about,
    kept=("relays",),
)
