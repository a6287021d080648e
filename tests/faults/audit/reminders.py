"""The audit of what the desk says by itself: each reminder that was due once, to all whom it is for, while its cause
lasted.

What was told at one moment was claimed at that moment: both are written in one transaction, with the same time.
"""

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from store.upkeep import due
from tests.faults.audit import reminded
from tests.faults.audit.damage import Damage
from tests.faults.audit.evidence import Evidence, Firing, Wait
from tests.faults.audit.reminded import BY_THE_CLIENTS_SILENCE, TO_EVERY_LEAD, TO_THE_TECHNICIAN

AT_LEAST = timedelta(seconds=5)
"""So long may pass until a change whose time was noted is committed, and seen by others: and until a reminder whose
time was noted may look."""
AT_ONCE = timedelta(seconds=0.1)
"""So much later an answer may be noted that was written before the message that it seems to answer: each process notes
the time before it waits for the ticket."""
REPEAT_EVERY = timedelta(seconds=30)


def each_was_told(evidence: Evidence) -> Iterator[Damage]:
    """What was due came to everybody whom it is for, once; and nobody was reminded of what was not due."""
    told, fired = reminded.told(evidence), reminded.fired(evidence)
    leads, technicians = evidence.chats_of("lead"), evidence.chats_of("technician")
    for firing in evidence.fired:
        heard = told[firing.at, firing.ticket]
        if firing.occasion in TO_EVERY_LEAD and leads - set(heard):
            yield Damage("lost reminder", f"{_named(firing)} to {sorted(leads - set(heard))}")
        if firing.occasion in TO_THE_TECHNICIAN and not technicians & set(heard):
            yield Damage("lost reminder", f"{_named(firing)} to its technician")
        client = evidence.ledger.opened.get(firing.ticket, "")
        may_be_away = client in {"", *evidence.ledger.blocked}
        if firing.occasion in BY_THE_CLIENTS_SILENCE and client not in heard and not may_be_away:
            yield Damage("lost reminder", f"{_named(firing)} to its client")
    for (at, ticket), heard in told.items():
        for chat in (chat for chat, times in heard.items() if times > 1):
            yield Damage("doubled reminder", f"of Ticket {ticket} to {chat}, {heard[chat]} times at {at:%T}")
        if len(technicians & set(heard)) > 1:
            yield Damage("doubled reminder", f"of Ticket {ticket} to {sorted(heard)} at {at:%T}")
        for chat in (chat for chat in heard if ticket not in fired[at, evidence.people[chat].role]):
            yield Damage("invented reminder", f"of Ticket {ticket} at {at:%T} to {chat}")


def each_turn_once(evidence: Evidence) -> Iterator[Damage]:
    """The turns of one cause follow each other, the later told later; what is told once has one turn."""
    by_cause: dict[tuple[str, int, datetime], list[Firing]] = defaultdict(list)
    for firing in evidence.fired:
        by_cause[firing.occasion, firing.ticket, firing.since].append(firing)
    for firings in by_cause.values():
        firings.sort(key=lambda firing: firing.turn)
        in_turn = [firing.turn for firing in firings] == list(range(len(firings)))
        in_time = all(one.at < other.at for one, other in itertools.pairwise(firings))
        once = firings[0].occasion in (due.SOON, *BY_THE_CLIENTS_SILENCE)
        if not (in_turn and in_time) or (once and len(firings) > 1):
            yield Damage("doubled reminder", f"{_named(firings[-1])}: {len(firings)} times, out of turn")


def none_too_soon(evidence: Evidence) -> Iterator[Damage]:
    """Something is told again when it was not for so long; the rest of a person's comes along with it."""
    last = {(each.occasion, each.ticket, each.since, each.turn): each.at for each in evidence.fired}
    lasted: dict[datetime, timedelta] = defaultdict(timedelta)
    for each in evidence.fired:
        before = last.get((each.occasion, each.ticket, each.since, each.turn - 1))
        lasted[each.at] = max(lasted[each.at], each.at - before if before else timedelta())
    for each in evidence.fired:
        if each.turn and lasted[each.at] < REPEAT_EVERY:
            yield Damage("early reminder", f"{_named(each)}, {lasted[each.at].total_seconds():.0f} s later")


def none_without_cause(evidence: Evidence) -> Iterator[Damage]:
    for firing in evidence.fired:
        ticket = evidence.tickets.get(firing.ticket)
        lasted = _CAUSES.get(firing.occasion)
        if ticket is None or lasted is None:
            continue
        moments = (firing.at, firing.at + AT_LEAST, *_before(evidence, firing.at))
        if not any(lasted(ticket, firing.since, moment) for moment in moments):
            yield Damage("baseless reminder", f"{_named(firing)}: its cause was gone")


def none_while_somebody_is_unheard(evidence: Evidence) -> Iterator[Damage]:
    """What has come may end the cause: it is heard first. Who is asked where it belongs was heard."""
    asked = {said.key for said in evidence.ledger.said if said.asked}
    waits: dict[int, list[Wait]] = defaultdict(list)
    for wait in evidence.waits:
        if wait.key not in asked:
            waits[wait.ticket].append(wait)
    for firing in evidence.fired:
        came_by = min(_before(evidence, firing.at))
        if any(
            wait.since < came_by and firing.at + AT_ONCE < wait.until for wait in waits.get(firing.ticket, ())
        ):
            yield Damage("hasty reminder", f"{_named(firing)}: somebody had written and was not heard yet")


def _before(evidence: Evidence, at: datetime) -> Iterator[datetime]:
    """The moments at which the cause may still have been seen: a disaster holds up the change that ends it."""
    since = at - AT_LEAST
    yield since
    for disaster in evidence.ledger.disasters:
        if evidence.wall(disaster.begun) <= at and since <= evidence.wall(disaster.ended):
            yield evidence.wall(disaster.begun) - AT_LEAST


def _is_open(ticket: dict[str, Any], at: datetime) -> bool:
    last = [
        event["what"] for event in _events(ticket, at) if event["what"] in ("closed", "deleted", "reopened")
    ]
    return not last or last[-1] == "reopened"


def _nobody_has_it(ticket: dict[str, Any], since: datetime, at: datetime) -> bool:
    return _is_open(ticket, at) and all(event["what"] != "assigned" for event in _events(ticket, at))


def _client_waits(ticket: dict[str, Any], since: datetime, at: datetime) -> bool:
    answers = (
        _time(entry)
        for entry in _after(ticket, since, by_client=True)
        if entry["role"] != "client" and not entry["internal"]
    )
    asked = {_time(entry) for entry in ticket["thread"] if entry["role"] == "client"}
    asked |= {_time(event) for event in ticket["events"] if event["what"] == "reopened"}
    waits = since in asked or _is_moved_later(ticket, at)
    answered = any(since + AT_ONCE < answer <= at for answer in answers)
    return waits and _is_open(ticket, at) and not answered


def _after(ticket: dict[str, Any], since: datetime, *, by_client: bool) -> Sequence[dict[str, Any]]:
    """What was written after the entry of that time, the client's or the staff's: the thread's order says so, where
    processes noted the time before they waited for each other."""
    thread: list[dict[str, Any]] = ticket["thread"]
    theirs = [at for at, entry in enumerate(thread) if (entry["role"] == "client") is by_client]
    places = [at for at in theirs if _time(thread[at]) == since]
    return thread[places[0] + 1 :] if places else thread


def _is_moved_later(ticket: dict[str, Any], at: datetime) -> bool:
    """Then there may have been a message that the export no longer shows here."""
    return any(event["what"] == "moved_away" and _time(event) > at for event in ticket["events"])


def _it_is_our_turn(ticket: dict[str, Any], since: datetime, at: datetime) -> bool:
    """Deadlines stand still while we wait for the client."""
    spoken = [entry["role"] for entry in ticket["thread"] if not entry["internal"] and _time(entry) <= at]
    reopened = any(event["what"] == "reopened" for event in _events(ticket, at))
    ours = not spoken or "client" in spoken[-1:] or reopened or _is_moved_later(ticket, at)
    return ours and _is_open(ticket, at)


def _client_is_silent(ticket: dict[str, Any], since: datetime, at: datetime) -> bool:
    """`since` is when staff wrote last. A courtesy breaks no silence: it has no tag before a colon."""
    later = _after(ticket, since, by_client=False)
    spoken = [entry for entry in later if entry["role"] == "client" and ":" in entry["text"]]
    return _is_open(ticket, at) and not any(since < _time(entry) <= at for entry in spoken)


_CAUSES: dict[str, Callable[[dict[str, Any], datetime, datetime], bool]] = {
    due.UNASSIGNED: _nobody_has_it,
    due.UNANSWERED: _client_waits,
    due.ESCALATED: _client_waits,
    due.SOON: _it_is_our_turn,
    due.OVERDUE: _it_is_our_turn,
    due.OVERDUE_FOR_LEADS: _it_is_our_turn,
    due.NUDGE: _client_is_silent,
    due.AUTOCLOSE: _client_is_silent,
}


def _events(ticket: dict[str, Any], until: datetime) -> list[dict[str, Any]]:
    return [event for event in ticket["events"] if _time(event) <= until]


def _time(exported: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(exported["at"])


def _named(firing: Firing) -> str:
    return f"{firing.occasion} {firing.turn} of Ticket {firing.ticket} at {firing.at:%T}"
