"""The audit sees every kind of damage, and none where there is none."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import late
from store.database import Database
from store.tables import Entry
from store.upkeep import due
from tests.faults.audit import by_itself, outcomes, reminded, reminders
from tests.faults.audit.arrivals import Arrival
from tests.faults.audit.evidence import Evidence, Firing, Row, Somebody
from tests.faults.audit.ledger import Disaster, Said, Wire
from tests.faults.audit.stored import audit, contributions
from tests.faults.world.room import Room, two_tickets


@pytest.fixture(scope="module")
def room(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    folder = tmp_path_factory.mktemp("room")
    shutil.copy(sqlite_template, folder / "desk.db")
    room = Room(f"sqlite:///{folder}/desk.db", folder, seed=1)
    two_tickets(room)
    yield room
    room.close()


@pytest.fixture(scope="module")
def healthy(room: Room) -> Evidence:
    return room.evidence()


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


def a_reminder(healthy: Evidence) -> tuple[Firing, Row]:
    """Due as soon as Ticket 1 was opened, and told to the lead."""
    opened = datetime.fromisoformat(healthy.tickets[1]["created_at"])
    [lead] = (chat for chat, person in healthy.people.items() if person.role == "lead")
    told = replace(
        healthy.rows[0],
        chat=lead,
        text="El Ticket 1 sigue sin técnico",
        notice="reminder.unassigned",
        at=opened,
    )
    return Firing(due.UNASSIGNED, 1, opened, 0, opened), told


@pytest.mark.parametrize(
    ("fired", "told", "what"),
    [(1, 1, set()), (1, 0, {"lost reminder"}), (0, 1, {"invented reminder"}), (1, 2, {"doubled reminder"})],
)
def test_a_reminder_too_many_or_too_few_is_named(
    fired: int, told: int, what: set[str], healthy: Evidence
) -> None:
    firing, row = a_reminder(healthy)
    evidence = replace(healthy, fired=[firing] * fired, rows=[row] * told)
    assert {damage.what for damage in reminders.each_was_told(evidence)} == what


MANY = range(1, late.MOST + 3)
FIRST = MANY[: late.MOST]


@pytest.mark.parametrize(("role", "occasion"), [("lead", due.ESCALATED), ("technician", due.UNANSWERED)])
@pytest.mark.parametrize(
    ("to_be_told", "named", "count", "what"),
    [
        ((1, 2, 3), (1, 2, 3), 3, set()),
        ((1, 2, 3), (1, 3), 2, {"lost reminder"}),
        ((1, 3), (1, 2, 3), 3, {"invented reminder"}),
        ((1, 2, 3), (1, 2, 2, 3), 4, {"doubled reminder"}),
        ((1, 2, 3), (1, 2, 2), 3, {"doubled reminder", "lost reminder"}),
        (MANY, FIRST, len(MANY), set()),
        (MANY, FIRST, len(MANY) - 1, {"lost reminder"}),
        (MANY[:-1], FIRST, len(MANY), {"invented reminder"}),
        (MANY[1:], FIRST, len(MANY), {"invented reminder"}),
    ],
)
def test_a_list_reminds_once_of_each_that_it_names_or_counts(
    role: str,
    occasion: str,
    to_be_told: Sequence[int],
    named: Sequence[int],
    count: int,
    what: set[str],
    healthy: Evidence,
) -> None:
    firing, row = a_reminder(healthy)
    [chat] = healthy.chats_of(role)
    lines = [f"Ticket {number} · Cli1 Gómez · espera respuesta\nno anda" for number in named]
    text = "\n\n".join([f"Hay {count} tickets que te esperan:", *lines])
    evidence = replace(
        healthy,
        fired=[replace(firing, ticket=number, occasion=occasion) for number in to_be_told],
        rows=[replace(row, chat=chat, text=text, notice="reminder.several")],
    )
    assert {damage.what for damage in reminders.each_was_told(evidence)} == what


def test_two_technicians_who_are_told_of_the_same_ticket_are_named(healthy: Evidence) -> None:
    firing, row = a_reminder(healthy)
    people = {**healthy.people, "5099": Somebody("Beto Torres", "technician")}
    evidence = replace(healthy, people=people, fired=[replace(firing, occasion=due.UNANSWERED)])
    [chat] = healthy.chats_of("technician")
    rows = [replace(row, chat=each) for each in (chat, "5099")]
    assert not list(reminders.each_was_told(replace(evidence, rows=rows[:1])))
    [damage] = reminders.each_was_told(replace(evidence, rows=rows))
    assert damage.what == "doubled reminder"


def test_what_leads_are_told_reminds_no_technician(healthy: Evidence) -> None:
    firing, row = a_reminder(healthy)
    evidence = replace(healthy, fired=[replace(firing, occasion=due.UNANSWERED)], rows=[row])
    assert {damage.what for damage in reminders.each_was_told(evidence)} == {
        "lost reminder",
        "invented reminder",
    }


def test_turns_follow_each_other(healthy: Evidence) -> None:
    first, _ = a_reminder(healthy)
    after = replace(first, turn=1, at=first.at + timedelta(seconds=30))
    assert not list(reminders.each_turn_once(replace(healthy, fired=[after, first])))
    for wrong in (
        [after],
        [first, replace(after, at=first.at)],
        [replace(each, occasion=due.SOON) for each in (first, after)],
    ):
        [damage] = reminders.each_turn_once(replace(healthy, fired=wrong))
        assert damage.what == "doubled reminder"


def test_what_is_told_again_too_soon_is_named(healthy: Evidence) -> None:
    first, _ = a_reminder(healthy)
    soon = replace(first, turn=1, at=first.at + timedelta(seconds=29))
    [damage] = reminders.none_too_soon(replace(healthy, fired=[first, soon]))
    assert damage.what == "early reminder"
    other = replace(first, ticket=2, at=first.at - timedelta(seconds=1))
    along = [other, replace(other, turn=1, at=soon.at)]
    assert not list(reminders.none_too_soon(replace(healthy, fired=[first, soon, *along])))


@pytest.mark.parametrize(
    ("occasion", "notice"), [(due.NUDGE, "reminder.nudge"), (due.AUTOCLOSE, reminded.CLOSED)]
)
def test_a_silent_client_who_is_not_told_is_named(occasion: str, notice: str, healthy: Evidence) -> None:
    firing, row = a_reminder(healthy)
    told = replace(row, chat=healthy.ledger.opened[1], notice=notice)
    evidence = replace(healthy, fired=[replace(firing, occasion=occasion)])
    assert not list(reminders.each_was_told(replace(evidence, rows=[told])))
    [damage] = reminders.each_was_told(replace(evidence, rows=[]))
    assert damage.what == "lost reminder"


def test_a_digest_too_many_or_without_its_picture_is_named(healthy: Evidence) -> None:
    firing, row = a_reminder(healthy)
    told = replace(row, files=("5ha",))
    for rows, what in (
        ([told], []),
        ([], []),
        ([told, told], ["doubled digest"]),
        ([replace(told, files=("",))], ["lost picture"]),
    ):
        evidence = replace(healthy, digests=[firing.at], rows=rows)
        assert [damage.what for damage in by_itself.digests(evidence)] == what


def test_an_alarm_that_is_told_twice_is_named(healthy: Evidence) -> None:
    _, row = a_reminder(healthy)
    texts = ("⚠️ Telegram no acepta nuestra clave", "✅ Telegram nos acepta otra vez", "⚠️ WhatsApp no acepta")
    begun, over, elsewhere = (replace(row, text=text) for text in texts)
    assert not list(by_itself.alarms(replace(healthy, rows=[begun, elsewhere, over, begun, over])))
    for rows in ([begun, begun], [begun, over, over]):
        [damage] = by_itself.alarms(replace(healthy, rows=rows))
        assert damage.what == "doubled alarm"


def test_a_copy_that_is_changed_twice_is_named(healthy: Evidence) -> None:
    corrected = {said.text for said in healthy.ledger.said if said.edits is not None}
    edit = next(
        row for row in healthy.rows if row.kind == "edit" and any(text in row.text for text in corrected)
    )
    [damage] = by_itself.edits(replace(healthy, rows=[*healthy.rows, edit]))
    assert damage.what == "doubled edit"


def test_a_reminder_whose_cause_is_gone_is_named(healthy: Evidence) -> None:
    first, _ = a_reminder(healthy)
    assert not list(reminders.none_without_cause(replace(healthy, fired=[first])))
    late = replace(first, at=first.at + timedelta(hours=1))
    [damage] = reminders.none_without_cause(replace(healthy, fired=[late]))
    assert damage.what == "baseless reminder"


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
