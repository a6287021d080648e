"""What is in the outbox goes out: in order, once, and whatever fails is told apart."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.channels.channel import Misconfigured, NotInPlace, TryLater, Undeliverable
from bot.channels.messages import Outbound, Receipt
from bot.delivery import receipts
from bot.delivery.sender import Delivery
from store.database import Database, StoreAway
from store.messages import outbox, sent_lookup
from store.tables import Chat, OutboxMessage
from tests.harness.desks import Provider, chat_at, desk_on
from tests.harness.waiting import until


class Post:
    """A store, a provider, a clock that only the test moves, and a worker's delivery."""

    def __init__(self, store: Database, folder: Path):
        self.store, self.folder = store, folder
        self.provider = Provider()
        self.time = datetime(2026, 11, 23, 12, tzinfo=UTC)
        self.desk = desk_on(store, folder, self.provider, now=lambda: self.time)
        self.chat = chat_at(store, "marta")
        self.worker = Delivery(self.desk)

    def put(self, text: str = "", kind: str = "message", chat: int | None = None, **more: Any) -> int:
        about = {name: more.pop(name) for name in ("state", "reply_to_id", "cause_id") if name in more}
        with self.store.write() as session:
            return outbox.put(session, chat or self.chat, kind, {"text": text, **more}, self.time, **about)

    def deliver(self, worker: Delivery | None = None) -> datetime | None:
        """A worker's rounds, until nothing more is due."""
        worker = worker or self.worker
        due = worker.deliver()
        while worker.busy:
            assert worker.drain(10)
            due = worker.deliver()
        return due

    def one_round(self) -> list[str]:
        """What the provider has got by now; nobody waits for a call that is out."""
        self.worker.deliver()
        return self.provider.texts()

    def after(self, seconds: float) -> None:
        """Time passes and the worker does its round."""
        self.time += timedelta(seconds=seconds)
        self.deliver()

    def row(self, outbox_id: int) -> OutboxMessage:
        with self.store.read() as session:
            return session.get_one(OutboxMessage, outbox_id)

    def states(self) -> list[str]:
        with self.store.read() as session:
            return list(session.scalars(select(OutboxMessage.state).order_by(OutboxMessage.id)))


@pytest.fixture
def post(store: Database, tmp_path: Path) -> Post:
    return Post(store, tmp_path)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str]]:
    """Of which rows, and why, somebody was told that they failed."""
    found: list[tuple[int, str]] = []

    def undelivered(desk: object, session: object, row: OutboxMessage, reason: str) -> None:
        found.append((row.id, reason))

    monkeypatch.setattr("bot.replies.delivery_failures.undelivered", undelivered)
    return found


def test_a_chat_gets_what_was_put_in_order_and_each_chat_its_own(post: Post) -> None:
    ana = chat_at(post.store, "ana")
    for number in range(5):
        post.put(f"marta {number}")
        post.put(f"ana {number}", chat=ana)
    post.deliver()
    assert post.provider.texts("marta") == [f"marta {number}" for number in range(5)]
    assert post.provider.texts("ana") == [f"ana {number}" for number in range(5)]
    assert set(post.states()) == {"sent"}


def test_the_providers_ids_lead_back_to_the_row(post: Post) -> None:
    row = post.put("Ticket 121")
    post.deliver()
    with post.store.read() as session:
        found = sent_lookup.by_message(session, post.chat, f"m{row}")
        assert found is not None
        assert found.id == row
    assert post.row(row).sent_at == post.time


def test_what_a_message_answers_edits_and_withdraws_is_named_by_the_providers_ids(post: Post) -> None:
    first = post.put("first")
    post.put("second", reply_to_id=first)
    edit = post.put("first, better", kind="edit", edits=first)
    post.put("first, best", kind="edit", edits=edit)
    post.put(kind="withdraw", withdraws=[first])
    post.put("third", reply_to="7")
    post.deliver()
    about = [(call.kind, call.reply_to, call.targets) for call in post.provider.calls]
    assert about == [
        ("message", "", ()),
        ("message", f"m{first}", ()),
        ("edit", "", (f"m{first}",)),
        ("edit", "", (f"m{first}",)),
        ("withdraw", "", (f"m{first}",)),
        ("message", "7", ()),
    ]


def test_a_quoted_message_is_about_what_it_was_last_made_to_say(post: Post) -> None:
    first = post.put("a list")
    edit = post.put("Ticket 121", kind="edit", edits=first)
    post.deliver()
    with post.store.read() as session:
        found = sent_lookup.by_message(session, post.chat, f"m{first}")
        assert found is not None
        assert found.id == edit


def test_a_message_that_is_tried_again_holds_back_the_later_ones_of_its_chat_only(post: Post) -> None:
    post.provider.answers["marta"] = [TryLater("busy", 5), TryLater("busy", 5)]
    first, ana = post.put("1"), chat_at(post.store, "ana")
    post.put("2")
    post.put("for ana", chat=ana)
    due = post.deliver()
    assert due is None or due > post.time
    post.after(4)
    assert post.provider.texts() in (["1", "for ana"], ["for ana", "1"])
    post.after(2)
    assert post.row(first).error == "TryLater: busy"
    post.after(6)
    assert post.provider.texts("marta") == ["1", "1", "1", "2"]
    assert set(post.states()) == {"sent"}


def test_without_a_named_wait_the_waits_grow_to_a_minute_and_go_on_for_days(post: Post) -> None:
    post.provider.answers["marta"] = [TryLater("down")] * 20
    row = post.put("1")
    waits = []
    for _ in range(20):
        post.deliver()
        waits.append((post.row(row).due_at - post.time).total_seconds())
        post.time = post.row(row).due_at
    assert 0.7 < waits[0] < 1.3
    assert 1.4 < waits[1] < 2.6
    assert 44 < waits[10] < 76
    post.deliver()
    assert post.states() == ["sent"]


def test_after_three_days_it_is_too_late(post: Post, told: list[tuple[int, str]]) -> None:
    post.provider.answers["marta"] = [TryLater("down")]
    row = post.put("1")
    post.after(3 * 86400 + 1)
    assert post.states() == ["failed"]
    assert told == [(row, "unreachable")]


def test_what_can_never_be_delivered_fails_and_lets_the_next_go(
    post: Post, told: list[tuple[int, str]]
) -> None:
    post.provider.answers["marta"] = [Undeliverable("chat not found", "gone")]
    row = post.put("1")
    post.put("2")
    post.deliver()
    assert post.states() == ["failed", "sent"]
    assert told == [(row, "gone")]
    with post.store.read() as session:
        assert session.get_one(Chat, post.chat).blocked_at is None


def test_a_shut_door_is_remembered(post: Post, told: list[tuple[int, str]]) -> None:
    post.provider.answers["marta"] = [Undeliverable("bot was blocked", "blocked", blocked=True)]
    post.put("1")
    post.deliver()
    with post.store.read() as session:
        assert session.get_one(Chat, post.chat).blocked_at == post.time


def test_a_fault_in_telling_of_a_failure_does_not_undo_it(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("bot.replies.delivery_failures.undelivered", broken)
    post.provider.answers["marta"] = [Undeliverable("no", "gone")]
    post.put("1")
    post.put("2")
    post.deliver()
    assert post.states() == ["failed", "sent"]


def test_a_revoked_token_keeps_the_queue_and_alarms_once(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    post.provider.answers["marta"] = [Misconfigured("the token is revoked")] * 3
    ana = chat_at(post.store, "ana")
    post.put("1")
    post.deliver()
    post.put("2")
    post.put("for ana", chat=ana)
    post.after(10)
    assert len(post.provider.calls) == 1
    assert post.states() == ["waiting"] * 3
    post.after(21)
    post.after(31)
    for _ in range(4):
        post.after(31)
    assert post.provider.texts("marta")[-2:] == ["1", "2"]
    assert set(post.states()) == {"sent"}
    alarms = [record for record in caplog.records if record.levelname == "ERROR"]
    assert len(alarms) <= 2


def test_our_own_bug_is_tried_five_times_and_told(post: Post, told: list[tuple[int, str]]) -> None:
    post.provider.answers["marta"] = [ZeroDivisionError("a bug")] * 5
    row = post.put("1")
    post.put("2")
    for _ in range(5):
        post.after(60)
    assert post.states() == ["failed", "sent"]
    assert told == [(row, "our_fault")]


def test_an_outage_does_not_use_up_the_tries_of_a_bug(post: Post) -> None:
    post.provider.answers["marta"] = [*[TryLater("down")] * 9, ZeroDivisionError("a bug")]
    post.put("1")
    for _ in range(11):
        post.after(90)
    assert post.states() == ["sent"]


def test_a_toast_waits_for_nothing_and_holds_nothing_back(post: Post) -> None:
    post.provider.answers["marta"] = [TryLater("busy", 5), TryLater("busy", 5)]
    post.put("1")
    post.deliver()
    post.put("toast", kind="toast", acknowledge="q1")
    post.put("2")
    post.deliver()
    assert post.states() == ["waiting", "dropped", "waiting"]
    post.put("another", kind="toast", acknowledge="q2")
    post.deliver()
    assert post.provider.texts() == ["1", "toast", "another"]
    assert post.provider.calls[-1].acknowledge == "q2"


def test_a_toast_that_comes_too_late_is_not_sent(post: Post) -> None:
    post.put("toast", kind="toast", acknowledge="q1")
    post.after(61)
    assert post.provider.calls == []
    assert post.states() == ["dropped"]


def test_an_edit_waits_for_its_message_and_is_dropped_with_it(
    post: Post, told: list[tuple[int, str]]
) -> None:
    early = post.put("early", state="waiting_for_file")
    post.put("better", kind="edit", edits=early)
    post.deliver()
    assert post.provider.calls == []
    with post.store.write() as session:
        session.get_one(OutboxMessage, early).state = "waiting"
    post.provider.answers["marta"] = [Undeliverable("no", "gone")]
    post.after(2)
    post.after(2)
    assert post.states() == ["failed", "dropped"]


def test_what_is_withdrawn_while_it_waits_for_a_file_is_never_said(post: Post) -> None:
    early = post.put("early", state="waiting_for_file")
    post.put(kind="withdraw", withdraws=[early])
    post.deliver()
    assert post.provider.calls == []
    assert post.states() == ["dropped", "dropped"]


def test_a_channel_that_is_switched_off_keeps_its_queue(post: Post) -> None:
    other = chat_at(post.store, "whatsapp:+5491123456789", "whatsapp")
    post.put("1", chat=other)
    post.put("2")
    post.deliver()
    assert post.states() == ["waiting", "sent"]


def test_a_dead_workers_call_is_made_once_more_by_another(post: Post) -> None:
    first = post.put("1")
    post.put("2")
    with post.store.write() as session:  # a worker takes it in hand and is killed
        outbox.claim(session, "dead", ["telegram"], post.time, 10)
    post.after(outbox.LEASE.total_seconds() - 1)
    assert post.provider.calls == []
    post.after(2)
    assert post.provider.texts() == ["1", "2"]
    assert post.row(first).attempts == 2


def test_a_killed_workers_late_word_changes_nothing(post: Post) -> None:
    row = post.put("1")
    with post.store.write() as session:
        [message] = outbox.claim(session, "slow", ["telegram"], post.time, 10)
    post.after(outbox.LEASE.total_seconds() + 1)
    with post.store.write() as session:
        assert not outbox.later(session, message, "slow", post.time, "late", 1)
    assert post.row(row).state == "sent"


def test_a_hanging_call_stays_in_its_workers_hand(post: Post) -> None:
    inside, let_go = threading.Event(), threading.Event()

    def hang(_: object) -> None:
        inside.set()
        assert let_go.wait(10)

    post.provider.answers["marta"] = [hang]
    post.put("1")
    post.worker.deliver()
    assert inside.wait(10)
    other = Delivery(post.desk)
    for _ in range(5):
        post.time += timedelta(seconds=2)
        post.worker.renew()
        post.deliver(other)
    assert len(post.provider.calls) == 1
    let_go.set()
    assert post.worker.stop(10)
    assert post.states() == ["sent"]


def test_many_chats_do_not_wait_for_one_that_hangs(post: Post) -> None:
    let_go = threading.Event()
    post.provider.answers["marta"] = [lambda _: waited_for(let_go)]
    post.put("hangs")
    post.put("behind it")
    chats = [chat_at(post.store, f"client {number}") for number in range(40)]
    for chat in chats:
        post.put("hello", chat=chat)
    until(lambda: post.one_round().count("hello") == 40)
    assert "behind it" not in post.provider.texts()
    let_go.set()
    until(lambda: "behind it" in post.one_round())
    assert post.worker.stop(10)


def test_a_message_whose_failure_is_told_before_its_call_returns_is_said_again(post: Post) -> None:
    let_go, called = threading.Event(), threading.Event()

    def slowly(_: Outbound) -> None:
        called.set()
        waited_for(let_go)

    post.provider.answers["marta"] = [slowly]
    row = post.put("hola", options=[["Sí", "yes"]])
    post.worker.deliver()
    waited_for(called)
    failure = Undeliverable("no buttons there", "refused")
    receipts.take(post.desk, Receipt("telegram", f"m{row}", "failed", row, failure))
    post.worker.deliver()
    let_go.set()
    assert post.worker.drain(10)
    post.deliver()
    assert [call.plain for call in post.provider.calls] == [False, True]
    assert post.states() == ["sent"]


def test_a_channel_with_little_room_takes_none_of_anothers(store: Database, tmp_path: Path) -> None:
    post, other, let_go = Post(store, tmp_path), Provider("whatsapp"), threading.Event()
    worker = Delivery(desk_on(store, tmp_path, post.provider, other, now=lambda: post.time), at_once=8)
    for number in range(7):
        post.provider.answers[f"client {number}"] = [lambda _: waited_for(let_go)]
        post.put("hangs", chat=chat_at(store, f"client {number}"))
    until(lambda: worker.deliver() is not None and len(post.provider.calls) == 7)
    for number in range(4):
        post.put("goes", chat=chat_at(store, f"whatsapp:{number}", "whatsapp"))
    worker.deliver()
    until(lambda: len(other.calls) == 4)
    let_go.set()
    assert worker.stop(10)


def test_a_provider_that_hangs_holds_up_no_other_channel(store: Database, tmp_path: Path) -> None:
    post, other, let_go = Post(store, tmp_path), Provider("whatsapp"), threading.Event()
    desk = desk_on(store, tmp_path, post.provider, other, now=lambda: post.time)
    worker = Delivery(desk, at_once=2)
    for number in range(4):
        post.provider.answers[f"client {number}"] = [lambda _: waited_for(let_go)]
        post.put("hangs", chat=chat_at(store, f"client {number}"))
    post.put("goes", chat=chat_at(store, "whatsapp:+5491123456789", "whatsapp"))

    def all_that_can_go_is_out() -> bool:
        worker.deliver()
        return other.texts() == ["goes"] and len(post.provider.calls) == 2

    until(all_that_can_go_is_out)
    let_go.set()
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


def test_a_secret_in_an_error_is_not_kept(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.settings.logs._secrets", {"123:TOKEN"})
    post.provider.answers["marta"] = [ZeroDivisionError("https://api/bot123:TOKEN/sendMessage")]
    row = post.put("1")
    post.deliver()
    assert post.row(row).error == "ZeroDivisionError: https://api/bot***/sendMessage"


def waited_for(event: threading.Event) -> None:
    assert event.wait(10)


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


def test_an_end_without_a_store_takes_no_longer_than_it_may(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        post.put("hola", chat=chat_at(post.store, f"client {number}"))
    post.worker.deliver()
    until(lambda: len(post.provider.calls) == 6)
    tried: list[None] = []

    def away() -> None:
        tried.append(None)
        raise StoreAway("gone")

    monkeypatch.setattr(post.store, "write", away)
    assert not post.worker.stop(0)
    assert len(tried) <= 2


def test_a_file_is_looked_for_as_long_however_old_its_message_is(post: Post) -> None:
    post.provider.answers["marta"] = [NotInPlace("not in the photo store")]
    post.put("a photo")
    post.after(2 * 86400)
    assert post.states() == ["waiting"]
