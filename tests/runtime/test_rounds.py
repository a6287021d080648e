"""Rounds: what comes at once shares a transaction, and nobody notices with whom."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import OperationalError

from bot.channels.messages import Inbound
from bot.delivery.sender import Delivery
from bot.runtime import inbound, rounds
from store.database import Database, StoreAway
from store.messages import outbox
from store.people import chats, people
from store.tables import Chat, InboxMessage, OutboxMessage
from tests.harness.desks import Hanging, Provider, desk_on
from tests.harness.waiting import until

NAMES = ("ana", "beto", "caro", "dani", "ema", "fede")


How = Callable[[str, str], BaseException | None]
"""What the database raises for a statement with its parameters."""


class Died(BaseException):
    """The end of a thread."""


class Town:
    """Clients at their telephones; each says what they say on a thread of their own, as posts come."""

    def __init__(self, store: Database, folder: Path):
        self.store, self.provider = store, Provider()
        self.desk = desk_on(store, folder, self.provider)
        self.rounds = rounds.of(self.desk)
        self.refused: list[str] = []
        self._threads: list[threading.Thread] = []
        with store.write() as session:
            for name in NAMES:
                chat = chats.lock_or_create(session, "telegram", name, self.desk.now())
                chats.link(
                    session, chat, people.add(session, name, "client", now=self.desk.now()), self.desk.now()
                )

    def says(self, name: str, words: str = "/ayuda", key: str = "") -> None:
        key = key or f"{name}: {words}"
        thread = threading.Thread(target=self._post, args=(name, words, key), daemon=True)
        self._threads.append(thread)
        thread.start()

    def leads(self, name: str, words: str = "/ayuda") -> None:
        """Says it, and has begun a round once this returns."""
        begun = threading.Event()
        with breaking(self.store, lambda *_: begun.set()):
            self.says(name, words)
            assert begun.wait(10)

    def _post(self, name: str, words: str, key: str) -> None:
        try:
            inbound.take(
                self.desk, [Inbound("telegram", name, key, self.desk.now(), text=words, message_id=key)]
            )
        except (StoreAway, Died):
            self.refused.append(name)

    def until_waiting(self, messages: int) -> None:
        until(lambda: self.rounds.waiting == messages)

    def all_are_answered(self) -> None:
        for thread in self._threads:
            thread.join(10)
            assert not thread.is_alive()

    def at_once(self, *said: tuple[str, str], how: How = lambda *_: None) -> None:
        """The first leads a round that waits for the store; the others come meanwhile. Then the store breaks, as `how`
        says."""
        first, *others = said
        with ExitStack() as broken:
            with self.nobody_writes():
                self.leads(*first)
                for name, words in others:
                    self.says(name, words)
                self.until_waiting(len(others))
                broken.enter_context(breaking(self.store, how))
            self.all_are_answered()

    @contextmanager
    def nobody_writes(self) -> Iterator[None]:
        with self.store.engine.connect() as connection, connection.begin():  # which locks SQLite's file
            if not self.store.is_sqlite:
                connection.execute(text("LOCK TABLE inbox IN EXCLUSIVE MODE"))
            yield

    def kept(self, table: type[Any], name: str) -> list[Any]:
        query = select(table).join(Chat, Chat.id == table.chat_id).where(Chat.address == name)
        with self.store.read() as session:
            return list(session.scalars(query.order_by(table.id)))

    def heard(self, name: str) -> list[str]:
        return [row.state for row in self.kept(InboxMessage, name)]

    def replies(self, name: str) -> int:
        return len(self.kept(OutboxMessage, name))


@pytest.fixture
def town(store: Database, tmp_path: Path) -> Town:
    return Town(store, tmp_path)


@contextmanager
def breaking(store: Database, how: How) -> Iterator[None]:
    """The database raises what `how` makes of a statement and its parameters."""

    def look(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if error := how(statement, str(parameters)):
            raise error

    event.listen(store.engine, "before_cursor_execute", look)
    try:
        yield
    finally:
        event.remove(store.engine, "before_cursor_execute", look)


def once(error: BaseException, where: str) -> How:
    """That error for the first statement with these words."""
    left = [error]
    return lambda statement, _: left.pop() if where in statement and left else None


def test_what_comes_at_once_shares_a_transaction(town: Town) -> None:
    town.at_once(*((name, "/ayuda") for name in NAMES))
    assert (town.rounds.tally.rounds, town.rounds.tally.messages) == (2, len(NAMES))
    for name in NAMES:
        assert (town.heard(name), town.replies(name)) == (["heard"], 1)


def test_a_message_that_comes_twice_at_once_is_one(town: Town) -> None:
    with town.nobody_writes():
        town.leads("ana")
        for name in ("beto", "beto", "beto", "caro"):
            town.says(name)
        town.until_waiting(4)
    town.all_are_answered()
    for name in ("ana", "beto", "caro"):
        assert (town.heard(name), town.replies(name)) == (["heard"], 1)


def test_a_chat_has_one_message_in_a_round_and_its_order(town: Town) -> None:
    with town.nobody_writes():
        town.leads("ana")
        for place, words in enumerate(("/nuevo", "1", "omitir")):
            town.says("beto", words)
            town.until_waiting(place + 1)
    town.all_are_answered()
    assert [row.key for row in town.kept(InboxMessage, "beto")] == ["beto: /nuevo", "beto: 1", "beto: omitir"]
    assert town.rounds.tally.rounds == 4


def test_what_breaks_our_code_keeps_back_nobody_else(town: Town) -> None:
    def breaks(statement: str, parameters: str) -> Exception | None:
        asks = "INSERT INTO outbox" in statement and "¿Quién" in parameters
        return ValueError("a bug of ours") if asks else None

    town.at_once(("ana", "/ayuda"), ("beto", "/nuevo"), ("caro", "/ayuda"), ("dani", "/ayuda"), how=breaks)
    assert town.heard("beto") == ["failed"]
    assert town.replies("beto") == 1  # that it will be looked at
    for name in ("ana", "caro", "dani"):
        assert (town.heard(name), town.replies(name)) == (["heard"], 1)


def test_a_statement_that_is_wrong_is_a_bug_and_no_store_that_is_away(town: Town) -> None:
    """SQLite calls both an OperationalError."""

    def breaks(statement: str, parameters: str) -> Exception | None:
        asks = "INSERT INTO outbox" in statement and "¿Quién" in parameters
        return OperationalError(statement, {}, a_wrong_statement()) if asks else None

    town.at_once(("ana", "/ayuda"), ("beto", "/nuevo"), how=breaks)
    assert (town.heard("beto"), town.replies("beto")) == (["failed"], 1)
    assert (town.heard("ana"), town.replies("ana")) == (["heard"], 1)
    assert not town.refused


def a_wrong_statement() -> sqlite3.OperationalError:
    with (
        closing(sqlite3.connect(":memory:")) as connection,
        pytest.raises(sqlite3.OperationalError) as raised,
    ):
        connection.execute("SELECT none_such")
    return raised.value


@pytest.mark.parametrize("where", ["INSERT INTO inbox", "INSERT INTO outbox", "UPDATE chats"])
def test_a_store_that_goes_away_in_a_round_has_taken_nothing(town: Town, where: str) -> None:
    gone = OperationalError("", {}, psycopg.OperationalError("the connection is closed"))
    town.at_once(("ana", "/ayuda"), ("beto", "/ayuda"), ("caro", "/ayuda"), how=once(gone, where))
    assert town.refused and all(not town.heard(name) for name in town.refused)
    for name in ("ana", "beto", "caro"):  # the provider brings all of them again
        town.says(name)
    town.all_are_answered()
    for name in ("ana", "beto", "caro"):
        assert (town.heard(name), town.replies(name)) == (["heard"], 1)


@pytest.mark.parametrize("where", ["INSERT INTO inbox", "UPDATE chats"])
def test_a_round_that_the_database_gave_up_is_tried_again(town: Town, where: str) -> None:
    class GivenUp(Exception):
        sqlstate = "40P01"  # a deadlock

    town.at_once(
        ("ana", "/ayuda"),
        ("beto", "/ayuda"),
        ("caro", "/ayuda"),
        how=once(OperationalError("", {}, GivenUp()), where),
    )
    assert town.refused == []
    for name in ("ana", "beto", "caro"):
        assert (town.heard(name), town.replies(name)) == (["heard"], 1)


def test_a_leader_that_dies_leaves_nobody_waiting(town: Town) -> None:
    town.at_once(*((name, "/ayuda") for name in NAMES), how=once(Died(), "INSERT INTO outbox"))
    [died] = town.refused
    assert town.heard(died) == []
    town.says(died)  # the provider brings it again
    town.all_are_answered()
    for name in NAMES:
        assert (town.heard(name), town.replies(name)) == (["heard"], 1)


def test_a_chat_that_another_process_holds_keeps_back_no_other(pg_store: Database, tmp_path: Path) -> None:
    town = Town(pg_store, tmp_path)
    with pg_store.write() as elsewhere:
        chats.lock_or_create(elsewhere, "telegram", "beto", town.desk.now())
        for name in ("beto", "ana", "caro"):
            town.says(name)
        until(lambda: town.replies("ana") == town.replies("caro") == 1)
        assert town.replies("beto") == 0
    town.all_are_answered()
    assert (town.heard("beto"), town.replies("beto")) == (["heard"], 1)


def test_what_is_said_in_a_chat_has_ids_in_the_order_in_which_it_was_locked(
    pg_store: Database, tmp_path: Path
) -> None:
    town = Town(pg_store, tmp_path)
    with pg_store.write() as elsewhere:
        chat = chats.lock_or_create(elsewhere, "telegram", "beto", town.desk.now())
        town.says("beto")
        until(lambda: somebody_waits_for_a_lock(pg_store))
        outbox.put(elsewhere, chat.id, "message", {"text": "said first"}, town.desk.now())
    town.all_are_answered()
    first, answer = town.kept(OutboxMessage, "beto")
    assert first.content["text"] == "said first"
    assert answer.content["text"] != "said first"


def somebody_waits_for_a_lock(store: Database) -> bool:
    with store.read() as session:
        return bool(session.scalar(text("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")))


def test_who_waits_for_a_lock_keeps_back_no_other(pg_store: Database, tmp_path: Path) -> None:
    """Somebody changes Ana's language by hand, and takes their time."""
    town = Town(pg_store, tmp_path)
    town.says("ana", "/idioma")
    town.all_are_answered()
    with pg_store.engine.connect() as elsewhere, elsewhere.begin():
        elsewhere.execute(text("SELECT id FROM people WHERE name = 'ana' FOR NO KEY UPDATE"))
        with town.nobody_writes():
            town.leads("dani")
            for name, words in (("beto", "/ayuda"), ("ana", "English"), ("caro", "/ayuda")):
                town.says(name, words)
            town.until_waiting(3)
        until(lambda: all(town.replies(name) == 1 for name in ("beto", "caro", "dani")))
        assert town.replies("ana") == 1, "the question is not answered yet"
    town.all_are_answered()
    assert town.replies("ana") > 1
    assert town.refused == []


def test_two_processes_take_in_the_same_people_at_once(pg_store: Database, tmp_path: Path) -> None:
    """Each message comes to both, as after a redelivery; no round of one waits for a round of the other for long."""
    town = Town(pg_store, tmp_path)
    other = desk_on(pg_store, tmp_path, Provider())
    for number in range(5):
        for name in (*NAMES, *reversed(NAMES)):
            town.says(name, f"hola {number}")
    for number in range(5):
        for name in reversed(NAMES):
            key = f"{name}: hola {number}"
            words = Inbound("telegram", name, key, other.now(), text=f"hola {number}", message_id=key)
            inbound.take(other, [words])
    town.all_are_answered()
    assert town.refused == []
    for name in NAMES:
        assert sorted(row.key for row in town.kept(InboxMessage, name)) == [
            f"{name}: hola {n}" for n in range(5)
        ]


def test_a_provider_that_hangs_keeps_nobody_from_being_heard(town: Town) -> None:
    hanging = Hanging()
    town.provider.answers["ana"] = [hanging]
    town.rounds.delivery = delivery = Delivery(town.desk)
    town.says("ana")
    town.all_are_answered()
    delivery.deliver()
    hanging.wait_for_a_call()
    for name in NAMES:
        town.says(name, "/tickets")
    town.all_are_answered()
    hanging.end()
    assert delivery.stop(10)
    assert all(town.heard(name)[-1] == "heard" for name in NAMES)
