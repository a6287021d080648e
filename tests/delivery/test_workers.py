"""Workers beside each other: leases, calls that hang, room for each channel, and the end of one."""

import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.channel import TryLater, Undeliverable
from bot.channels.messages import Receipt
from bot.delivery import receipts
from bot.delivery.sender import STORE_RETRY, Delivery
from store.database import Database
from store.messages import leases
from tests.databases.stores import out_of_reach
from tests.delivery.post import Post
from tests.harness.desks import Hanging, Provider, chat_at, desk_on
from tests.harness.waiting import until


def test_a_dead_workers_call_is_made_once_more_by_another(post: Post) -> None:
    first = post.put("1")
    post.put("2")
    with post.store.write() as session:  # a worker takes it in hand and is killed
        leases.claim(session, "dead", ["telegram"], post.time, 10)
    post.after(leases.LEASE.total_seconds() - 1)
    assert post.provider.calls == []
    post.after(2)
    assert post.provider.texts() == ["1", "2"]
    assert post.row(first).attempts == 2


def test_a_killed_workers_late_word_changes_nothing(post: Post) -> None:
    row = post.put("1")
    with post.store.write() as session:
        [message] = leases.claim(session, "slow", ["telegram"], post.time, 10)
    post.after(leases.LEASE.total_seconds() + 1)
    with post.store.write() as session:
        assert not leases.defer(session, message, "slow", post.time, "late", 1)
    assert post.row(row).state == "sent"


def test_a_hanging_call_stays_in_its_workers_hand(post: Post) -> None:
    hanging = Hanging()
    post.provider.answers["marta"] = [hanging]
    post.put("1")
    post.worker.deliver()
    hanging.wait_for_a_call()
    other = Delivery(post.desk)
    for _ in range(5):
        post.time += timedelta(seconds=2)
        post.worker.renew()
        post.deliver(other)
    assert len(post.provider.calls) == 1
    hanging.end()
    assert post.worker.stop(10)
    assert post.states() == ["sent"]


@pytest.mark.parametrize("with_another", [False, True])
def test_what_comes_for_a_chat_in_hand_is_looked_for_once_that_is_settled(
    post: Post, with_another: bool
) -> None:
    """By whoever settles it: a round of arrivals, which leases nothing that was put before it, or the worker's own."""
    hanging = Hanging()
    post.provider.answers["marta"] = [hanging]
    hurried: list[bool] = []
    worker = Delivery(post.desk, on_done=hurried.append)
    post.put("1")
    worker.deliver()
    hanging.wait_for_a_call()
    post.put("2")
    other = chat_at(post.store, "ana")
    assert worker.ring_for([post.chat, *[other] * with_another]) is with_another
    post.end_of(hanging, worker)
    assert hurried[-1]
    assert worker.ring_for([post.chat])
    post.deliver(worker)
    assert post.provider.texts() == ["1", "2"]


def test_many_chats_do_not_wait_for_one_that_hangs(post: Post) -> None:
    hanging = Hanging()
    post.provider.answers["marta"] = [hanging]
    post.put("hangs")
    post.put("behind it")
    chats = [chat_at(post.store, f"client {number}") for number in range(40)]
    for chat in chats:
        post.put("hello", chat=chat)
    until(lambda: post.one_round().count("hello") == 40)
    assert "behind it" not in post.provider.texts()
    hanging.end()
    until(lambda: "behind it" in post.one_round())
    assert post.worker.stop(10)


def test_a_message_whose_failure_is_told_before_its_call_returns_is_said_again(post: Post) -> None:
    hanging = Hanging()
    post.provider.answers["marta"] = [hanging]
    row = post.put("hola", options=[["Sí", "yes"]])
    post.worker.deliver()
    hanging.wait_for_a_call()
    failure = Undeliverable("no buttons there", "refused")
    receipts.take(post.desk, Receipt("telegram", f"m{row}", "failed", row, failure))
    post.worker.deliver()
    hanging.end()
    assert post.worker.drain(10)
    post.deliver()
    assert [call.plain for call in post.provider.calls] == [False, True]
    assert post.states() == ["sent"]


def test_a_channel_with_little_room_takes_none_of_anothers(store: Database, tmp_path: Path) -> None:
    post, other, hanging = Post(store, tmp_path), Provider("whatsapp"), Hanging()
    worker = Delivery(desk_on(store, tmp_path, post.provider, other, now=lambda: post.time), at_once=8)
    for number in range(7):
        post.provider.answers[f"client {number}"] = [hanging]
        post.put("hangs", chat=chat_at(store, f"client {number}"))
    until(lambda: worker.deliver() is not None and len(post.provider.calls) == 7)
    for number in range(4):
        post.put("goes", chat=chat_at(store, f"whatsapp:{number}", "whatsapp"))
    worker.deliver()
    until(lambda: len(other.calls) == 4)
    hanging.end()
    assert worker.stop(10)


def test_a_provider_that_hangs_holds_up_no_other_channel(store: Database, tmp_path: Path) -> None:
    post, other, hanging = Post(store, tmp_path), Provider("whatsapp"), Hanging()
    desk = desk_on(store, tmp_path, post.provider, other, now=lambda: post.time)
    worker = Delivery(desk, at_once=2)
    for number in range(4):
        post.provider.answers[f"client {number}"] = [hanging]
        post.put("hangs", chat=chat_at(store, f"client {number}"))
    post.put("goes", chat=chat_at(store, "whatsapp:+5491123456789", "whatsapp"))

    def all_that_can_go_is_out() -> bool:
        worker.deliver()
        return other.texts() == ["goes"] and len(post.provider.calls) == 2

    until(all_that_can_go_is_out)
    hanging.end()
    until(lambda: worker.deliver() is None and set(post.states()) == {"sent"})


def test_several_workers_send_each_message_once_and_in_order(post: Post) -> None:
    chats = [chat_at(post.store, f"client {number}") for number in range(10)]
    for number in range(8):
        for chat in chats:
            post.put(str(number), chat=chat)
    workers = [Delivery(post.desk, at_once=4) for _ in range(4)]

    def work(worker: Delivery) -> None:
        until(lambda: worker.deliver() is None and set(post.states()) == {"sent"})

    threads = [threading.Thread(target=work, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number in range(10):
        assert post.provider.texts(f"client {number}") == [str(each) for each in range(8)]


def test_after_the_end_nothing_more_is_taken_in_hand(post: Post) -> None:
    post.provider.answers["marta"] = [lambda _: stopped(post.worker)]
    post.put("1")
    post.put("2")
    post.deliver()
    assert post.states() == ["sent", "waiting"]
    post.deliver()
    assert post.states() == ["sent", "waiting"]


def stopped(worker: Delivery) -> None:
    """From within a call: it is in flight, so the end comes without waiting for it."""
    assert not worker.stop(0)


def test_what_will_be_due_is_known_though_something_else_arrived(post: Post) -> None:
    post.provider.answers["marta"] = [TryLater("busy", 0.3)]
    post.put("1")
    post.deliver()
    post.put("2", chat=chat_at(post.store, "ana"))
    post.worker.deliver()
    until(lambda: post.provider.texts("ana") == ["2"])
    due = post.worker.deliver()
    assert due is not None and due < post.time + timedelta(seconds=1)


def test_an_end_without_a_store_takes_no_longer_than_it_may(post: Post) -> None:
    worker, clients = Delivery(post.desk, at_once=80), 40
    for number in range(clients):
        post.put("hola", chat=chat_at(post.store, f"client {number}"))
    worker.deliver()
    until(lambda: len(post.provider.calls) == clients)
    with out_of_reach(post.store):
        begun = time.monotonic()
        assert not worker.stop(0)
        assert time.monotonic() - begun < clients * STORE_RETRY / 2, "it must not try again for each of them"
