"""Who is away: offered last, not reminded; the leads get their open tickets listed. They come back by a word, or on
the day that they named."""

from datetime import date, timedelta
from datetime import time as time_of_day

from bot.channels.messages import Reply
from bot.clock import absences, working_time
from bot.replies import acts, views
from bot.replies.people import unattended
from bot.replies.turn import Turn
from store.people import people
from store.tables import Person
from store.tickets import lists


def leave(turn: Turn, until: date | None) -> None:
    """«/ausente»: from now on, through that day where one is named."""
    working = working_time.of(turn.desk)
    if until is not None and until < working.day_of(turn.now):
        turn.say("absence.past", day=views.day(until))
        return
    _mark(turn, turn.person, until)
    turn.say("absence.until" if until else "absence.left", day=views.day(until) if until else "")


def come_back(turn: Turn) -> None:
    """«/presente»."""
    people.mark_present(turn.session, turn.person, turn.person)
    waiting = lists.count_pending(turn.session, turn.person)
    turn.say(absences.welcome("absence.back", waiting))


def toggle(turn: Turn, person_id: int) -> None:
    """A lead marks a technician as absent, or as back; the technician hears who did it."""
    person = people.get(turn.session, person_id)
    if person is None or person.role != acts.TECHNICIAN or not person.active:
        return
    if person.absent:
        people.mark_present(turn.session, person, turn.person)
    else:
        _mark(turn, person, None)
    key = "absence.marked_absent" if person.absent else "absence.marked_present"
    turn.tell([person.id], Reply(key, {"who": views.first_name(turn.person)}, courtesy=True))


def _mark(turn: Turn, person: Person, until: date | None) -> None:
    was_absent, working = person.absent, working_time.of(turn.desk)
    ends = working.moment(until + timedelta(days=1), time_of_day()) if until else None
    people.mark_absent(turn.session, person, ends, turn.person)
    theirs = [] if was_absent else lists.pending_of(turn.session, person)
    if theirs:
        unattended.absent(turn.desk, turn.session, person, theirs, turn.now)
