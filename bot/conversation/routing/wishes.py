"""What people want, in their own words, where no question is open: «quiero hacer un reclamo», «cómo va lo mío?»."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.actions import menus, opening_hours
from bot.actions.tickets import closing, followups, listing, opening, viewing
from bot.channels.messages import Reply
from bot.conversation.part import Part
from bot.conversation.routing import answers, calls, closed, places
from bot.conversation.routing.misplaced import names_theirs
from bot.dialogue.engine import Forms
from bot.language.meaning import WAITS, Meaning, Reading
from bot.replies import acts, views
from bot.replies.steps import Topic
from bot.replies.turn import Turn
from store.files import files
from store.tables import Ticket
from store.tickets import lists, tickets

BESIDE = (Meaning.PERSON, Meaning.HOURS, Meaning.LANGUAGE)
TELLS = 2  # words from which on what is left over is somebody's message


@dataclass(frozen=True)
class Wish:
    """What they want, and the words that say something else besides, to the letter."""

    said: Reading
    told: str


def read(forms: Forms, part: Part) -> Wish | None:
    """What a client wants. Where asking is all that it is and they tell something besides, it is a message as any."""
    text = part.plain_text if not part.has_files else _opening_before_files(forms.turn, part)
    said = forms.turn.read(text) if text is not None else None
    if text is None or said is None or not said.certain or said.meaning not in GRANTED:
        return None
    if said.meaning is Meaning.MISPLACED and said.tickets and not names_theirs(forms.turn, said.tickets):
        return None
    if said.meaning is Meaning.CANCEL and (
        said.rest or lists.open_of(forms.turn.session, forms.turn.person, 1)
    ):
        return None  # «dejalo así» is said to who attends
    if said.meaning is Meaning.WORKS and closed.asks_whether(text, said):
        return None
    if said.meaning is Meaning.HOURS and not opening_hours.are_known(forms.turn.desk):
        return None
    told = _told(said)
    return None if told and said.meaning not in TAKES_WORDS else Wish(said, told)


def _opening_before_files(turn: Turn, part: Part) -> str | None:
    """All that is said, where a burst with files begins with a wish to open a ticket and no more."""
    first = part.pieces[0].inbound
    others = any(piece.inbound.forwarded or piece.inbound.unreadable for piece in part.pieces)
    said = turn.read(first.text)
    wants = said.meaning is Meaning.OPEN and not said.rest and not first.files
    return "\n".join(part.texts) if wants and not others else None


def beside(forms: Forms, part: Part) -> Wish | None:
    """«quiero hablar con alguien», «a qué hora abren?», «en inglés» and no more, while what they wrote before waits
    for a place."""
    asked = answers.open_question(forms, part)
    wish = read(forms, part) if asked and asked[1].collects else None
    return wish if wish and wish.said.meaning in BESIDE and not wish.told else None


def grant_beside(forms: Forms, part: Part, wish: Wish) -> None:
    """The question is asked again afterwards."""
    forms.interrupted = True
    grant(forms, part, wish)


def _told(said: Reading) -> str:
    """What the words tell besides the wish; one word tells nothing, unless it tells of something that fails."""
    tells = len(said.rest.split()) >= TELLS or Meaning.PROBLEM in said.also
    return said.rest if tells else ""


def grant(forms: Forms, part: Part, wish: Wish) -> None:
    GRANTED[wish.said.meaning](forms, part, wish)


def _open(forms: Forms, part: Part, wish: Wish) -> None:
    """The form from its first question; what tells the problem besides is its problem."""
    found = files.of_messages(forms.turn.session, part.ids)
    file_ids = [file.id for several in found.values() for file in several]
    opening.begin(forms.turn, wish.told, file_ids, part.ids if wish.told or file_ids else ())


def _list(forms: Forms, part: Part, wish: Wish) -> None:
    listing.mine(forms.turn, 1)


def _status(forms: Forms, part: Part, wish: Wish) -> None:
    """The tickets that they name, else the only one that is open, else all of them. Who asks how the one in focus goes
    is also heard by those who see to it; so is who has waited long enough, and of several says for which."""
    turn, focus = forms.turn, followups.in_focus(forms.turn, part.said_at)
    own = lists.open_of(turn.session, turn.person, 2)
    about = focus[0] if len(focus) == 1 and focus[0].status == "open" else None
    if WAITS in wish.said.signs and own and not wish.said.tickets:
        about = about or (own[0] if len(own) == 1 else None)
        if about is not None:
            _pass_on(forms, part, about)
        else:
            turn.ask(Topic.WHERE, waiting=part.ids)
        return
    if wish.said.meaning is Meaning.STATUS and about is not None:
        followups.add(turn, about, part.pieces)
    wanted = wish.said.tickets or ([own[0].number] if len(own) == 1 else ())
    for number in wanted:
        viewing.show(turn, number)
    if not wanted:
        listing.mine(turn, 1)


def _help(forms: Forms, part: Part, wish: Wish) -> None:
    menus.help(forms.turn)


def _cancel(forms: Forms, part: Part, wish: Wish) -> None:
    """«no quiero abrir un ticket»."""
    calls.run(forms, acts.CANCEL, "")


def _menu(forms: Forms, part: Part, wish: Wish) -> None:
    menus.show(forms.turn)


def _language(forms: Forms, part: Part, wish: Wish) -> None:
    forms.turn.ask(Topic.LANGUAGE)


def _person(forms: Forms, part: Part, wish: Wish) -> None:
    """Who attends them, and a ticket offered. What they write of the one in focus is passed on to whoever sees to it;
    else what they tell besides is offered a place."""
    turn, about = forms.turn, _the_one_in_question(forms.turn, part)
    if about is not None and about.status == "open" and about in followups.in_focus(turn, part.said_at):
        _pass_on(forms, part, about)
        return
    if wish.told:
        turn.unplaced += part.ids
    turn.say(_who_attends(turn, about, passed_on=False))


def _pass_on(forms: Forms, part: Part, about: Ticket) -> None:
    """What they say goes to whoever sees to it, and they are told who that is, once."""
    followups.add(forms.turn, about, part.pieces)
    if _was_just_passed_on(forms, part, about):
        forms.turn.say(closing.about(about.id, "attends.passed_on_too", number=about.number))
    else:
        forms.turn.say(_who_attends(forms.turn, about, passed_on=True))


def _was_just_passed_on(forms: Forms, part: Part, about: Ticket) -> bool:
    """Whether who attends this ticket is the last thing that we said."""
    last = places.told(forms, part, followups.FOCUS)
    options = [data for _, data in last[0].content.get("options", ())] if last else []
    return options == [acts.OPEN.name] and last[0].ticket_id == about.id


def _who_attends(turn: Turn, about: Ticket | None, *, passed_on: bool) -> Reply:
    """`passed_on`: they have the message already."""
    labels, desk = (acts.OPEN.button(),), turn.desk.settings.desk.name
    if about is None or (about.technician is None and not passed_on):
        return Reply("attends.of_the_desk", {"desk": desk}, labels=labels)
    whose = "the_desk" if about.technician is None else "the_ticket"
    name = views.first_name(about.technician) if about.technician else ""
    values = {"number": about.number, "name": name, "desk": desk}
    key = f"attends.{'passed_on_to' if passed_on else 'of'}_{whose}"
    return Reply(key, values, labels=labels, ticket_id=about.id)


def _hours(forms: Forms, part: Part, wish: Wish) -> None:
    opening_hours.say(forms.turn)


def _close(forms: Forms, part: Part, wish: Wish) -> None:
    """«podés cerrarlo», «ya se arregló»: asked first, and the words stay in the thread. By now it may be closed."""
    turn = forms.turn
    if wish.said.tickets and wish.said.meaning is Meaning.CLOSE:
        number, word = wish.said.tickets[0], wish.said.value
        calls.run(forms, acts.CLOSE, f"{number} {word}".strip())
        return
    about = _the_one_in_question(turn, part)
    if about is not None and (about.status == "open" or wish.said.meaning is Meaning.CLOSE):
        followups.add(turn, about, part.pieces)
        tickets.expect_open([about])
        turn.ask(Topic.CLOSE_SURE, {"ticket": about.number})
    elif wish.said.meaning is Meaning.WORKS and (last := about or closed.just_closed(turn)):
        closed.answer(forms, part, last)
    elif wish.said.meaning is Meaning.CLOSE:
        waiting = part.ids if wish.told else ()
        turn.ask(Topic.WHICH, {"command": acts.CLOSE.name, "rest": wish.told}, waiting=waiting)
    else:
        turn.ask(Topic.WHERE, waiting=part.ids)


def _close_all(forms: Forms, part: Part, wish: Wish) -> None:
    """«cerrá los dos»: asked once about all that are open; where that is not what they count, which one is meant."""
    turn = forms.turn
    found = closing.all_of(turn, wish.said.value)
    if len(found) > 1:
        tells = bool(wish.told) or Meaning.WORKS in wish.said.also
        closing.begin_all(turn, found, "\n".join(part.texts) if tells else "", part.ids)
    else:
        _close(forms, part, replace(wish, said=replace(wish.said, meaning=Meaning.CLOSE)))


def _delete(forms: Forms, part: Part, wish: Wish) -> None:
    """Asked first; what they tell besides stays in the thread of the ticket, or waits until they say which."""
    turn, numbers = forms.turn, wish.said.tickets
    about = _open_one(turn, numbers[0]) if numbers else _the_one_in_question(turn, part)
    if not wish.told:
        calls.run(forms, acts.DELETE, str(numbers[0] if numbers else about.number if about else ""))
    elif about is not None:
        followups.add(turn, about, part.pieces)
        closing.begin_deleting(turn, about)
    elif numbers:
        turn.unplaced += part.ids
        calls.run(forms, acts.DELETE, str(numbers[0]))
    else:
        turn.ask(Topic.WHICH, {"command": acts.DELETE.name}, waiting=part.ids)


def _open_one(turn: Turn, number: int) -> Ticket | None:
    """Their open ticket of this number."""
    known = tickets.is_known(turn.session, turn.person, number)
    ticket = tickets.get(turn.session, turn.person, number) if known else None
    return ticket if ticket and ticket.status == "open" else None


def _erase_me(forms: Forms, part: Part, wish: Wish) -> None:
    calls.run(forms, acts.ERASE_ME, "")


def _reopen(forms: Forms, part: Part, wish: Wish) -> None:
    turn, last = forms.turn, closed.lately_closed(forms.turn)
    if wish.said.tickets:
        calls.run(forms, acts.REOPEN, " ".join([str(wish.said.tickets[0]), wish.told]).strip())
    elif last is not None:
        turn.ask(Topic.REOPEN, {"ticket": last.number}, waiting=part.ids)
    else:
        calls.run(forms, acts.REOPEN, wish.told)


def _another(forms: Forms, part: Part, wish: Wish) -> None:
    """Asked about, whatever is in focus."""
    forms.turn.ask(Topic.WHERE, waiting=part.ids)


def _misplaced(forms: Forms, part: Part, wish: Wish) -> None:
    """«me equivoqué, no era ese» where nothing is open is about what was closed just now."""
    turn, last = forms.turn, closed.just_closed(forms.turn)
    if last is not None and not lists.open_of(turn.session, turn.person, 1):
        closed.ask_to_reopen(forms, part, last)
    else:
        _another(forms, part, wish)


def _the_one_in_question(turn: Turn, part: Part) -> Ticket | None:
    """The only ticket in focus that was open when this was said, else the only one that is open."""
    focus = [ticket for ticket in followups.in_focus(turn, part.said_at) if closed.was_open(ticket, part)]
    found = focus or lists.open_of(turn.session, turn.person, 2)
    return found[0] if len(found) == 1 else None


GRANTED: dict[Meaning, Callable[[Forms, Part, Wish], None]] = {
    Meaning.OPEN: _open,
    Meaning.LIST: _list,
    Meaning.STATUS: _status,
    Meaning.VIEW: _status,
    Meaning.HELP: _help,
    Meaning.CANCEL: _cancel,
    Meaning.MENU: _menu,
    Meaning.LANGUAGE: _language,
    Meaning.PERSON: _person,
    Meaning.HOURS: _hours,
    Meaning.CLOSE: _close,
    Meaning.CLOSE_ALL: _close_all,
    Meaning.WORKS: _close,
    Meaning.DELETE: _delete,
    Meaning.ERASE_ME: _erase_me,
    Meaning.REOPEN: _reopen,
    Meaning.OTHER_MATTER: _another,
    Meaning.MISPLACED: _misplaced,
}
TAKES_WORDS = frozenset(
    {
        Meaning.OPEN,
        Meaning.PERSON,
        Meaning.CLOSE,
        Meaning.CLOSE_ALL,
        Meaning.WORKS,
        Meaning.DELETE,
        Meaning.REOPEN,
        Meaning.OTHER_MATTER,
    }
)
"""What keeps the words that were said besides."""
