"""The audit of what becomes of tickets: each closing ends one opening, marks and thanks are kept, and what is said in a
ticket reaches the clients of those joined to it."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from tests.faults.audit.damage import Damage
from tests.faults.audit.evidence import NEVER, Evidence

ASKED = re.compile(r"Ticket (\d+).*¿Cómo te atendimos|¿Cómo te atendimos en el Ticket (\d+)", re.DOTALL)
Thanks = tuple[str, str, int | None]
"""Who said what, in which ticket."""
ENDS = {"closed": "open", "deleted": "open", "reopened": "closed"}
"""What an event ends."""
JOINED_FOR_SURE = timedelta(seconds=15)
"""Since an event's time, which may be long before its commit, and before the next."""


def ended_once(evidence: Evidence) -> Iterator[Damage]:
    """Who closes what is closed, or reopens what is open, changes nothing."""
    for number, ticket in evidence.tickets.items():
        status = "open"
        for event in (event for event in ticket["events"] if event["what"] in ENDS):
            if status != ENDS[event["what"]]:
                yield Damage(
                    "doubled end", f"Ticket {number} was {event['what']} at {event['at']}: it was {status}"
                )
            status = "open" if event["what"] == "reopened" else event["what"]
        if status != ticket["status"]:
            yield Damage("doubled end", f"Ticket {number} is {ticket['status']}, and was last {status}")


def satisfaction(evidence: Evidence) -> Iterator[Damage]:
    """Asked once a ticket; the mark is kept, once, and nobody's is invented."""
    asked = Counter(
        match[1] or match[2]
        for row in evidence.rows
        if row.state != "dropped" and (match := ASKED.search(row.text))
    )
    for number in (number for number, times in asked.items() if times > 1):
        yield Damage("doubled question", f"how Ticket {number} was attended: {asked[number]} times")
    for number, ticket in evidence.tickets.items():
        given = evidence.ledger.marks.get(number)
        kept = [event["detail"].get("to") for event in ticket["events"] if event["what"] == "satisfaction"]
        if ticket["satisfaction"] != given or kept != ([str(given)] if given else []):
            yield Damage(
                "altered mark", f"Ticket {number} got {given}, and keeps {ticket['satisfaction']}: {kept}"
            )


def courtesies(evidence: Evidence) -> Iterator[Damage]:
    """They are kept once, where it is plain in which thread; and nobody is told of them."""
    said: Counter[Thanks] = Counter(
        (evidence.people[each.chat].name, each.text, each.home.ticket)
        for each in evidence.ledger.said
        if each.owed and each.home is not None and each.home.kind == "courtesy"
    )
    texts = {text for _, text, _ in said}
    kept: Counter[Thanks] = Counter(
        (entry["author"], entry["text"], number)
        for number, ticket in evidence.tickets.items()
        for entry in ticket["thread"]
        if entry["text"] in texts
    )
    for (name, text, number), times in said.items():
        if number is not None and kept[name, text, number] < times:
            yield Damage(
                "lost message",
                f"«{text}» of {name} in Ticket {number}: {kept[name, text, number]} of {times}",
            )
    everywhere, in_all = _without_place(kept), _without_place(said)
    for name, text in everywhere:
        if everywhere[name, text] > in_all[name, text]:
            yield Damage(
                "doubled entry", f"«{text}» of {name}: {everywhere[name, text]} of {in_all[name, text]}"
            )
    for row in evidence.rows:
        if any(re.search(rf"Ticket \d+: {re.escape(text)}$", row.text) for text in texts):
            yield Damage("told courtesy", f"outbox {row.id} to {row.chat}: «{row.text}»")


def _without_place(counted: "Counter[Thanks]") -> "Counter[tuple[str, str]]":
    summed: Counter[tuple[str, str]] = Counter()
    for (name, text, _), times in counted.items():
        summed[name, text] += times
    return summed


def joined_hear(evidence: Evidence) -> Iterator[Damage]:
    """What the staff say to the client of a ticket reaches the clients of those that it leads and that are open."""
    screens: dict[str, str] = {}
    for arrival in evidence.arrivals:
        screens[arrival.chat] = f"{screens.get(arrival.chat, '')}\n{arrival.text}"
    for number, ticket in evidence.tickets.items():
        client = evidence.ledger.opened.get(number, "")
        if client in evidence.ledger.blocked:
            continue
        for leader, since, until in _joined(ticket):
            for entry in evidence.tickets[leader]["thread"]:
                told = since + JOINED_FOR_SURE < _time(entry) < until - JOINED_FOR_SURE
                if told and _is_for_clients(entry) and entry["text"] not in screens.get(client, ""):
                    yield Damage(
                        "lost notice", f"«{entry['text']}» of Ticket {leader} to the client of {number}"
                    )


def _is_for_clients(entry: dict[str, Any]) -> bool:
    return entry["role"] != "client" and not entry["internal"] and bool(entry["text"])


def _joined(ticket: dict[str, Any]) -> Iterator[tuple[int, datetime, datetime]]:
    """The number of the one that led it, from when to when while it was open."""
    leader, since = 0, NEVER
    for event in ticket["events"]:
        if event["what"] in ("joined", "separated", "closed", "reopened", "deleted") and leader:
            yield leader, since, _time(event)
            leader = 0
        if event["what"] == "joined":
            leader, since = int(event["detail"]["to"]), _time(event)
    if leader and ticket["joined_to"] == leader:
        yield leader, since, datetime.max.replace(tzinfo=since.tzinfo)


def _time(exported: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(exported["at"])
