"""Messages that wait for a home: which ticket, whether a closed one opens again, and «Mover»."""

from collections.abc import Collection, Sequence
from itertools import groupby

from bot.actions import followups
from bot.commands import tickets as acts
from bot.dialogue import engine
from bot.dialogue.form import Choice, Dialogue, Form
from bot.dialogue.questions import Pick, ticket_choices
from store.files import files
from store.tickets import lists, moves, tickets

NEW = "new"
OFFERED = 4


def places(form: Form) -> Sequence[Choice]:
    """Their open tickets and «Nuevo ticket»."""
    turn = form.turn
    offered = [ticket for ticket in followups.in_focus(turn) if ticket.status == "open"]
    offered += lists.open_of(turn.session, turn.person, OFFERED)
    unique = list({ticket.id: ticket for ticket in offered}.values())[:OFFERED]
    return [*ticket_choices(unique), Choice(NEW, NEW, key="open")]


def asks(form: Form) -> str:
    """Where there is no ticket to choose, only a new one is offered."""
    return "ask" if len(places(form)) > 1 else "ask_new"


def wording(form: Form) -> dict[str, object]:
    return {"excerpt": followups.excerpt(form.turn, form.waiting), "number": form.answers.get("ticket")}


def go_there(form: Form) -> None:
    """The waiting messages go into the thread, or become the problem of a new ticket."""
    if form.answers["place"] == NEW:
        as_new(form)
    else:
        into(form, form.answers["place"])


def into(form: Form, number: int, notes: Collection[int] = ()) -> None:
    """`notes` are those of the waiting messages that no client may see."""
    turn = form.turn
    ticket = tickets.get(turn.session, turn.person, number, "write", lock=True)
    pieces = followups.load(turn.session, form.waiting)
    for internal, part in groupby(pieces, lambda piece: piece.id in notes):
        followups.add(turn, ticket, list(part), internal=internal)
    followups.moved(turn, ticket, pieces, internal=bool(notes))


def as_new(form: Form, after: int | None = None) -> None:
    """A new ticket with the problem filled in; `after` is the closed one that it follows."""
    turn = form.turn
    pieces = followups.load(turn.session, form.waiting)
    problem = followups.problem_of(turn, pieces)
    if after is not None:
        problem = turn.voice("follows", number=after, problem=problem)
    found = files.of_messages(turn.session, form.waiting)
    ids = [file.id for several in found.values() for file in several]
    given = {"problem": problem} if problem else {"problem": turn.voice("in_the_files")} if ids else {}
    engine.start(turn, "open_ticket", given, waiting=form.waiting, files=ids)


def reopen_or_not(form: Form) -> Sequence[Choice]:
    return [Choice("reopen", "reopen", key="reopen"), Choice(NEW, NEW, key="open")]


def reopen_it(form: Form) -> None:
    number = form.answers["ticket"]
    if form.answers["again"] == NEW:
        as_new(form, after=number)
        return
    ticket = tickets.get(form.turn.session, form.turn.person, number, "write", lock=True)
    pieces = followups.load(form.turn.session, form.waiting)
    if ticket.status == "open":  # somebody was quicker
        followups.add(form.turn, ticket, pieces)
        followups.moved(form.turn, ticket, pieces)
        return
    acts.reopen_now(form.turn, number)
    followups.add(form.turn, ticket, pieces)


def only_new(form: Form) -> Sequence[Choice]:
    return [Choice(NEW, NEW, key="open")]


def open_after(form: Form) -> None:
    as_new(form, after=form.answers["ticket"])


def other_places(form: Form) -> Sequence[Choice]:
    """Where a moved message may go: any place but the one where it is."""
    here = moves.places(form.turn.session, form.turn.chat.id, *_range(form))
    own = [
        ticket for ticket in lists.open_of(form.turn.session, form.turn.person, 6) if ticket.id not in here
    ]
    new = [Choice(NEW, NEW, key="open")] if form.turn.role == "client" else []
    return [*ticket_choices(own), *new]


def move_it(form: Form) -> None:
    """To another ticket at once; to a new one when that is opened: until then the messages stay where they are."""
    turn = form.turn
    ids = [row.id for row in moves.fresh(turn.session, turn.chat.id, *_range(form), turn.now)]
    if form.answers["place"] != NEW:
        _move_into(form, form.answers["place"], ids)
    else:
        form.waiting[:] = ids
        as_new(form)


def _move_into(form: Form, number: int, ids: list[int]) -> None:
    """An internal note stays one wherever it goes. Where the ticket is refused, nothing was taken out of the other."""
    turn = form.turn
    notes = moves.notes(turn.session, ids)
    tickets.get(turn.session, turn.person, number, "note" if notes else "write", lock=True)
    followups.take_back(turn, ids)
    form.waiting[:] = ids
    into(form, number, notes)


def _range(form: Form) -> tuple[int, int]:
    return form.answers["first"], form.answers["last"]


where = Dialogue(
    "where", (Pick("place", options=places, collects=True, asks=asks),), then=go_there, values=wording
)
reopen = Dialogue(
    "reopen", (Pick("again", options=reopen_or_not, collects=True),), then=reopen_it, values=wording
)
anew = Dialogue("anew", (Pick("sure", options=only_new, collects=True),), then=open_after, values=wording)
move = Dialogue("move", (Pick("place", options=other_places),), then=move_it)
