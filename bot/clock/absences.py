"""Absences that end on the day that was named: in working time, so that whoever comes back hears it at their desk."""

from bot.channels.messages import Reply
from bot.clock import working_time
from bot.desk import Desk
from bot.language.texts import Voice
from bot.replies import acts, compose
from store.people import people
from store.tickets import lists


def end(desk: Desk) -> None:
    """Raises StoreAway."""
    now = desk.now()
    if not working_time.of(desk).is_open(now):
        return
    with desk.store.read() as session:
        if not people.back_by_now(session, now):
            return
    with desk.store.write() as session:
        for person in people.back_by_now(session, now, lock=True):
            people.mark_present(session, person)
            reply = welcome("absence.over", lists.count_pending(session, person))
            compose.tell(desk, session, [person.id], reply, now, None)


def welcome(key: str, waiting: int) -> Reply:
    """They are back, and so many open tickets are theirs."""

    def theirs(voice: Voice) -> str:
        return " " + voice("absence.waiting", n=waiting) if waiting else ""

    return Reply(key, {"waiting": theirs}, labels=(acts.PENDING.button(),) if waiting else (), courtesy=True)
