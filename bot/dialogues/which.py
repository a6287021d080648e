"""What a command lacks before it is carried out: the number of its ticket, or a yes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.actions.tickets import closing, followups
from bot.dialogue.form import Choice, Dialogue, Form, Unusable
from bot.dialogue.pickers import TicketNumber
from bot.dialogue.questions import YesOrNo
from bot.language import meaning
from bot.language.meaning import Meaning
from bot.replies import acts
from bot.replies.steps import Do, Topic
from bot.replies.turn import Turn
from store.tables import Ticket
from store.tickets import lists, tickets

A_SOLUTION = 2  # words from which on an answer that is neither yes nor no says how it was solved


def _own(turn: Turn) -> Sequence[Ticket]:
    if turn.role == acts.LEAD:
        unassigned = lists.unassigned(turn.session, turn.desk.silent_before(), acts.MOST_BUTTONS)
        return unassigned or lists.newest(turn.session, acts.MOST_BUTTONS)
    return lists.open_of(turn.session, turn.person, acts.MOST_BUTTONS)


def _closed(turn: Turn) -> Sequence[Ticket]:
    return lists.closed_of(turn.session, turn.person, acts.MOST_BUTTONS)


OFFERED: dict[str, Callable[[Turn], Sequence[Ticket]]] = {acts.REOPEN.name: _closed}


def candidates(form: Form) -> Sequence[Ticket]:
    return OFFERED.get(form.answers["command"], _own)(form.turn)


def any_to_choose(form: Form) -> bool:
    """A lead may name any ticket; others only theirs."""
    return form.turn.role == acts.LEAD or bool(candidates(form))


ALL = "all"


class Which(TicketNumber):
    """Who closes may say «los dos»."""

    def understood(self, form: Form) -> Sequence[Choice]:
        closes = form.answers["command"] == acts.CLOSE.name
        return [Choice(ALL, ALL)] if closes and closing.all_of(form.turn) else ()


def carry_on(form: Form) -> None:
    """Carries the command out with the number that it lacked. What was told with it, where the command has no use for
    words, goes into the thread."""
    answers = form.answers
    if answers["ticket"] == ALL:
        _close_all(form)
        return
    if answers["command"] == acts.DELETE.name and form.waiting:
        _put_in_the_thread(form)
    args = f"{answers['ticket']} {answers.get('rest', '')}".strip()
    form.turn.next.append(Do(acts.ACTS[answers["command"]], args))


def _put_in_the_thread(form: Form) -> None:
    turn = form.turn
    ticket = tickets.get(turn.session, turn.person, form.answers["ticket"], "delete")
    if ticket.status == "open":
        followups.add(turn, ticket, followups.load(turn.session, form.waiting))
    else:
        turn.unplaced += form.waiting


def _close_all(form: Form) -> None:
    """A client is asked once more; of staff, each is asked for its solution."""
    turn, rest = form.turn, form.answers.get("rest", "")
    found = closing.all_of(turn)
    if turn.role == acts.CLIENT:
        closing.begin_all(turn, found, rest, form.waiting)
    else:
        numbers = ", ".join(str(ticket.number) for ticket in found)
        turn.next.append(Do(acts.CLOSE, f"{numbers}: {rest}" if rest else numbers))


def do_it(form: Form) -> None:
    """Carries the command out; after a «no» the words are offered a place: of those about one ticket, that one's.
    «Cancelar» leaves all as it was, and what was to be a note is not offered to a client."""
    answers, act = form.answers, acts.ACTS[form.answers["act"]]
    numbers, _ = meaning.leading_tickets(answers["args"], tuple(form.turn.desk.texts.languages))
    if answers["sure"] == "yes":
        form.turn.next.append(Do(act, answers["args"]))
    elif act is acts.NOTE or form.turn.read(form.turn.heard.inbound.text).meaning is Meaning.CANCEL:
        form.turn.say("cancelled")
    elif act.about_ticket and len(numbers) == 1:
        form.turn.ask(Topic.SEND_TO, {"ticket": numbers[0]}, waiting=form.waiting)
    else:
        form.turn.unplaced += form.waiting


def asks(form: Form) -> str:
    """«¿Cuál cerramos?»: in the words of the command, where it has its own."""
    own = f"ask_{form.answers['command']}"
    return own if form.turn.desk.texts.has(f"{Topic.WHICH}.ticket.{own}") else "ask"


which = Dialogue(
    Topic.WHICH,
    (Which("ticket", options=candidates, asks=asks, means={Meaning.CLOSE_ALL: ALL}),),
    then=carry_on,
    possible=any_to_choose,
)


class Sure(YesOrNo):
    """Who is asked whether to close a ticket may answer with its solution: then that is asked about."""

    def read_all(self, form: Form, text: str) -> Mapping[str, Any]:
        number = _to_close(form)
        said = form.turn.read(text, self.asked)
        if number is None or said.meaning is not Meaning.NOTHING or len(text.split()) < A_SOLUTION:
            raise Unusable
        form.waiting.append(form.turn.heard.id)
        asked = form.turn.voice("sure.close_with", number=number, n=1, what=text)
        return {"args": f"{number}: {text}", "words": asked}


def _to_close(form: Form) -> int | None:
    """The ticket that is asked about, where it is one, and no solution was told yet."""
    languages = tuple(form.turn.desk.texts.languages)
    numbers, told = meaning.leading_tickets(form.answers["args"], languages)
    closes = form.answers["act"] == acts.CLOSE.name
    return numbers[0] if closes and len(numbers) == 1 and not told else None


def may_be_done(form: Form) -> bool:
    """Not once what it is about is closed, or open again. Raises NotFound."""
    turn, act = form.turn, acts.ACTS[form.answers["act"]]
    if not act.about_ticket:
        return True
    numbers, _ = meaning.leading_tickets(form.answers["args"], tuple(turn.desk.texts.languages))
    wanted = {acts.REOPEN: "closed", acts.NOTE: "", acts.RESPOND: ""}.get(act, "open")
    found = [tickets.get(turn.session, turn.person, number) for number in numbers]
    return all(ticket.status == wanted or not wanted for ticket in found)


sure = Dialogue(
    Topic.SURE,
    (Sure("sure"),),
    then=do_it,
    values=lambda form: {"words": form.answers["words"]},
    stands=may_be_done,
)
