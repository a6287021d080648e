"""Where we talk: one chat an address, one person a chat, one turn at a time."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from store.database import Database
from store.messages import outbox
from store.people import chats, people
from store.tables import Chat, OutboxMessage, Person

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def session(store: Database) -> Iterator[Session]:
    with store.write() as session:
        yield session


def add(session: Session, name: str, role: str = "client") -> Person:
    return people.add(session, name, role, now=NOW)


def linked(
    session: Session, person: Person, address: str, channel: str = "telegram", **more: datetime
) -> Chat:
    chat = chats.lock_or_create(session, channel, address, NOW)
    chats.link(session, chat, person, NOW)
    for name, value in more.items():
        setattr(chat, name, value)
    session.flush()
    return chat


def test_an_address_has_one_chat(session: Session) -> None:
    chat = chats.lock_or_create(session, "telegram", "1001", NOW, name="Marta")
    again = chats.lock_or_create(session, "telegram", "1001", LATER, name="Marta G.", other_address="x")
    assert chats.lock_or_create(session, "whatsapp", "1001", NOW).id != chat.id == again.id
    assert (again.created_at, again.name, again.other_address) == (NOW, "Marta G.", "x")


def test_what_a_chat_is_called_is_kept_where_nothing_newer_is_known(session: Session) -> None:
    chats.lock_or_create(session, "telegram", "1001", NOW, name="Marta", other_address="x")
    chat = chats.lock_or_create(session, "telegram", "1001", LATER)
    assert (chat.name, chat.other_address) == ("Marta", "x")


def test_locking_a_chat_again_takes_one_statement_and_no_write(store: Database) -> None:
    with store.write() as session:
        linked(session, add(session, "Marta"), "1001")
    seen: list[str] = []
    with store.write() as session:
        event.listen(store.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
        chat = chats.lock_or_create(session, "telegram", "1001", LATER)
        assert chat.person is not None
        assert chat.person.name == "Marta"
        session.flush()
    assert [statement.split()[0] for statement in seen if not statement.startswith("BEGIN")] == ["SELECT"]


def test_what_a_turn_changed_is_written_once(store: Database) -> None:
    with store.write() as session:
        chat_id = linked(session, add(session, "Marta"), "1001").id
    seen: list[str] = []
    with store.write() as session:
        chat = chats.lock_or_create(session, "telegram", "1001", LATER, name="Marta G.")
        event.listen(store.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
        chat.memory, chat.hear_at = {"forms": []}, LATER
        chats.save(session, chat)
    assert [statement.split()[0] for statement in seen] == ["UPDATE"]
    with store.read() as session:
        found = session.get_one(Chat, chat_id)
        assert (found.name, found.memory, found.hear_at) == ("Marta G.", {"forms": []}, LATER)
        assert found.person is not None


def test_two_who_lock_a_new_chat_at_once_wait_for_each_other(store: Database) -> None:
    start = threading.Barrier(4)

    def hold(name: int) -> int:
        start.wait()
        with store.write() as session:
            chat = chats.lock_or_create(session, "telegram", "1001", NOW)
            chat.memory = {**chat.memory, "count": chat.memory.get("count", 0) + 1}
            return chat.id

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(hold, range(4)))) == 1
    with store.read() as session:
        assert chats.lock_or_create(session, "telegram", "1001", NOW).memory == {"count": 4}


def test_two_people_may_write_to_each_other_at_once(pg_store: Database) -> None:
    with pg_store.write() as session:
        ids = [chats.lock_or_create(session, "telegram", address, NOW).id for address in ("1001", "2001")]
    both_hold = threading.Barrier(2)

    def write(here: int, there: int) -> None:
        with pg_store.write() as session:
            assert chats.lock(session, here) is not None
            both_hold.wait(5)
            outbox.put(session, there, "message", {"text": "hola"}, NOW)
            session.flush()
            both_hold.wait(5)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, ids, reversed(ids)))


def test_a_chat_is_never_relinked(session: Session) -> None:
    marta, pedro = add(session, "Marta"), add(session, "Pedro")
    chat = linked(session, marta, "1001")
    with pytest.raises(chats.AlreadyLinked):
        chats.link(session, chat, pedro, NOW)
    assert chat.person is marta


def test_of_two_who_link_a_chat_at_once_the_first_does(store: Database) -> None:
    with store.write() as session:
        ids = [add(session, name).id for name in ("Marta", "Pedro")]
        chat_id = chats.lock_or_create(session, "telegram", "1001", NOW).id
    start = threading.Barrier(2)

    def link(person_id: int) -> bool:
        start.wait()
        try:
            with store.write() as session:
                chat = session.get_one(Chat, chat_id)
                chats.link(session, chat, session.get_one(Person, person_id), NOW)
        except chats.AlreadyLinked:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(link, ids)) == [False, True]


def test_unlinking_leaves_nothing_of_the_person_in_the_chat(session: Session) -> None:
    marta = add(session, "Marta")
    chat = linked(session, marta, "1001")
    chat.memory = {"dialogue": "open_ticket"}
    said = session.get_one(
        OutboxMessage, outbox.put(session, chat.id, "message", {"text": "Ticket 121"}, NOW)
    )
    chats.unlink(session, chat, NOW)
    session.flush()
    session.refresh(said)
    memory = {chats.NOT_OF: [marta.id]}
    assert (chat.person_id, chat.memory, said.state, chat.closed_at) == (None, memory, "dropped", None)
    chats.unlink(session, chat, NOW)
    chats.link(session, chat, add(session, "Pedro"), NOW)


def test_a_browser_that_is_unlinked_is_out(session: Session) -> None:
    chat = linked(session, add(session, "Marta"), "session", "webchat")
    chats.unlink(session, chat, LATER)
    assert chat.closed_at == LATER


def test_people_are_told_where_they_last_wrote(session: Session) -> None:
    marta, pedro, ana = (add(session, name) for name in ("Marta", "Pedro", "Ana"))
    linked(session, marta, "1", last_inbound_at=NOW)
    latest = linked(session, marta, "2", last_inbound_at=LATER)
    linked(session, marta, "3")
    silent = linked(session, pedro, "4")
    assert chats.of(session, [marta.id, pedro.id, ana.id]) == {marta.id: latest, pedro.id: silent}
    assert chats.of(session, []) == {}


def test_where_somebody_shut_us_out_is_the_last_resort(session: Session) -> None:
    marta, pedro = add(session, "Marta"), add(session, "Pedro")
    linked(session, marta, "1", last_inbound_at=LATER, blocked_at=LATER)
    other = linked(session, marta, "2", last_inbound_at=NOW)
    only = linked(session, pedro, "3", blocked_at=LATER)
    assert chats.of(session, [marta.id, pedro.id]) == {marta.id: other, pedro.id: only}


def test_the_leads_come_with_the_chats_where_they_are_told(store: Database) -> None:
    shut, seen = {"whatsapp": NOW}, list[str]()
    with store.write() as session:
        for lead in (add(session, "Ana", "lead"), add(session, "Lola", "lead")):
            linked(session, lead, f"{lead.name} 1", "whatsapp", last_inbound_at=NOW)
            linked(session, lead, f"{lead.name} 2", last_inbound_at=NOW - timedelta(days=1))
            linked(session, lead, f"{lead.name} 3", "webchat", last_inbound_at=LATER, closed_at=LATER)
        add(session, "Silent", "lead")
        add(session, "Left", "lead").active = False
        linked(session, add(session, "Marta"), "1")
    with store.write() as session:
        event.listen(store.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
        leads = chats.leads_and_chats(session, shut)
        told = chats.of(session, [lead.id for lead in leads], shut)
        assert {lead.name for lead in leads} == {"Ana", "Lola", "Silent"}
        assert {chat.address for chat in told.values()} == {"Ana 2", "Lola 2"}
        assert all(chat.person_id == person for person, chat in told.items())
    assert len([statement for statement in seen if not statement.startswith("BEGIN")]) == 1


def test_a_lead_whose_chat_changed_is_looked_up_again(session: Session) -> None:
    lola = add(session, "Lola", "lead")
    first, second = linked(session, lola, "1", last_inbound_at=LATER), linked(session, lola, "2")
    assert [chats.leads_and_chats(session), chats.of(session, [lola.id])] == [[lola], {lola.id: first}]
    first.blocked_at = LATER
    chats.save(session, first)
    assert [chats.leads_and_chats(session), chats.of(session, [lola.id])] == [[lola], {lola.id: second}]


def test_an_ended_session_is_nowhere(session: Session) -> None:
    marta = add(session, "Marta")
    ended = linked(session, marta, "1", "webchat", closed_at=NOW)
    here, there = linked(session, marta, "2"), linked(session, marta, "3")
    assert ended not in chats.of(session, [marta.id]).values()
    assert chats.others(session, marta.id, here.id) == [there]


def test_who_waited_for_a_chat_knows_its_person_as_they_are_by_now(pg_store: Database) -> None:
    with pg_store.write() as session:
        linked(session, add(session, "Marta"), "1001")
    known: dict[str, object] = {}

    def hold() -> None:
        with pg_store.write() as session:
            person = chats.lock_or_create(session, "telegram", "1001", LATER).person
            assert person is not None
            known.update(active=person.active, language=person.language)

    waiting = threading.Thread(target=hold)
    with pg_store.write() as session:
        chat = chats.lock_or_create(session, "telegram", "1001", NOW)
        assert chat.person is not None
        waiting.start()
        _until_somebody_waits(pg_store)
        chat.person.active, chat.person.language = False, "en"
    waiting.join(10)
    assert known == {"active": False, "language": "en"}


def _until_somebody_waits(store: Database) -> None:
    waits = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    for _ in range(500):
        with store.read() as session:
            if session.scalar(waits):
                return
        time.sleep(0.01)
    raise AssertionError("nobody waits")
