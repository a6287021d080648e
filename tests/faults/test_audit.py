"""The audit sees every kind of damage, and none where there is none."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from store.database import Database
from store.tables import Entry
from tests.faults.audit import outcomes
from tests.faults.audit.arrivals import Arrival
from tests.faults.audit.evidence import Evidence
from tests.faults.audit.ledger import Disaster, Said, Wire
from tests.faults.audit.stored import audit, contributions
from tests.faults.world.room import Room


def test_a_healthy_run_passes(healthy: Evidence) -> None:
    assert audit(healthy) == []
    assert len(healthy.tickets) == 3
    assert len(contributions(healthy, "thread", "note", "problem", "solution")) > 15


ENTRY = "ticket_id, author_id, role, channel, at, text, internal"
EVENT = "ticket_id, actor_id, channel, at, what, detail"
TICKET = "status, created_at, requester_id, opened_by_id, affected_person, problem, closings"
IN_THE_STORE = {
    "lost message": [
        "DELETE FROM entries WHERE text IN ('gracias', 'ok, gracias', 'dale', '👍')",
        "DELETE FROM inbox WHERE id = (SELECT max(id) FROM inbox)",
        "DELETE FROM entries WHERE id = 2",
        "UPDATE events SET detail = '{}' WHERE what = 'closed'",
    ],
    "doubled entry": [
        f"INSERT INTO entries ({ENTRY}) SELECT {ENTRY} FROM entries WHERE id = 2",
        f"INSERT INTO events ({EVENT}) SELECT {EVENT} FROM events WHERE what = 'closed'",
    ],
    "swapped order": ["UPDATE entries SET id = 9999 WHERE id = 4"],
    "altered text": [
        "UPDATE entries SET text = text || ' ' WHERE id = 2",
        "UPDATE tickets SET problem = problem || '…' WHERE id = 1",
    ],
    "wrong ticket": ["UPDATE entries SET ticket_id = 2 WHERE id = 2"],
    "changed secrecy": ["UPDATE entries SET internal = NOT internal WHERE id = 2"],
    "lost photo": [
        "DELETE FROM files WHERE id = 2",
        "UPDATE files SET state = 'wanted' WHERE id = 2",
        "UPDATE files SET entry_id = NULL WHERE id = (SELECT max(id) FROM files)",
    ],
    "lost ticket": ["UPDATE tickets SET number = 77 WHERE id = 1"],
    "invented ticket": ["UPDATE tickets SET number = 77 WHERE id = 1"],
    "doubled ticket": [
        f"INSERT INTO tickets (number, {TICKET}) SELECT 77, {TICKET} FROM tickets WHERE id = 1"
    ],
    "invented entry": ["UPDATE entries SET text = 'nadie: dijo esto' WHERE id = 2"],
    "not heard": ["UPDATE inbox SET state = 'failed', error = 'KeyError' WHERE id = 3"],
    "unsettled reply": ["UPDATE outbox SET state = 'waiting' WHERE id = 3"],
    "doubled end": ["UPDATE tickets SET status = 'open' WHERE status = 'closed'"],
    "altered mark": [
        "UPDATE tickets SET satisfaction = NULL",
        "DELETE FROM events WHERE what = 'satisfaction'",
    ],
    "lost state": ["UPDATE outbox SET status = 'sent' WHERE status = 'delivered'"],
}


@pytest.mark.parametrize(
    ("what", "statement"), [(what, each) for what, several in IN_THE_STORE.items() for each in several]
)
def test_what_is_wrong_in_the_store_is_named(what: str, statement: str, room: Room, tmp_path: Path) -> None:
    assert what in found(damaged(room, statement, tmp_path))


def damaged(room: Room, statement: str, folder: Path) -> Evidence:
    """The evidence of the same run on a store where somebody did this."""
    whole, damaged = sqlite3.connect(str(room.store.url.database)), sqlite3.connect(folder / "damaged.db")
    with closing(whole), closing(damaged), damaged:
        whole.backup(damaged)
        assert damaged.execute(statement).rowcount > 0
    store = Database(f"sqlite:///{folder}/damaged.db")
    try:
        return room.evidence(store)
    finally:
        store.close()


def found(evidence: Evidence) -> set[str]:
    return {damage.what for damage in audit(evidence)}


def an_answer(arrivals: list[Arrival], whatsapp: bool = False) -> int:
    """The place of a message that came in the middle."""
    asked = (place for place, arrival in enumerate(arrivals) if "Contame el problema" in arrival.text)
    return next(place for place in asked if arrivals[place].listed == whatsapp)


def lose(arrivals: list[Arrival], place: int) -> None:
    arrivals.pop(place)


def repeat(arrivals: list[Arrival], place: int) -> None:
    arrivals.insert(place, replace(arrivals[place], ids=("99999",)))


def swap(arrivals: list[Arrival], place: int) -> None:
    """The next question comes before this one."""
    arrivals.insert(place + 3, arrivals.pop(place))


def invent(arrivals: list[Arrival], place: int) -> None:
    arrivals.append(replace(arrivals[place], text="¿Qué hacés?", ids=("99999",)))


def alter(arrivals: list[Arrival], place: int) -> None:
    arrivals[place] = replace(arrivals[place], text=arrivals[place].text + ".")


def lose_a_relay(arrivals: list[Arrival], place: int) -> None:
    writer = "Cli2 Gómez, Ticket 2" if arrivals[place].listed else "Cli1 Gómez, Ticket 3"
    for relayed in reversed(range(len(arrivals))):
        if arrivals[relayed].text.startswith(writer):
            arrivals.pop(relayed)


AT_THE_PROVIDER: dict[str, Callable[[list[Arrival], int], None]] = {
    "lost reply": lose,
    "extra repeat": repeat,
    "swapped order": swap,
    "invented reply": invent,
    "altered text": alter,
    "lost notice": lose_a_relay,
}


@pytest.mark.parametrize("whatsapp", [False, True])
@pytest.mark.parametrize("what", AT_THE_PROVIDER)
def test_what_is_wrong_on_the_screens_is_named(what: str, whatsapp: bool, healthy: Evidence) -> None:
    arrivals = list(healthy.arrivals)
    AT_THE_PROVIDER[what](arrivals, an_answer(arrivals, whatsapp))
    assert what in found(replace(healthy, arrivals=arrivals))


def test_a_note_that_a_client_sees_is_named(healthy: Evidence) -> None:
    note = contributions(healthy, "note")[0]
    leaked = replace(healthy.arrivals[0], text=f"Ana: {note.said.text}", ids=("99999",))
    assert "leaked note" in found(replace(healthy, arrivals=[*healthy.arrivals, leaked]))


def test_who_is_joined_and_hears_nothing_is_named(healthy: Evidence) -> None:
    led = healthy.tickets[2]
    at = datetime.fromisoformat(led["created_at"]) - timedelta(minutes=1)
    joined = {"at": at.isoformat(), "actor": "Julia Paz", "what": "joined", "detail": {"to": "3"}}
    tickets = healthy.tickets | {2: led | {"events": [*led["events"], joined], "joined_to": 3}}
    assert found(replace(healthy, tickets=tickets)) == {"lost notice"}


def test_a_courtesy_that_staff_are_told_of_is_named(healthy: Evidence) -> None:
    said = next(said for said in healthy.ledger.said if said.home and said.home.kind == "courtesy")
    told = replace(healthy.rows[0], text=f"Cli2 Gómez, Ticket 2: {said.text}")
    [damage] = outcomes.courtesies(replace(healthy, rows=[told]))
    assert damage.what == "told courtesy"


def test_how_it_was_is_asked_once(healthy: Evidence) -> None:
    asked = next(row for row in healthy.rows if "¿Cómo te atendimos" in row.text)
    [damage] = outcomes.satisfaction(replace(healthy, rows=[asked, asked]))
    assert damage.what == "doubled question"


def test_altered_bytes_are_named(healthy: Evidence) -> None:
    number, hashes = next((number, hashes) for number, hashes in healthy.contents.items() if hashes)
    contents = healthy.contents | {number: ["0" * 64, *hashes[1:]]}
    assert found(replace(healthy, contents=contents)) == {"lost photo"}


def test_who_waited_in_vain_is_named(healthy: Evidence) -> None:
    ledger = replace(healthy.ledger, stuck=["Marta waited in vain"])
    assert found(replace(healthy, ledger=ledger)) == {"lost reply"}


def test_a_call_without_an_answer_may_be_made_twice(healthy: Evidence) -> None:
    arrivals = list(healthy.arrivals)
    place = an_answer(arrivals)
    repeat(arrivals, place)
    arrivals[place] = replace(arrivals[place], told=False)
    assert found(replace(healthy, arrivals=arrivals)) == set()


def test_a_disaster_excuses_one_call_of_a_chat_and_not_two(healthy: Evidence) -> None:
    arrivals = list(healthy.arrivals)
    repeat(arrivals, an_answer(arrivals))
    at = arrivals[an_answer(arrivals)].at
    ledger = replace(healthy.ledger, disasters=[Disaster("killed", begun=at, ended=at + 1)])
    assert found(replace(healthy, ledger=ledger, arrivals=arrivals)) == set()
    repeat(arrivals, an_answer(arrivals))
    assert found(replace(healthy, ledger=ledger, arrivals=arrivals)) == {"extra repeat"}


def test_only_a_frozen_process_may_repeat_what_the_provider_lists(healthy: Evidence) -> None:
    arrivals = list(healthy.arrivals)
    place = an_answer(arrivals, whatsapp=True)
    repeat(arrivals, place)
    arrivals[place] = replace(arrivals[place], told=False)
    at = arrivals[place].at

    def after(**disaster: bool) -> set[str]:
        ledger = replace(
            healthy.ledger, disasters=[Disaster("struck", begun=at - 1, ended=at + 1, **disaster)]
        )
        return found(replace(healthy, ledger=ledger, arrivals=arrivals))

    assert after() == {"extra repeat"}
    assert after(asleep=True) == set()


def test_what_nobody_took_must_be_found_in_the_provider_s_list(healthy: Evidence) -> None:
    left = replace(healthy.ledger.said[0], wire=Wire("message", "SM1", {}), home=None, taken=None)
    for listed, what in ((False, set()), (True, {"lost message"})):
        said = [*healthy.ledger.said, replace(left, listed=listed)]
        assert found(replace(healthy, ledger=replace(healthy.ledger, said=said))) == what


@pytest.mark.parametrize(
    ("side_by_side", "listed", "what"),
    [(False, False, {"swapped order"}), (True, False, set()), (True, True, {"swapped order"})],
)
def test_what_came_side_by_side_may_stand_in_any_order(
    side_by_side: bool, listed: bool, what: set[str], room: Room, tmp_path: Path
) -> None:
    """It is what Twilio does; but what its list tells is read in that order."""
    late = "UPDATE entries SET id = 9999 WHERE id = (SELECT min(id) FROM entries WHERE channel = 'whatsapp')"
    evidence = damaged(room, late, tmp_path)

    def brought(said: Said) -> Said:
        first = 0.0 if side_by_side else said.brought
        return replace(said, brought=first, listed=listed) if said.chat.startswith("whatsapp:") else said

    said = [brought(each) for each in evidence.ledger.said]
    if listed:  # the room is quicker than people are
        said = [replace(each, at=place * 2.0) if each.listed else each for place, each in enumerate(said)]
    assert found(replace(evidence, ledger=replace(evidence.ledger, said=said))) == what


@pytest.mark.parametrize(("asked", "what"), [(False, {"swapped order"}), (True, set())])
def test_what_had_to_be_asked_for_comes_when_that_is_answered(
    asked: bool, what: set[str], room: Room, tmp_path: Path
) -> None:
    evidence = damaged(room, "UPDATE entries SET id = 9999 WHERE id = 4", tmp_path)
    with room.store.read() as session:
        late = session.get_one(Entry, 4).text
    said = [
        replace(each, asked=True) if asked and each.text == late else each for each in evidence.ledger.said
    ]
    assert found(replace(evidence, ledger=replace(evidence.ledger, said=said))) == what
