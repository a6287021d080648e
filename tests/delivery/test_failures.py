"""Every failure is told apart: what is tried again, what is given up, and who hears of it."""

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.channels.channel import Misconfigured, NotInPlace, TryLater, Undeliverable
from bot.desk import Desk
from bot.replies import delivery_failures
from bot.settings import logs
from store.tables import Chat, OutboxMessage, Person
from tests.delivery.post import Post
from tests.harness.desks import chat_at


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


def test_after_three_days_it_is_too_late(post: Post) -> None:
    post.provider.answers["marta"] = [TryLater("down")]
    post.put("1", cause_id=post.julia)
    post.after(3 * 86400 + 1)
    assert post.states() == ["failed"]
    assert post.is_told("unreachable")


def test_what_can_never_be_delivered_fails_and_lets_the_next_go(post: Post) -> None:
    post.provider.answers["marta"] = [Undeliverable("chat not found", "gone")]
    post.put("1", cause_id=post.julia)
    post.put("2")
    post.deliver()
    assert post.states() == ["failed", "sent"]
    assert post.is_told("gone")
    with post.store.read() as session:
        assert session.get_one(Chat, post.chat).blocked_at is None


def test_an_edit_is_said_anew_once_however_often_the_provider_asks_us_to_wait(post: Post) -> None:
    gone, busy = Undeliverable("message can't be edited", "gone"), TryLater("busy", 5)
    post.provider.answers["marta"] = [gone, busy, busy]
    row = post.put("dos", kind="edit", targets=["m1"], anew="editado: dos")
    post.deliver()
    post.after(6)
    post.after(6)
    said = [(call.kind, call.text, call.targets) for call in post.provider.calls]
    assert said == [("edit", "dos", ("m1",)), *[("message", "editado: dos", ())] * 3]
    assert post.row(row).state == "sent"


def test_a_shut_door_is_remembered(post: Post) -> None:
    post.provider.answers["marta"] = [Undeliverable("bot was blocked", "blocked", blocked=True)]
    post.put("1")
    post.deliver()
    with post.store.read() as session:
        assert session.get_one(Chat, post.chat).blocked_at == post.time


def test_a_fault_in_telling_of_a_failure_does_not_undo_it(post: Post) -> None:
    with post.store.write() as session:
        session.get_one(Person, post.marta).name = ""  # nobody can be told whom it did not reach
    post.provider.answers["marta"] = [Undeliverable("no", "gone")]
    post.put("1", cause_id=post.julia)
    post.put("2")
    post.deliver()
    assert post.states() == ["failed", "sent"]
    assert post.provider.texts("julia") == []


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


def test_our_own_bug_is_tried_five_times_and_told(post: Post) -> None:
    post.provider.answers["marta"] = [ZeroDivisionError("a bug")] * 5
    post.put("1", cause_id=post.julia)
    post.put("2")
    for _ in range(5):
        post.after(60)
    assert post.states() == ["failed", "sent"]
    assert post.is_told("our_fault")


def test_an_outage_does_not_use_up_the_tries_of_a_bug(post: Post) -> None:
    post.provider.answers["marta"] = [*[TryLater("down")] * 9, ZeroDivisionError("a bug")]
    post.put("1")
    for _ in range(11):
        post.after(90)
    assert post.states() == ["sent"]


def test_a_secret_in_an_error_is_not_kept(post: Post) -> None:
    logs.hide(["123:TOKEN-OF-THIS-TEST"])
    post.provider.answers["marta"] = [ZeroDivisionError("https://api/bot123:TOKEN-OF-THIS-TEST/sendMessage")]
    row = post.put("1")
    post.deliver()
    assert post.row(row).error == "ZeroDivisionError: https://api/bot***/sendMessage"


def test_a_file_is_looked_for_as_long_however_old_its_message_is(post: Post) -> None:
    post.provider.answers["marta"] = [NotInPlace("not in the photo store")]
    post.put("a photo")
    post.after(2 * 86400)
    assert post.states() == ["waiting"]


def test_a_failure_is_told_though_the_store_went_away_while_it_was_being_told(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    telling, tries = delivery_failures.undelivered, []

    def tell(desk: Desk, session: Session, row: OutboxMessage, reason: str) -> None:
        tries.append(reason)
        if len(tries) == 1:
            raise OperationalError(None, None, ConnectionError("gone"))
        telling(desk, session, row, reason)

    monkeypatch.setattr(delivery_failures, "undelivered", tell)
    post.provider.answers["marta"] = [Undeliverable("no", "gone")]
    post.put("1", cause_id=post.julia)
    post.deliver()
    assert (len(tries), post.states()) == (2, ["failed"])
    assert post.is_told("gone")
