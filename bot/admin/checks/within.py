"""The desk itself, as its store shows it: who works, what waits, what failed, and whom nobody hears."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from bot.channels.channel import Finding
from bot.settings.sections import Settings
from store import clock
from store.database import Database
from store.health import alarms, processes
from store.people import chats, people
from store.tables import Alarm
from store.upkeep import metrics

DRIFT = timedelta(seconds=30)
WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)  # a clock that is before this code is wrong
LATE = timedelta(minutes=5)  # so long a message may wait while a worker lives
RECENT = timedelta(days=1)  # what failed before that was seen, or will not be
FEW = 5
REMEDIES = {
    "photos": "Make room on the disk of store.photos, and let ticketero write there",
    "polling": "One program may ask for a bot's updates: stop the other one, or run ticketero hook here",
    "queue": "Run: ticketero run (or, beside receivers, ticketero work)",
    "sends": "See the log for what the provider answers; the messages go out once it takes them",
    "token": "Set the channel's token anew, and start ticketero again",
}


def look(settings: Settings, store: Database, now: datetime) -> Iterator[Finding]:
    with store.read() as session:
        yield _clock(session, now)
        now = now if store.is_sqlite else clock.now(session)
        yield _workers(session, now)
        yield _oldest(session, now)
        yield _failed(session, now)
        yield from _set_aside(session, now)
        yield _leads(session)
        yield _unheard(session)
        yield from map(_alarm, alarms.standing(session))


def _clock(session: Session, now: datetime) -> Finding:
    """Ours against the database server's."""
    drift = abs(clock.now(session) - now)
    said = f"clock: {now:%Y-%m-%d %H:%M} UTC"
    if now < WRITTEN or drift > DRIFT:
        return Finding(
            "clock", False, f"{said}, {drift.total_seconds():.0f} s off the store's", "Set both by NTP"
        )
    return Finding("clock", True, said)


def _workers(session: Session, now: datetime) -> Finding:
    if living := processes.workers(session, now):
        return Finding("workers", True, f"workers: {living} alive")
    last = processes.last_worker(session)
    since = f" since {last:%Y-%m-%d %H:%M} UTC" if last else ""
    said = f"workers: none is alive{since}, so that nothing is answered or sent"
    return Finding("workers", False, said, "Run: ticketero run (or, beside receivers, ticketero work)")


def _oldest(session: Session, now: datetime) -> Finding:
    since = min(metrics.oldest_unsent(session).values(), default=None)
    if since is None:
        return Finding("waiting", True, "waiting: no message")
    said = f"waiting: the oldest message to be sent is {_long(now - since)} old"
    if now - since < LATE:
        return Finding("waiting", True, said)
    remedy = "See the log for what its provider answers; /metrics shows which channel waits"
    return Finding("waiting", False, said, remedy)


def _failed(session: Session, now: datetime) -> Finding:
    unread, unsent = metrics.failed_since(session, now - RECENT)
    if not unread and not unsent:
        return Finding("failed", True, "failed: nothing in the last day")
    said = (
        f"failed: in the last day {unread} messages were not understood, and {unsent} of ours not delivered"
    )
    remedy = "See: ticketero inbox failed, ticketero outbox failed; try again: inbox replay, outbox retry"
    return Finding("failed", False, said, remedy)


def _set_aside(session: Session, now: datetime) -> Iterator[Finding]:
    """What nobody can read is told, and hinders nobody."""
    if count := metrics.set_aside_since(session, now - RECENT):
        said = (
            f"set aside: in the last day {count} messages that nobody can read; see: ticketero inbox failed"
        )
        yield Finding("set_aside", True, said)


def _leads(session: Session) -> Finding:
    told = chats.of(session, [lead.id for lead in people.leads(session)])
    if told:
        return Finding("leads", True, f"leads: {len(told)} with a chat")
    return Finding(
        "leads",
        False,
        "leads: none has a chat, so that new tickets and approvals wait",
        "Run: ticketero people add NAME --role lead, and open the link that it prints",
    )


def _unheard(session: Session) -> Finding:
    """Clients of whose open tickets nobody hears, and tickets whose technician cannot be told anything."""
    if names := metrics.nobody_hears(session):
        said = f"people: nobody hears {_some(names)}"
        return Finding("people", False, said, "Let a lead enter: ticketero people invite NAME")
    if numbers := metrics.out_of_reach(session, {}):
        said = f"people: the technician of {_some([f'Ticket {number}' for number in numbers])} has no chat with us"
        remedy = "Invite them (ticketero people invite NAME), or have a lead reassign (/asignar N)"
        return Finding("people", False, said, remedy)
    return Finding("people", True, "people: somebody hears everybody")


def _alarm(alarm: Alarm) -> Finding:
    """That somebody forges calls is told, and hinders nobody."""
    kind = alarm.cause.partition(" ")[0]
    said = f"since {alarm.since:%Y-%m-%d %H:%M} UTC: {alarm.detail}"
    return Finding("alarm", kind == "forged", said, REMEDIES.get(kind, "See the log"))


def _some(words: list[str]) -> str:
    more = f" and {len(words) - FEW} more" if len(words) > FEW else ""
    return ", ".join(words[:FEW]) + more


def _long(time: timedelta) -> str:
    minutes = int(time.total_seconds()) // 60
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"
