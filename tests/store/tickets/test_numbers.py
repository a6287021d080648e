"""Ticket numbers begin where the desk says, grow, and are never taken twice."""

import threading

from store.database import Database
from store.tickets import numbers


def taken(store: Database, count: int = 1) -> list[int]:
    with store.write() as session:
        return [numbers.take(session).number for _ in range(count)]


def begin_at(store: Database, first: int) -> None:
    with store.write() as session:
        numbers.begin_at(session, first)


def test_a_new_desk_begins_where_it_says(store: Database) -> None:
    begin_at(store, 121)
    assert taken(store, 3) == [121, 122, 123]


def test_numbers_begin_at_one_by_default(store: Database) -> None:
    begin_at(store, 1)
    assert taken(store, 2) == [1, 2]


def test_a_desk_that_starts_again_goes_on(store: Database) -> None:
    begin_at(store, 121)
    taken(store, 2)
    begin_at(store, 121)
    begin_at(store, 5)
    assert taken(store) == [123]


def test_a_first_number_raised_later_is_jumped_to(store: Database) -> None:
    begin_at(store, 121)
    taken(store)
    begin_at(store, 1_000_000_000)
    assert taken(store, 2) == [1_000_000_000, 1_000_000_001]


def test_a_jump_while_others_take_numbers_gives_none_twice(store: Database) -> None:
    found: list[int] = []

    def take_many() -> None:
        for _ in range(40):
            found.extend(taken(store))

    threads = [threading.Thread(target=take_many) for _ in range(3)]
    for thread in threads:
        thread.start()
    for first in range(5, 100, 10):
        begin_at(store, first)
    for thread in threads:
        thread.join()
    assert len(set(found)) == len(found) == 120
    assert max(found) >= 95


def test_who_opens_a_ticket_waits_for_nobody_who_is_opening_one(pg_store: Database) -> None:
    with pg_store.write() as first, pg_store.write() as second:
        assert numbers.take(first).number + 1 == numbers.take(second).number
