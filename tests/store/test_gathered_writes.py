"""What a transaction has gathered goes out with its COMMIT; whatever is wrong with it, nothing of it is kept, and the
next transaction finds a connection that works."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Integer, func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from store.database import Conflicted, Database, StoreAway
from store.messages import inbox
from store.people import chats
from store.tables import OutboxMessage, Setting
from store.transactions import pending
from tests.harness.waiting import until

SETTINGS: Any = Setting.__table__
OUTBOX: Any = OutboxMessage.__table__
LAST_ID = text("SELECT last_value FROM outbox_id_seq").columns(last_value=Integer)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def gather(session: Session, *names: str) -> None:
    for name in names:
        pending.of(session).insert(SETTINGS, {"name": name, "value": "0"})


def names(store: Database) -> list[str]:
    with store.read() as session:
        return list(
            session.scalars(
                select(Setting.name).where(Setting.name.in_(["a", "b", "c", "d"])).order_by(Setting.name)
            )
        )


def keep(store: Database, *given: str) -> None:
    with store.write() as session:
        gather(session, *given)


def test_it_is_there_once_it_is_committed(store: Database) -> None:
    keep(store, "a", "b")
    assert names(store) == ["a", "b"]


def test_what_breaks_a_rule_of_the_schema_takes_all_along(store: Database) -> None:
    def write(session: Session) -> None:
        session.add(Setting(name="c", value="by the ORM"))
        gather(session, "b", "a")

    keep(store, "a")
    with pytest.raises(IntegrityError):
        store.change(write)
    assert names(store) == ["a"]
    keep(store, "d")
    assert names(store) == ["a", "d"]


def test_the_next_on_a_connection_finds_nothing_of_what_broke(pg_store: Database) -> None:
    def write() -> None:
        with pg_store.write() as session:
            gather(session, "a")

    write()
    for then in (lambda: keep(pg_store, "b"), lambda: names(pg_store), lambda: keep(pg_store, "c")):
        with pytest.raises(IntegrityError):
            write()
        then()
    assert names(pg_store) == ["a", "b", "c"]


def test_what_waited_for_a_lock_in_vain_is_done_at_the_second_try(pg_store: Database) -> None:
    keep(pg_store, "a")
    tries = 0

    def write(session: Session) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            session.execute(text("SET LOCAL lock_timeout = '20ms'"))
        gather(session, "b", "a")

    with pg_store.write() as holding:
        holding.execute(text("DELETE FROM settings WHERE name = 'a'"))
        done = threading.Thread(target=pg_store.change, args=(write,))
        done.start()
        until(lambda: tries == 2)
    done.join(10)
    assert names(pg_store) == ["a", "b"]


def test_what_waits_for_a_lock_too_long_may_be_tried_again(pg_store: Database) -> None:
    keep(pg_store, "a")
    with pg_store.write() as session:
        chats.lock_or_create(session, "telegram", "100", NOW)

    def wait() -> None:
        with pg_store.write() as session:
            chats.lock_the_free(session, {("telegram", "100")}, timedelta(seconds=0.02))
            gather(session, "b", "a")

    with pg_store.write() as holding:
        holding.execute(text("DELETE FROM settings WHERE name = 'a'"))
        with pytest.raises(Conflicted):
            wait()
    assert names(pg_store) == []
    wait()
    assert names(pg_store) == ["a", "b"]


def test_a_connection_that_is_gone_by_then_is_a_store_that_is_away(pg_store: Database) -> None:
    def write(session: Session) -> None:
        pid = session.scalar(select(func.pg_backend_pid()))
        gather(session, "a")
        with pg_store.read() as other:
            other.execute(select(func.pg_terminate_backend(pid)))

    with pytest.raises(StoreAway):
        pg_store.change(write)
    assert names(pg_store) == []
    keep(pg_store, "b")
    assert names(pg_store) == ["b"]


def heard(key: str) -> dict[str, Any]:
    about: dict[str, Any] = dict(message_id=None, chat_id=None, album=None)
    return dict(channel="telegram", key=key, payload={}, received_at=NOW, **about)


def test_ids_for_what_will_be_said_grow(store: Database) -> None:
    """Those that came with what was kept, and those that are asked for when they are used up."""
    with store.write() as session:
        assert len(inbox.keep_all(session, [heard("1"), heard("2")])) == 2
        ids = [pending.of(session).next_id(OUTBOX) for _ in range(50)]
    assert ids == sorted(set(ids))


def test_a_delivery_that_is_kept_already_brings_no_ids(pg_store: Database) -> None:
    """Two deliveries bring two ids each, and nothing else takes any."""
    with pg_store.write() as session:
        inbox.keep_all(session, [heard("1")])
    with pg_store.write() as session:
        before = session.scalar(LAST_ID)
        kept = inbox.keep_all(session, [heard("1"), heard("2"), heard("2"), heard("3")])
        ids = [pending.of(session).next_id(OUTBOX) for _ in range(4)]
        assert session.scalar(LAST_ID) - before == 4
    assert list(kept) == [("telegram", "2"), ("telegram", "3")]
    assert ids == [before + place for place in (1, 2, 3, 4)]


def test_of_many_at_once_each_has_its_connection_until_it_has_committed(store: Database) -> None:
    """A connection that was given back before its pipeline ended would break the next one's."""
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda place: keep(store, f"many {place}"), range(120)))
    with store.read() as session:
        assert session.scalar(select(func.count()).where(Setting.name.like("many %"))) == 120
