"""Who floods us is told once; everything is kept, and calm brings everything back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.conversation import flood
from store.tables import Chat, File, InboxMessage, OutboxMessage
from tests.databases.stores import opened
from tests.hostile import seeds
from tests.hostile.scenes import Scene, scene

TOLD = "Vas muy rápido"


@pytest.fixture
def at(sqlite_url: str, tmp_path: Path) -> Iterator[Scene]:
    for store in opened(sqlite_url):
        with scene(store, tmp_path) as made:
            yield made


def told(at: Scene, person: int) -> list[str]:
    return [shown.text for shown in at.desk.telegram.messages(person)]


def kept(at: Scene, person: int) -> int:
    with at.desk.store.read() as session:
        theirs = select(func.count()).select_from(InboxMessage).join(Chat)
        return session.scalar(theirs.where(Chat.address == str(person))) or 0


def test_a_flood_is_told_once_and_kept_whole(at: Scene) -> None:
    for _ in range(2 * flood.MOST):
        assert at.says(seeds.CLIENT, "/ayuda") == 200
        at.desk.later(seconds=0.1)
    at.desk.settle()
    shown = told(at, seeds.CLIENT)
    assert sum(TOLD in text for text in shown) == 1
    assert len(shown) < 1.5 * flood.MOST
    assert kept(at, seeds.CLIENT) == 2 * flood.MOST
    assert at.bugs() == []


def test_a_flood_of_presses_only_moves_the_app(at: Scene) -> None:
    press = next(seed for seed in seeds.SEEDS if "callback_query" in seed)
    for _ in range(2 * flood.MOST):
        at.brings(press | {"callback_query": press["callback_query"] | {"data": "help"}}, seeds.CLIENT)
    at.desk.settle()
    assert len(told(at, seeds.CLIENT)) <= flood.MOST + 1
    assert len(at.desk.telegram.toasts) == 2 * flood.MOST


def test_calm_brings_back_the_answers(at: Scene) -> None:
    for _ in range(2 * flood.MOST):
        at.says(seeds.CLIENT, "/ayuda")
    at.desk.settle()
    at.desk.later(minutes=1)
    before = len(told(at, seeds.CLIENT))
    at.says(seeds.CLIENT, "/ayuda")
    at.desk.settle()
    assert len(told(at, seeds.CLIENT)) > before


def test_who_opens_tickets_is_no_flood(at: Scene) -> None:
    for _ in range(flood.MOST // 4):
        for text in ("/nuevo", "Marta", "omitir", "no anda la impresora", "omitir", "confirmar"):
            at.says(seeds.CLIENT, text)
    assert len(at.desk.tickets()) == 1 + flood.MOST // 4


def test_an_opened_ticket_sets_the_count_back_once_only(at: Scene) -> None:
    for text in ("/nuevo", "Marta", "omitir", "no anda la impresora", "omitir", "confirmar"):
        at.says(seeds.CLIENT, text)
    for _ in range(2 * flood.MOST):
        at.says(seeds.CLIENT, "/ayuda")
    at.desk.settle()
    assert sum(TOLD in text for text in told(at, seeds.CLIENT)) == 1


def test_the_staff_is_never_held_up(at: Scene) -> None:
    for _ in range(2 * flood.MOST):
        at.says(seeds.LEAD, "/ayuda")
    with at.desk.store.read() as session:
        assert not [row for row in session.scalars(select(OutboxMessage)) if TOLD in row.content["text"]]


def test_a_stranger_s_flood_is_bounded(at: Scene) -> None:
    photo = next(seed for seed in seeds.SEEDS if "photo" in seed.get("message", {}))
    for number in range(2 * flood.MOST_OF_A_STRANGER):
        at.says(seeds.STRANGER, f"mensaje {number}")
        at.brings(photo, seeds.STRANGER)
    at.desk.settle()
    assert sum(TOLD in text for text in told(at, seeds.STRANGER)) == 1
    assert len(told(at, seeds.STRANGER)) <= flood.MOST_OF_A_STRANGER + 1
    with at.desk.store.read() as session:
        waiting = select(func.count()).select_from(InboxMessage).where(InboxMessage.state == "waiting")
        assert (session.scalar(waiting) or 0) <= 20
        assert (session.scalar(select(func.count()).select_from(File)) or 0) <= 20
        assert (session.scalar(select(func.count()).select_from(OutboxMessage)) or 0) < 60
