"""Who is who: names that cannot lie, names that find, and what leaving ends and keeps."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from store.database import Database
from store.errors import NotAllowed, Refused
from store.messages import outbox
from store.people import approvals, by_name, changes, chats, companies, invitations, people
from store.privacy import erase
from store.tables import Chat, Event, OutboxMessage, Person, Ticket
from store.tickets import tickets

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def session(store: Database) -> Iterator[Session]:
    with store.write() as session:
        yield session


def add(session: Session, name: str, role: str = "client", **more: Any) -> Person:
    return people.add(session, name, role, now=NOW, **more)


def names(found: list[Person]) -> list[str]:
    return [person.name for person in found]


def open_ticket(session: Session, person: Person, affected: str = "Tester") -> Ticket:
    given = {"affected_person": affected, "problem": "No imprime"}
    return tickets.open(session, person, person, channel="telegram", now=NOW, **given)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("", "name_empty"),
        (" \t ", "name_empty"),
        ("\u200d\u2060", "name_empty"),
        ("x" * 81, "name_too_long"),
        ("Marta\nAprobar", "name_not_plain"),
        ("Marta\u202eatraM", "name_not_plain"),
        ("Marta\u2066x", "name_not_plain"),
        ("Marta\u200f", "name_not_plain"),
        ("Marta\u2028x", "name_not_plain"),
        ("Marta\x00", "name_not_plain"),
    ],
)
def test_a_name_is_one_plain_line(name: str, key: str) -> None:
    with pytest.raises(Refused) as refused:
        people.one_line(name, "name")
    assert refused.value.key == key


@pytest.mark.parametrize(
    "name", ["Marta Gómez", "  <b>Ñandú</b> & Cía  ", "李小龍", "👩‍👩‍👧", "شركة", "x" * 80]
)
def test_any_plain_line_is_a_name_to_the_letter(name: str) -> None:
    assert people.one_line(name, "name") == name.strip()


def test_a_company_is_one_plain_line_too(session: Session) -> None:
    assert add(session, "Marta", company=" LA CABAÑA S.A. ").company == "LA CABAÑA S.A."
    assert add(session, "Pedro", company="  ").company is None
    with pytest.raises(Refused, match="name_empty"):
        add(session, " ")
    with pytest.raises(Refused, match="company_not_plain"):
        add(session, "Ana", company="A\nB")


def test_there_are_three_roles(session: Session) -> None:
    with pytest.raises(Refused, match="bad_role"):
        add(session, "Marta", "boss")


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("marta gomez", ["Marta Gómez"]),
        ("MARTA", ["Marta Gómez"]),
        ("mart", ["Marta Gómez", "Martín Pérez Gómez"]),
        ("gómez", ["Marta Gómez", "Martín Pérez Gómez"]),
        ("mar gom", ["Marta Gómez", "Martín Pérez Gómez"]),
        ("martin g", ["Martín Pérez Gómez"]),
        ("gomez martin", []),
        ("ana", ["Ana"]),
        ("an", ["Ana", "Ana Ruiz", "Anabel Sosa"]),
        ("ana r", ["Ana Ruiz"]),
        ("rta", []),
        ("", []),
        ("%", []),
    ],
)
def test_names_are_found_without_accents_by_how_they_begin(
    session: Session, typed: str, found: list[str]
) -> None:
    for name in ("Marta Gómez", "Martín Pérez Gómez", "Ana", "Ana Ruiz", "Anabel Sosa"):
        add(session, name)
    assert names(by_name.find(session, typed)) == found


def test_names_are_found_among_the_roles_that_may_be_meant(session: Session) -> None:
    add(session, "Ana Cliente")
    add(session, "Ana Técnica", "technician")
    gone = add(session, "Ana Antes", "technician")
    changes.deactivate(session, gone, NOW)
    assert names(by_name.find(session, "ana", roles=("technician", "lead"))) == ["Ana Técnica"]
    assert names(by_name.find(session, "ana", roles=("technician",), active=False)) == ["Ana Antes"]
    assert names(by_name.find(session, "ana", roles=("technician",), active=None)) == [
        "Ana Antes",
        "Ana Técnica",
    ]


def test_people_of_one_name_are_told_apart_and_found_by_it(session: Session) -> None:
    north, south = (add(session, "Juan Pérez", company=company) for company in ("Norte SA", "Sur SRL"))
    twin = add(session, "juan perez", company="norte sa")
    called = by_name.told_apart(session, [north, south, twin])
    assert called == {
        north.id: f"Juan Pérez, Norte SA (#{north.id})",
        south.id: "Juan Pérez, Sur SRL",
        twin.id: f"juan perez, Norte SA (#{twin.id})",
    }
    ana = add(session, "Ana", company="Norte SA")
    assert by_name.told_apart(session, [ana]) == {ana.id: "Ana"}
    assert names(by_name.find(session, "juan perez")) == ["Juan Pérez", "Juan Pérez", "juan perez"]
    for typed in (
        "Juan Pérez, Sur SRL",
        "juan perez (sur srl)",
        "juan sur",
        f"#{south.id}",
        called[south.id],
    ):
        assert by_name.find(session, typed) == [south], typed
    assert by_name.find(session, called[twin.id]) == [twin]


def test_a_company_keeps_its_spelling(session: Session) -> None:
    add(session, "Marta", company="LA CABAÑA S.A.")
    assert add(session, "Pedro", company=" la cabana s.a. ").company == "LA CABAÑA S.A."
    assert companies.alike(session, "la cabaña") == ["LA CABAÑA S.A."]
    assert companies.alike(session, "La Cabaña S.A. Sucursal 2") == ["LA CABAÑA S.A."]
    assert companies.alike(session, "la") == []


def test_people_are_corrected_and_come_back(session: Session) -> None:
    ana, julia = add(session, "Ana", "technician"), add(session, "Julia", "lead")
    marta = add(session, "Marta", company="Norte SA")
    ticket = tickets.open(
        session, marta, marta, channel="webchat", now=NOW, affected_person="Marta", problem="No imprime"
    )
    tickets.assign(session, julia, ticket, ana, "webchat", NOW)
    assert (
        changes.edit(session, marta, {"name": "Marta Paz", "company": "", "phone": "+541144440000"}, NOW)
        == []
    )
    assert (marta.name, marta.company, marta.phone) == ("Marta Paz", None, "+541144440000")
    assert changes.edit(session, ana, {"role": "client"}, NOW, julia) == [ticket]
    for values, key in (({"name": " "}, "name_empty"), ({"role": "boss"}, "bad_role")):
        with pytest.raises(Refused, match=key):
            changes.edit(session, ana, values, NOW)
    with pytest.raises(Refused, match="last_lead"):
        changes.edit(session, julia, {"role": "technician", "name": "J"}, NOW)
    assert (julia.name, julia.role) == ("Julia", "lead")
    changes.deactivate(session, marta, NOW)
    changes.reactivate(session, marta, NOW)
    changes.reactivate(session, marta, NOW)
    happened = session.scalars(select(Event.what).where(Event.person_id == marta.id).order_by(Event.id))
    assert list(happened) == ["edited", "edited", "edited", "deactivated", "reactivated"]


def test_a_number_is_whose_it_is_to_the_letter_else_in_its_only_spelling(session: Session) -> None:
    mobile, landline = "+5491123456789", "+541123456789"
    marta = add(session, "Marta", phone=landline)
    assert people.by_phone(session, (mobile, landline)) == [marta]
    pedro = add(session, "Pedro", phone=mobile)
    assert people.by_phone(session, (mobile, landline)) == [pedro]
    ines = add(session, "Inés", phone=mobile)
    assert people.by_phone(session, (mobile, landline)) == [pedro, ines]


def test_staff_and_those_who_left_have_no_number(session: Session) -> None:
    add(session, "Ana", "technician", phone="+541123456789")
    gone = add(session, "Marta", phone="+541123456789")
    changes.deactivate(session, gone, NOW)
    assert people.by_phone(session, ("+541123456789",)) == []


def test_the_last_different_people_for_whom_tickets_were_opened(session: Session) -> None:
    marta, other = add(session, "Marta"), add(session, "Otra")
    for affected in ("Juan", "Inés", "Marta", "INES", "Pedro", "Ana"):
        open_ticket(session, marta, affected)
    open_ticket(session, other, "Secreto")
    assert people.affected_before(session, marta.id) == ["Ana", "Pedro", "INES"]
    assert people.affected_before(session, marta.id, besides=["ana", "Márta"]) == ["Pedro", "INES", "Juan"]


def test_a_closed_ticket_counts_and_a_deleted_one_does_not(session: Session) -> None:
    marta = add(session, "Marta")
    closed, deleted = open_ticket(session, marta, "Juan"), open_ticket(session, marta, "Inés")
    tickets.close(session, marta, closed, None, "telegram", NOW)
    tickets.delete(session, marta, deleted, "telegram", NOW)
    session.flush()
    assert people.affected_before(session, marta.id) == ["Juan"]


def test_nothing_is_opened_for_who_left(session: Session) -> None:
    julia, marta = add(session, "Julia", "lead"), add(session, "Marta")
    changes.deactivate(session, marta, NOW, julia)
    with pytest.raises(Refused, match="requester_left"):
        open_ticket(session, marta)


Deed = Callable[[Session, Person, Person], Any]
DEEDS: dict[str, Deed] = {
    "add": lambda session, whom, by: people.add(session, "Pepe", "lead", now=NOW, by=by),
    "invite": lambda session, whom, by: invitations.make(session, whom, NOW, by=by),
    "approve": lambda session, whom, by: approvals.decide(
        session, approvals.ask(session, stranger(session), "Rosa", None, NOW), "approved", by, NOW
    ),
    "edit": lambda session, whom, by: changes.edit(session, whom, {"role": "lead"}, NOW, by),
    "deactivate": lambda session, whom, by: changes.deactivate(session, whom, NOW, by),
    "reactivate": lambda session, whom, by: changes.reactivate(session, whom, NOW, by),
    "mark absent": lambda session, whom, by: people.mark_absent(session, whom, None, by),
    "mark present": lambda session, whom, by: people.mark_present(session, whom, by),
    "link": lambda session, whom, by: chats.link(session, stranger(session), whom, NOW, by),
    "unlink": lambda session, whom, by: chats.unlink(session, chat_of(session, whom), NOW, by),
    "erase": lambda session, whom, by: erase.decide(session, whom, NOW, by),
    "keep": lambda session, whom, by: erase.refuse(session, whom, by, NOW),
}


def stranger(session: Session) -> Chat:
    return chats.lock_or_create(session, "telegram", "1", NOW)


def chat_of(session: Session, person: Person) -> Chat:
    chat = stranger(session)
    if chat.person is None:
        chats.link(session, chat, person, NOW)
    return chat


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_what_happens_to_others_is_up_to_the_leads(session: Session, deed: Deed) -> None:
    ana, julia = add(session, "Ana", "technician"), add(session, "Julia", "lead")
    beto = add(session, "Beto", "technician")
    with pytest.raises(NotAllowed):
        deed(session, beto, ana)
    deed(session, beto, julia)


def test_ones_own_absence_code_and_chat_are_ones_own(session: Session) -> None:
    ana = add(session, "Ana", "technician")
    people.mark_absent(session, ana, None, ana)
    people.mark_present(session, ana, ana)
    assert invitations.make(session, ana, NOW, by=ana)
    chats.unlink(session, chat_of(session, ana), NOW, ana)


def test_leaving_ends_sessions_codes_and_notices_and_keeps_the_history(session: Session) -> None:
    add(session, "Julia", "lead")
    marta = add(session, "Marta")
    phone, browser = (chats.lock_or_create(session, channel, "1", NOW) for channel in ("telegram", "webchat"))
    chats.link(session, phone, marta, NOW)
    chats.link(session, browser, marta, NOW)
    code = invitations.make(session, marta, NOW)
    said = session.get_one(OutboxMessage, outbox.put(session, phone.id, "message", {"text": "hola"}, NOW))
    ticket, closed = open_ticket(session, marta), open_ticket(session, marta)
    tickets.close(session, marta, closed, None, "telegram", NOW)
    session.flush()

    assert changes.deactivate(session, marta, NOW) == [ticket]

    for row in (said, browser):
        session.refresh(row)
    assert (marta.active, browser.closed_at, said.state) == (False, NOW, "dropped")
    assert chats.of(session, [marta.id]) == {}
    with pytest.raises(invitations.NoSuchCode):
        invitations.spend(session, code, chats.lock_or_create(session, "telegram", "2", NOW), NOW)
    assert ticket.status == "open"


def test_the_tickets_that_a_technician_leaves_are_named(session: Session) -> None:
    lead, ana, marta = add(session, "Julia", "lead"), add(session, "Ana", "technician"), add(session, "Marta")
    ticket = open_ticket(session, marta)
    tickets.assign(session, lead, ticket, ana, "telegram", NOW)
    assert changes.deactivate(session, ana, NOW, by=lead) == [ticket]


def test_the_last_active_lead_stays(session: Session) -> None:
    julia, leo = add(session, "Julia", "lead"), add(session, "Leo", "lead")
    changes.deactivate(session, leo, NOW)
    with pytest.raises(Refused, match="last_lead"):
        changes.deactivate(session, julia, NOW)
    assert julia.active


def test_of_two_leads_who_deactivate_each_other_at_once_one_stays(store: Database) -> None:
    with store.write() as session:
        both = [add(session, "Julia", "lead").id, add(session, "Leo", "lead").id]
    start = threading.Barrier(2)

    def leave(who: int) -> str:
        start.wait()
        try:
            with store.write() as session:
                changes.deactivate(session, session.get_one(Person, who), NOW)
        except Refused as refused:
            return refused.key
        return "left"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(leave, both)) == ["last_lead", "left"]


def test_companies_are_those_of_active_people_once(session: Session) -> None:
    add(session, "Marta", company="ÁRBOL SRL")
    add(session, "Pedro", company="ÁRBOL SRL")
    add(session, "Inés", company="Zeta")
    gone = add(session, "Nadie", company="Beta")
    changes.deactivate(session, gone, NOW)
    add(session, "Ana")
    assert companies.known(session) == ["ÁRBOL SRL", "Zeta"]


def test_the_lists_are_by_name_and_bounded(session: Session) -> None:
    for name in ("Carla", "Ana", "Beto"):
        add(session, name)
    assert names(people.some(session, ("client",), 1, 2)) == ["Beto", "Carla"]
    assert (names(people.page(session, 0, 2)), people.counts(session)) == (["Ana", "Beto"], {"client": 3})
    assert (people.technicians(session), people.leads(session)) == ([], [])
