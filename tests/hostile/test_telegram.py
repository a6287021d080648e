"""Hostile updates: taken with 2xx, nothing stuck, nothing broken that Telegram itself could send."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.database import Database
from tests.hostile import seeds
from tests.hostile.scenes import Scene, briefly, scene

people = st.sampled_from(seeds.PEOPLE)
KNOWN = seeds.PEOPLE[:3]


@pytest.fixture
def at(store: Database, tmp_path: Path) -> Iterator[Scene]:
    with scene(store, tmp_path) as made:
        yield made


def test_odd_words_and_forged_buttons_break_nothing(at: Scene) -> None:
    @briefly
    @given(st.lists(st.tuples(people, seeds.oddities()), min_size=1, max_size=4))
    def attack(brought: list[tuple[int, dict[str, Any]]]) -> None:
        for person, update in brought:
            assert at.brings(update, person) == 200
        at.desk.settle()
        assert all(at.answers(person) for person in KNOWN)
        assert at.bugs() == []

    attack()


def test_malformed_updates_stop_no_chat(at: Scene) -> None:
    @briefly
    @given(st.lists(st.tuples(people, seeds.malformed()), min_size=1, max_size=4))
    def attack(brought: list[tuple[int, dict[str, Any]]]) -> None:
        for person, update in brought:
            assert at.brings(update, person) == 200
        at.desk.settle()
        assert all(at.answers(person) for person in KNOWN)

    attack()


def test_what_is_no_update_is_taken_all_the_same(at: Scene) -> None:
    @briefly
    @given(seeds.bodies())
    def attack(body: bytes) -> None:
        assert at.post(body) == 200

    attack()
    assert all(at.answers(person) for person in KNOWN)
