"""One-time codes: spent once, by the first chat; a guess learns nothing and soon has to stop."""

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from store.database import Database
from store.errors import Refused
from store.people import approvals, chats, invitations, people
from store.people.chats import AlreadyLinked
from store.people.invitations import NoSuchCode
from store.tables import Approval, Chat, Invitation, Person

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
CODE = "TK-7K3M9-0Q1RZ"


@pytest.fixture
def session(store: Database) -> Iterator[Session]:
    with store.write() as session:
        yield session


@pytest.fixture
def marta(session: Session) -> Person:
    return people.add(session, "Marta", "client", now=NOW)


def chat(session: Session, address: str = "1001") -> Chat:
    return chats.lock_or_create(session, "telegram", address, NOW)


def test_a_code_lets_its_person_in_once(session: Session, marta: Person) -> None:
    code = invitations.make(session, marta, NOW)
    assert re.fullmatch("TK-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}", code)
    here = chat(session)
    assert invitations.spend(session, code, here, NOW) is marta
    assert here.person is marta
    with pytest.raises(NoSuchCode):
        invitations.spend(session, code, chat(session, "1002"), NOW)


def test_the_store_keeps_no_code(session: Session, marta: Person) -> None:
    code = invitations.make(session, marta, NOW)
    [kept] = session.scalars(select(Invitation.code_hash))
    assert not any(part in kept.upper() for part in code.split("-")[1:])


def test_of_two_chats_that_spend_a_code_at_once_one_enters(store: Database) -> None:
    with store.write() as session:
        person = people.add(session, "Marta", "client", now=NOW)
        code = invitations.make(session, person, NOW)
    start = threading.Barrier(4)

    def enter(address: str) -> bool:
        start.wait()
        try:
            with store.write() as session:
                invitations.spend(session, code, chat(session, address), NOW)
        except NoSuchCode:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(enter, "1234")) == [False, False, False, True]


@pytest.mark.parametrize(
    ("lasts", "later", "good"),
    [
        (invitations.INVITATION, timedelta(days=7), False),
        (invitations.INVITATION, timedelta(days=6, hours=23), True),
        (invitations.OWN_CHANNEL, timedelta(minutes=10), False),
        (invitations.OWN_CHANNEL, timedelta(minutes=9), True),
    ],
)
def test_a_code_grows_old(
    session: Session, marta: Person, lasts: timedelta, later: timedelta, good: bool
) -> None:
    code = invitations.make(session, marta, NOW, lasts)
    assert invitations.is_good(session, code, NOW + later) is good
    if not good:
        with pytest.raises(NoSuchCode):
            invitations.spend(session, code, chat(session), NOW + later)


def test_a_new_code_voids_the_one_before(session: Session, marta: Person) -> None:
    former, code = invitations.make(session, marta, NOW), invitations.make(session, marta, NOW)
    with pytest.raises(NoSuchCode):
        invitations.spend(session, former, chat(session), NOW)
    invitations.spend(session, code, chat(session), NOW)


def test_a_linked_chat_does_not_spend_a_code(session: Session, marta: Person) -> None:
    taken = chat(session)
    chats.link(session, taken, people.add(session, "Pedro", "client", now=NOW), NOW)
    code = invitations.make(session, marta, NOW)
    with pytest.raises(AlreadyLinked):
        invitations.spend(session, code, taken, NOW)
    assert invitations.is_good(session, code, NOW)


def test_who_left_does_not_come_back_by_a_code(session: Session, marta: Person) -> None:
    code = invitations.make(session, marta, NOW)
    marta.active = False
    session.flush()
    with pytest.raises(NoSuchCode):
        invitations.spend(session, code, chat(session), NOW)


def test_a_code_that_nobody_made_is_refused_like_a_spent_one(session: Session) -> None:
    with pytest.raises(NoSuchCode):
        invitations.spend(session, CODE, chat(session), NOW)


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        "tk-7k3m9-0q1rz",
        "TK7K3M9OQLRZ",
        "tk 7k3m9 oqirz",
        "/start TK-7K3M9-0Q1RZ",
        "Hola, mi código es TK-7K3M9-0Q1RZ.",
        "«tk—7k3m9—0q1rz»",
        "ＴＫ－７Ｋ３Ｍ９－０Ｑ１ＲＺ",
        "TK-7K3M9-\n0Q1RZ gracias",
    ],
)
def test_a_code_is_found_as_people_type_it(typed: str) -> None:
    assert invitations.looks_like(typed) == CODE


@pytest.mark.parametrize(
    "typed",
    ["", "hola", "TK-7K3M9", "TK-7K3M9-0Q1RZX", "XTK-7K3M9-0Q1RZ", "TK-7K3M9-0Q1RU", "TK-7K3M-90Q1RZ"],
)
def test_what_only_resembles_a_code_is_none(typed: str) -> None:
    assert invitations.looks_like(typed) is None


def test_wrong_codes_have_to_stop_until_the_hour_is_over(session: Session) -> None:
    for _ in range(invitations.GUESSES_OF_ONE):
        assert invitations.may_guess(session, "telegram:1001", NOW)
        invitations.count_guess(session, "telegram:1001", NOW)
    assert not invitations.may_guess(session, "telegram:1001", NOW)
    assert invitations.may_guess(session, "telegram:1002", NOW)
    assert invitations.may_guess(session, "telegram:1001", NOW + timedelta(hours=1))


def test_however_many_guess_nobody_else_is_shut_out(session: Session) -> None:
    for sender in range(300):
        invitations.count_guess(session, f"webchat:{sender}", NOW)
    assert invitations.may_guess(session, "webchat:new", NOW)


def test_guesses_at_once_are_all_counted(store: Database) -> None:
    def guess(_: int) -> None:
        with store.write() as session:
            invitations.count_guess(session, "telegram:1001", NOW)

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(guess, range(invitations.GUESSES_OF_ONE)))
    with store.read() as session:
        assert not invitations.may_guess(session, "telegram:1001", NOW)


def test_of_two_leads_the_firsts_word_stands(store: Database) -> None:
    with store.write() as session:
        leads = [people.add(session, name, "lead", now=NOW) for name in ("Julia", "Leo")]
        asked = approvals.ask(session, chat(session), "Inés Nueva", "Kiosco SRL", NOW)
    start = threading.Barrier(2)

    def decide(lead: Person) -> str | None:
        start.wait()
        with store.write() as session:
            approval = session.get_one(Approval, asked.id)
            before = approvals.decide(session, approval, "approved", lead, NOW)
            return before.name if before else None

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(decide, leads))
    winner = leads[said.index(None)]
    assert said[1 - said.index(None)] == winner.name


def test_who_asks_again_corrects_what_waits(session: Session) -> None:
    first = approvals.ask(session, chat(session), "Ines", None, NOW)
    again = approvals.ask(session, chat(session), "Inés Nueva", "Kiosco SRL", NOW)
    assert (again, again.name, again.company) == (first, "Inés Nueva", "Kiosco SRL")
    assert approvals.waiting(session) == [first]


def test_after_a_decision_one_may_ask_anew(session: Session) -> None:
    julia = people.add(session, "Julia", "lead", now=NOW)
    first = approvals.ask(session, chat(session), "Inés", None, NOW)
    assert approvals.decide(session, first, "rejected", julia, NOW) is None
    assert approvals.decide(session, first, "approved", julia, NOW) is julia
    second = approvals.ask(session, chat(session), "Inés", None, NOW)
    assert (first.state, second.state) == ("rejected", "waiting")
    assert approvals.latest(session, second.chat_id) is second


def test_a_stranger_has_a_plain_name_too(session: Session) -> None:
    with pytest.raises(Refused, match="name_not_plain"):
        approvals.ask(session, chat(session), "Inés\nAprobar", None, NOW)


@pytest.mark.parametrize("text", ["{}", "/start {}", "hola, {} dice", "{}."])
@pytest.mark.parametrize("spelling", ["TK-8F3KQ-2M7WX", "tk 8f3kq 2m7wx", "TK8F3KQ2M7WX", "ＴＫ-8F3KQ-2M7WX"])
def test_a_code_is_hidden_however_it_is_written(text: str, spelling: str) -> None:
    hidden = invitations.hidden(text.format(spelling))
    assert invitations.looks_like(hidden) is None
    assert "8F3KQ" not in hidden.upper()


def test_what_holds_no_code_stays_to_the_letter() -> None:
    assert invitations.hidden("no me anda el TK-1, ñandú") == "no me anda el TK-1, ñandú"


@pytest.mark.parametrize(
    ("typed", "tries"),
    [("/start abc", True), ("TK-7K3M9", True), ("/start TK-7K3M9-0Q1RU", True), ("tk-7k3m9 0q1", True)]
    + [(text, False) for text in ("/start", "tkm", "tk 121 no anda", "el TK-12 no anda más", "hola")],
)
def test_what_is_meant_as_a_code_is_told_from_talk(typed: str, tries: bool) -> None:
    assert invitations.is_an_attempt(typed) is tries
