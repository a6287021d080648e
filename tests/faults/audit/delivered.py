"""The audit's other half: the outbox against what arrived, and whether everybody heard what they had to hear.

A call may be repeated only where its end could not be known: the provider hid it, or a disaster struck meanwhile; and
one disaster excuses one call in each chat, the one in flight. Where the provider lists what it did, only who slept
through another's look at that list is excused.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Protocol

from tests.faults.audit.arrivals import Arrival
from tests.faults.audit.damage import Damage
from tests.faults.audit.evidence import Evidence, Row
from tests.faults.audit.ledger import Disaster, Said

SETTLING = 5.0
"""Seconds that noting the end of a call may take."""


STATES = ("", "failed", "sent", "delivered", "read")


class Contribution(Protocol):
    @property
    def said(self) -> Said: ...

    @property
    def texts(self) -> tuple[str, ...]: ...

    @property
    def files(self) -> tuple[str, ...]: ...


def everything_said_arrived(evidence: Evidence) -> Iterator[Damage]:
    rows, arrivals = defaultdict(list), defaultdict(list)
    for row in evidence.rows:
        rows[row.chat].append(row)
    for arrival in evidence.arrivals:
        arrivals[arrival.chat].append(arrival)
    for chat in rows:
        yield from _settled(rows[chat], chat in evidence.ledger.blocked)
        said = [row for row in rows[chat] if row.kind not in ("toast", "menu")]
        yield from _chat(said, [a for a in arrivals[chat] if a.kind not in ("toast", "menu")], evidence)


def _settled(rows: Sequence[Row], blocked: bool) -> Iterator[Damage]:
    for row in rows:
        excused = blocked or row.kind == "toast"
        if row.state not in ("sent", "dropped", "joined") and not (row.state == "failed" and excused):
            yield Damage("unsettled reply", f"outbox {row.id} to {row.chat} is {row.state}: {row.error}")


def _chat(rows: list[Row], arrivals: list[Arrival], evidence: Evidence) -> Iterator[Damage]:
    found: dict[int, list[int]] = defaultdict(list)
    by_id = {message_id: row for row in rows for message_id in row.ids if row.kind == "message"}
    by_looks: dict[object, list[Row]] = defaultdict(list)
    for row in rows:
        by_looks[_looks(row)].append(row)
    for place, arrival in enumerate(arrivals):
        known = by_id.get(arrival.ids[0]) if arrival.ids else None
        came = evidence.wall(arrival.at + SETTLING)
        said_by_then = [row for row in by_looks[_looks(arrival)] if row.at <= came]
        meant = known if known is not None else _alike(said_by_then, found)
        if meant is None:
            yield Damage("invented reply", f"«{arrival.text[:60]}» to {arrival.chat}")
            continue
        found[meant.id].append(place)
        if _looks(meant) != _looks(arrival):
            yield Damage("altered text", f"outbox {meant.id} arrived as «{arrival.text[:60]}»")
    used: set[int] = set()
    for row in rows:
        if row.state == "sent" and not found[row.id]:
            yield Damage("lost reply", f"outbox {row.id} to {row.chat} «{row.text[:60]}» never arrived")
        for before, after in zip(found[row.id], found[row.id][1:], strict=False):
            if not _excused(arrivals[before], arrivals[after], evidence.ledger.disasters, used):
                again = f"{arrivals[after].at - arrivals[before].at:.1f} s later"
                yield Damage("extra repeat", f"outbox {row.id} to {row.chat} «{row.text[:60]}», {again}")
    yield from _in_order(rows, found)


def _looks(each: Row | Arrival) -> object:
    """What a message is known by, where its id is not."""
    return (each.kind, each.text.strip(), each.options, each.files, each.targets)


def _alike(rows: Sequence[Row], found: dict[int, list[int]]) -> Row | None:
    """The row that looks so: the first not met yet, since a copy that nobody could confirm comes before the one that
    was; else the one met last."""
    fresh = next((row for row in rows if not found[row.id]), None)
    return fresh or max(rows, key=lambda row: found[row.id][-1], default=None)


def _excused(before: Arrival, after: Arrival, disasters: Sequence[Disaster], used: set[int]) -> bool:
    if not before.told and not before.listed:
        return True
    for number, disaster in enumerate(disasters):
        if after.listed and not disaster.asleep:
            continue
        during = disaster.begun <= after.at and before.at <= disaster.ended
        if number not in used and during and before.at >= disaster.begun - SETTLING:
            used.add(number)
            return True
    return False


def _in_order(rows: Sequence[Row], found: dict[int, list[int]]) -> Iterator[Damage]:
    """One person's acts are told in their order; what carries files may come when these are there, and what failed
    after its provider had taken it comes late."""
    last: dict[int | None, tuple[int, int]] = {}
    for row in rows:
        if row.state != "sent" or row.files or row.once_more or not found[row.id]:
            continue
        first = found[row.id][0]
        before, earlier = last.get(row.cause, (-1, 0))
        if first < before and row.cause is not None:
            yield Damage("swapped order", f"outbox {row.id} arrived at {row.chat} before {earlier}")
        last[row.cause] = max((before, earlier), (first, row.id))


def states_are_kept(evidence: Evidence) -> Iterator[Damage]:
    """What a provider told us of our messages, in whatever order: the furthest of it stands."""
    for row in evidence.rows:
        for told in filter(None, (evidence.told.get(message_id) for message_id in row.ids)):
            if STATES.index(row.status or "") < STATES.index(told):
                yield Damage("lost state", f"outbox {row.id} to {row.chat} is {row.status}, not {told}")


def everybody_was_told(evidence: Evidence, said: Sequence[Contribution]) -> Iterator[Damage]:
    """Each contribution reached the other side, its pictures byte for byte; a note reached no client."""
    screens = _screens(evidence)
    clients = evidence.chats_of("client")
    staff = set(evidence.people) - clients
    leads = evidence.chats_of("lead")
    for contribution in said:
        home, writer = contribution.said.home, contribution.said.chat
        if home is None or home.ticket is None:
            continue
        if home.kind == "note":
            yield from _unseen(contribution, screens, clients)
        elif home.kind == "problem":
            for lead in leads:
                yield from _seen(contribution, screens, {lead}, "lead")
        elif writer in clients:
            yield from _seen(contribution, screens, staff, "staff")
        else:
            client = evidence.ledger.opened.get(home.ticket, "")
            if client not in evidence.ledger.blocked:
                yield from _seen(contribution, screens, {client}, "client")


class _Screen:
    """All that a chat was ever shown."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.files: set[str] = set()
        self.whole = ""


def _screens(evidence: Evidence) -> dict[str, _Screen]:
    screens: dict[str, _Screen] = defaultdict(_Screen)
    for arrival in evidence.arrivals:
        if arrival.kind in ("message", "edit"):
            screens[arrival.chat].texts.append(arrival.text)
            screens[arrival.chat].files.update(arrival.files)
    for screen in screens.values():
        screen.whole = "\n".join(screen.texts)
    return screens


def _seen(
    contribution: Contribution, screens: dict[str, _Screen], chats: set[str], who: str
) -> Iterator[Damage]:
    what = f"«{contribution.said.text}» to the {who}"
    if not any(text in screens[chat].whole for chat in chats for text in contribution.texts):
        yield Damage("lost notice", what)
    missing = [file for file in contribution.files if not any(file in screens[chat].files for chat in chats)]
    if missing:
        yield Damage("lost notice", f"{len(missing)} pictures with {what}")


def _unseen(contribution: Contribution, screens: dict[str, _Screen], clients: set[str]) -> Iterator[Damage]:
    for chat in clients:
        if any(text in screens[chat].whole for text in contribution.texts):
            yield Damage("leaked note", f"«{contribution.said.text}» to {chat}")
