"""The audit: what people sent against what the store holds. What arrived at their screens is `delivered`'s part.

Everybody says only what nobody said before («marta.7: …»), so that each thing is found again, however it was damaged.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tests.faults.audit import by_itself, delivered, outcomes, reminders
from tests.faults.audit.damage import Damage
from tests.faults.audit.evidence import Evidence
from tests.faults.audit.ledger import Said

TO_THE_SECOND = 1.0  # so exact is a provider's list


@dataclass(frozen=True)
class Contribution:
    """What should stand in a thread: a message, or the pictures of an album together. `texts` are all its versions."""

    said: Said
    texts: tuple[str, ...]
    files: tuple[str, ...]

    @property
    def tag(self) -> str:
        return tag(self.said.text)


def audit(evidence: Evidence) -> list[Damage]:
    """Every damage that there is; none, where all promises were kept."""
    return [damage for check in CHECKS for damage in check(evidence)]


def tag(text: str) -> str:
    return text.partition(":")[0]


def contributions(evidence: Evidence, *kinds: str) -> list[Contribution]:
    """What was acknowledged and belongs somewhere, in the order in which it was said."""
    corrected: dict[int, list[str]] = defaultdict(list)
    albums: dict[str, list[Said]] = defaultdict(list)
    for said in evidence.ledger.said:
        if said.owed and said.edits is not None:
            corrected[id(said.edits)].append(said.text)
        if said.owed and said.album:
            albums[said.album].append(said)
    whole = []
    for said in evidence.ledger.said:
        if said.kind != "message" or not said.owed or said.home is None or said.home.kind not in kinds:
            continue
        if said.album and albums[said.album][0] is not said:
            continue
        files = (
            [file for each in albums[said.album] or [said] for file in each.files]
            if said.album
            else said.files
        )
        whole.append(Contribution(said, (said.text, *corrected[id(said)]), tuple(files)))
    return whole


def nobody_waits_in_vain(evidence: Evidence) -> Iterator[Damage]:
    for who in evidence.ledger.stuck:
        yield Damage("lost reply", who)


def heard_once(evidence: Evidence) -> Iterator[Damage]:
    """Whatever was answered with 2xx, or is left in a provider's list, is in the inbox, once, and was heard."""
    found: dict[str, list[str]] = defaultdict(list)
    for heard in evidence.heard:
        found[heard.key].append(heard.state)
        if heard.state != "heard":
            yield Damage("not heard", f"inbox {heard.key} is {heard.state}: {heard.error}")
    for said in evidence.ledger.said:
        if said.owed and len(found[said.key]) != 1:
            what = "doubled delivery" if found[said.key] else "lost message"
            yield Damage(
                what, f"{said.kind} {said.key} of {said.chat} «{said.text}»: {len(found[said.key])} times"
            )


def threads(evidence: Evidence) -> Iterator[Damage]:
    """Every contribution is in its ticket's thread: once, to the letter, in its author's order."""
    places = _places(evidence)
    expected = [each for each in contributions(evidence, "thread", "note") if each.said.text]
    for contribution in expected:
        yield from _in_its_place(contribution, places)
    yield from _in_order(expected, places)
    known = {tag(said.text) for said in evidence.ledger.said}
    for invented in set(places) - known:
        yield Damage("invented entry", f"«{invented}» is in a thread where nobody put it")


Place = tuple[int, int, dict[str, Any]]


def _places(evidence: Evidence) -> dict[str, list[Place]]:
    """By tag: the ticket, the place in its thread, the entry."""
    found: dict[str, list[Place]] = defaultdict(list)
    for number, ticket in evidence.tickets.items():
        for place, entry in enumerate(ticket["thread"]):
            found[tag(entry["text"])].append((number, place, entry))
    return found


def _found(contribution: Contribution, places: dict[str, list[Place]]) -> list[Place]:
    tags = dict.fromkeys(map(tag, contribution.texts))
    return [place for each in tags for place in places.get(each, ())]


def _in_its_place(contribution: Contribution, places: dict[str, list[Place]]) -> Iterator[Damage]:
    said, found = contribution.said, _found(contribution, places)
    home = said.home
    where = f"«{said.text}» of {said.chat}, Ticket {home.ticket if home else '?'}"
    if not found:
        yield Damage("lost message", where)
        return
    if len(found) > 1:
        yield Damage("doubled entry", where)
    number, _, entry = found[0]
    if home is not None and number != home.ticket:
        yield Damage("wrong ticket", f"{where} is in Ticket {number}")
    if entry["text"] != contribution.texts[-1]:
        yield Damage("altered text", f"{where} reads «{entry['text']}»")
    if entry["internal"] != (home is not None and home.kind == "note"):
        yield Damage("changed secrecy", where)
    missing = Counter(contribution.files) - Counter(file["sha256"] for file in entry["files"])
    if missing or (said.album and len(entry["files"]) != len(contribution.files)):
        yield Damage("lost photo", f"{where}: {len(entry['files'])} files of {len(contribution.files)}")


def _in_order(expected: Sequence[Contribution], places: dict[str, list[Place]]) -> Iterator[Damage]:
    earlier: dict[tuple[str, int], list[tuple[int, Said]]] = defaultdict(list)
    for contribution in expected:
        for number, place, _ in _found(contribution, places)[:1]:
            said, before = contribution.said, earlier[contribution.said.chat, number]
            for other in (other for after, other in before if after > place and _surely(other, said)):
                yield Damage("swapped order", f"Ticket {number}: «{said.text}» stands before «{other.text}»")
            before.append((place, said))


def _surely(first: Said, second: Said) -> bool:
    """Whether we had the first, and knew its place, before we were told of the second: some providers bring things
    side by side."""
    if first.asked:
        return False
    if first.listed and second.listed:
        return second.at - first.at > TO_THE_SECOND
    return first.taken is not None and second.brought is not None and first.taken < second.brought


def tickets_once(evidence: Evidence) -> Iterator[Damage]:
    """Every ticket that somebody was told of exists, once, with its problem; and no other."""
    problems = Counter(tag(ticket["problem"]) for ticket in evidence.tickets.values())
    for number in evidence.ledger.opened:
        if number not in evidence.tickets:
            yield Damage("lost ticket", f"Ticket {number}")
    for contribution in contributions(evidence, "problem"):
        if not contribution.said.text:  # a photo
            continue
        home = contribution.said.home
        count = sum(problems[each] for each in dict.fromkeys(map(tag, contribution.texts)))
        if count > 1:
            yield Damage("doubled ticket", f"«{contribution.said.text}» was opened {count} times")
        ticket = evidence.tickets.get(home.ticket or 0) if home else None
        if ticket is not None and ticket["problem"] != contribution.texts[-1]:
            yield Damage(
                "altered text", f"the problem of Ticket {ticket['number']} reads «{ticket['problem']}»"
            )
    for number in set(evidence.tickets) - set(evidence.ledger.opened):
        yield Damage("invented ticket", f"Ticket {number}: nobody was told of it")


def solutions(evidence: Evidence) -> Iterator[Damage]:
    """Once in their ticket; those joined to it close with the same."""
    closings = Counter(
        (number, event["detail"].get("to"))
        for number, ticket in evidence.tickets.items()
        for event in ticket["events"]
        if event["what"] == "closed"
    )
    for contribution in contributions(evidence, "solution"):
        home = contribution.said.home
        found = closings[(home.ticket if home else None) or 0, contribution.said.text]
        if found != 1:
            yield Damage(
                "lost message" if not found else "doubled entry", f"the solution «{contribution.said.text}»"
            )


def photos(evidence: Evidence) -> Iterator[Damage]:
    """Byte for byte: what people sent, by its hash, among the exported files of its ticket, once."""
    for file in evidence.fetching:
        yield Damage("lost photo", f"{file} was never fetched")
    for contribution in contributions(evidence, "problem", "thread", "note"):
        number = contribution.said.home.ticket if contribution.said.home else None
        if number is None:  # the form was never confirmed
            continue
        exported = Counter(evidence.contents.get(number, ()))
        for sha256 in contribution.files:
            if exported[sha256] != 1:
                yield Damage(
                    "lost photo",
                    f"Ticket {number}, {sha256[:8]} of {contribution.said.chat}: {exported[sha256]}",
                )


CHECKS: Sequence[Callable[[Evidence], Iterator[Damage]]] = (
    nobody_waits_in_vain,
    heard_once,
    threads,
    tickets_once,
    solutions,
    photos,
    delivered.everything_said_arrived,
    delivered.states_are_kept,
    outcomes.ended_once,
    outcomes.satisfaction,
    outcomes.courtesies,
    outcomes.joined_hear,
    reminders.each_was_told,
    reminders.each_turn_once,
    reminders.none_without_cause,
    reminders.none_while_somebody_is_unheard,
    reminders.none_too_soon,
    by_itself.digests,
    by_itself.alarms,
    by_itself.edits,
    lambda evidence: delivered.everybody_was_told(
        evidence, contributions(evidence, "thread", "note", "problem")
    ),
)
