"""What a worker looks for in the store: what it was rung for, and what stands behind what it settles; at all that is
due it looks now and then."""

import threading
import time
from datetime import timedelta

import pytest

from bot.channels.channel import TryLater, Undeliverable
from bot.delivery.queues import lookout
from bot.delivery.sender import Delivery
from bot.runtime.loop import Loop
from bot.runtime.troubles import Troubles
from store.database import StoreAway
from store.messages import leases
from tests.databases.stores import out_of_reach
from tests.delivery.post import Post
from tests.harness.desks import Hanging, chat_at, desk_on
from tests.harness.waiting import until


@pytest.fixture
def never_at_all(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the first time."""
    monkeypatch.setattr(lookout, "AT_LEAST_EVERY", 1000.0)
    post.worker.deliver()


@pytest.mark.usefixtures("never_at_all")
def test_only_the_chats_that_were_rung_for_are_looked_at(post: Post) -> None:
    ana = chat_at(post.store, "ana")
    post.put("to marta")
    post.put("to ana", chat=ana)
    assert post.worker.ring_for([ana])
    post.worker.go_on()
    until(lambda: post.provider.texts() == ["to ana"])
    assert post.worker.ring_for([post.chat])
    post.worker.go_on()
    until(lambda: post.provider.texts() == ["to ana", "to marta"])
    assert post.worker.drain(10)


@pytest.mark.usefixtures("never_at_all")
def test_what_stands_behind_goes_out_without_a_ring(post: Post) -> None:
    for text in ("1", "2", "3"):
        post.put(text)
    assert post.worker.ring_for([post.chat])
    until(lambda: post.worker.go_on() is None and post.provider.texts() == ["1", "2", "3"])
    assert post.worker.drain(10)
    assert post.states() == ["sent"] * 3


@pytest.mark.usefixtures("never_at_all")
def test_what_found_no_room_is_looked_for_once_there_is_some(post: Post) -> None:
    hanging, hurried, ana = Hanging(), list[bool](), chat_at(post.store, "ana")
    worker = Delivery(post.desk, on_done=hurried.append, at_once=1)
    post.provider.answers["marta"] = [hanging]
    post.put("hangs")
    worker.deliver()
    hanging.wait_for_a_call()
    post.put("waits for room", chat=ana)
    assert worker.ring_for([ana])
    worker.go_on()
    post.end_of(hanging, worker)
    assert hurried[-1]
    worker.go_on()
    until(lambda: post.provider.texts() == ["hangs", "waits for room"])
    assert worker.drain(10)


@pytest.mark.usefixtures("never_at_all")
def test_a_ring_is_not_forgotten_while_the_store_is_away(post: Post) -> None:
    post.put("1")
    assert post.worker.ring_for([post.chat])
    with out_of_reach(post.store), pytest.raises(StoreAway):
        post.worker.go_on()
    post.worker.go_on()
    until(lambda: post.provider.texts() == ["1"])
    assert post.worker.drain(10)


@pytest.mark.usefixtures("never_at_all")
def test_what_was_rung_for_is_due_though_our_clock_is_a_little_behind(post: Post) -> None:
    post.put("by another process")
    post.time -= timedelta(milliseconds=30)
    assert post.worker.ring_for([post.chat])
    post.worker.go_on()
    until(lambda: post.provider.texts() == ["by another process"])
    assert post.worker.drain(10)


@pytest.mark.usefixtures("never_at_all")
@pytest.mark.parametrize("metered", [False, True])
def test_what_stands_behind_what_is_settled_by_itself_goes_out(post: Post, metered: bool) -> None:
    post.provider.metered = metered
    post.provider.answers["marta"] = [] if metered else [Undeliverable("no", "refused")] * 2
    looked = threading.Event()
    worker = Delivery(post.desk, on_done=lambda urgent: looked.set())
    worker.deliver()
    for text in ("1", "2", "3"):
        post.put(text)
    assert worker.ring_for([post.chat])
    worker.go_on()
    while post.provider.texts()[-1:] != ["3"]:
        assert looked.wait(10), "nobody says that there is more"
        looked.clear()
        worker.go_on()
    assert worker.drain(10)


@pytest.mark.usefixtures("never_at_all")
@pytest.mark.parametrize("every", [0.0, 1000.0])
def test_a_ring_that_came_before_a_row_was_in_hand_is_remembered(
    post: Post, monkeypatch: pytest.MonkeyPatch, every: float
) -> None:
    """As where a round of arrivals has leased it, and is about to send it; whether it is time to look at all or not."""
    hanging, hurried = Hanging(), list[bool]()
    post.provider.answers["marta"] = [hanging]
    worker = Delivery(post.desk, on_done=hurried.append)
    monkeypatch.setattr(lookout, "AT_LEAST_EVERY", every)
    worker.deliver()
    monkeypatch.setattr(lookout, "AT_LEAST_EVERY", 1000.0)
    post.put("1")
    with post.store.write() as session:
        rows = leases.claim(session, worker.worker, ["telegram"], post.time, 1)
    post.put("2")
    assert worker.ring_for([post.chat])
    worker.send(rows, time.monotonic())
    hanging.wait_for_a_call()
    worker.go_on()
    post.end_of(hanging, worker)
    assert hurried[-1]
    worker.go_on()
    until(lambda: post.provider.texts() == ["1", "2"])
    assert worker.drain(10)


def test_a_worker_is_back_when_something_falls_due(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookout, "AT_LEAST_EVERY", 1000.0)
    now = post.time
    began = time.monotonic()
    desk = desk_on(
        post.store, post.folder, post.provider, now=lambda: now + timedelta(seconds=time.monotonic() - began)
    )
    post.provider.answers["marta"] = [TryLater("busy", 0.2)]
    worker = Delivery(desk, on_done=lambda urgent: loop.wake())
    loop = Loop("delivering", worker.go_on, desk.now, Troubles(desk.now), longest=1000)
    post.put("1")
    loop.start()
    until(lambda: post.provider.texts() == ["1"])
    loop.end()
    loop.join(5)
    assert worker.stop(10)


@pytest.mark.usefixtures("never_at_all")
def test_the_next_try_is_made_when_it_is_due_though_nobody_rings(post: Post) -> None:
    post.provider.answers["marta"] = [TryLater("busy", 5)]
    row = post.put("1")
    assert post.worker.ring_for([post.chat])
    post.worker.go_on()
    until(lambda: post.row(row).state == "waiting")
    assert post.worker.drain(10)
    due = post.worker.go_on()
    assert due is not None and timedelta(seconds=4) < due - post.time < timedelta(seconds=7)


def test_a_lost_ring_costs_a_moment(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookout, "AT_LEAST_EVERY", 0.05)
    post.worker.deliver()
    post.put("nobody rang")
    until(lambda: post.worker.go_on() is None and post.provider.texts() == ["nobody rang"])
    assert post.worker.drain(10)
